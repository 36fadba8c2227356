import { isMembers } from "./at.ts";

/** The people whom a persona may know about. */
export type People = {
  /** Gong user ids; none of those whom nobody knows. */
  readonly ids: readonly string[];
  /** Is this id or address one of theirs? */
  readonly has: (idOrAddress: unknown) => boolean;
  /** Is this the address of a colleague who is not among them? Colleagues share a domain. */
  readonly isOther: (address: unknown) => boolean;
};

/**
 * @param known ids and addresses, as far as they are known
 * @param colleagues addresses of the whole company, for those of another domain
 */
export function peopleFrom(
  known: readonly { readonly id?: string | undefined; readonly email?: string | undefined }[],
  colleagues: readonly string[] = [],
): People {
  const ids = known.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const addresses = known.flatMap(({ email }) => (email === undefined ? [] : [email.toLowerCase()]));
  const all = new Set([...ids, ...addresses]);
  const domains = new Set(addresses.map(domainOf));
  const company = new Set(colleagues.map((address) => address.toLowerCase()));
  const has = (value: unknown): boolean =>
    (typeof value === "string" || typeof value === "number" || typeof value === "bigint") &&
    all.has(String(value).trim().toLowerCase());
  return {
    ids,
    has,
    isOther(value) {
      if (typeof value !== "string" || has(value)) return false;
      const address = value.trim().toLowerCase();
      return address.includes("@") && (domains.has(domainOf(address)) || company.has(address));
    },
  };
}

/** Stands where somebody else was named. */
export const otherText = "[another person]";

const address = /[^\s@<>"'(),:;[\]]+@[^\s@<>"'(),:;[\]]+/g;

const personFields =
  /^(id|userId|emailAddress|email|name|firstName|lastName|fullName|title|phoneNumber|extension|managerId|speakerId)$/i;
const idFields =
  /^(userId|managerId|primaryUserId|primaryUser|reviewerUserId|reviewedUserId|creatorUserId|updaterUserId|createdBy|createdById|addedBy|ownerId|impersonatorUserId|impersonatorEmailAddress|impersonatorFullName)$/i;

/**
 * An answer in which nobody but these people is named: others' ids, and addresses of other colleagues with what
 * stands beside them about the person, are replaced. People outside the company stay.
 */
export function withoutOthers(answer: unknown, people: People): unknown {
  if (Array.isArray(answer)) return answer.map((item) => withoutOthers(item, people));
  if (typeof answer === "string") {
    return answer.replace(address, (found) => (people.isOther(found) ? otherText : found));
  }
  if (!isMembers(answer)) return answer;
  const isSomebodyElse = isPersonElse(answer, people);
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => {
      if (value === null || value === undefined) return [name, value];
      const isScalar = typeof value !== "object";
      if (isScalar && isSomebodyElse && personFields.test(name)) return [name, otherText];
      if (isScalar && idFields.test(name) && !people.has(value)) return [name, otherText];
      return [name, withoutOthers(value, people)];
    }),
  );
}

/** Is this object a person of the company who is not among them? */
function isPersonElse(members: Readonly<Record<string, unknown>>, people: People): boolean {
  const { id, userId, emailAddress, email } = members;
  if (userId !== undefined && userId !== null && userId !== "") return !people.has(userId);
  // Of somebody who was named by id the address may not be known.
  if (people.has(id)) return false;
  return people.isOther(emailAddress) || people.isOther(email);
}

const domainOf = (address: string): string => address.toLowerCase().replace(/^.*@/, "@");
