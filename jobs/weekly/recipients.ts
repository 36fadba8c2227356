import type { Managers, Recipient, RecipientEntry, ScopeConfig } from "../../src/config.ts";
import type { Scope } from "../../src/digest.ts";
import type { Database } from "../../src/history/database.ts";
import { directReports, findPerson, managersIn, type Person, peopleBelow } from "../../src/history/people.ts";
import { erasedIn } from "../../src/history/tombstone.ts";
import { isAddress } from "../../src/mail/address.ts";
import { type Reach, scopeKey } from "../../src/mail/scope.ts";
import { cleanText } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";

/** A recipient with the people they may read about. */
export type Reader = { readonly to: string; readonly reach: Reach; readonly locale: string };

/** The whole company, as `report` and the default scope have it. */
export const companyReach: Reach = {
  scope: { kind: "company", id: "company", name: "The company" },
  people: null,
};

/**
 * Finds whom the recipients' scopes name, in the roster of the week.
 *
 * @returns the readers, and a sentence for each recipient whose scope names nobody
 */
export function findReaders(
  database: Database,
  recipients: readonly RecipientEntry[],
  week: Week,
): { readonly readers: readonly Reader[]; readonly unknown: readonly string[] } {
  const readers: Reader[] = [];
  const unknown: string[] = [];
  const listed = recipients.filter((entry) => "to" in entry);
  const erased = erasedIn(database);
  for (const [index, entry] of recipients.entries()) {
    const expanded = "to" in entry ? [entry] : managersOf(database, entry, listed, week);
    if (typeof expanded === "string") unknown.push(`digest.recipients.${index}: ${expanded}`);
    for (const { to, scope, locale } of typeof expanded === "string" ? [] : expanded) {
      if (erased.has(to)) {
        unknown.push(
          `digest.recipients.${index}: whose address this is was erased, no mail is made; take it out`,
        );
        continue;
      }
      // What Gong has as somebody's address must not keep the others from their mail.
      if (!isAddress(to)) {
        unknown.push(
          `digest.recipients.${index}: ${whoseText(scope)} has no address in Gong that takes mail; no mail is made`,
        );
        continue;
      }
      const reach = reachOf(database, scope, week);
      if (typeof reach === "string") unknown.push(`digest.recipients.${index}: ${reach}`);
      else if (!readers.some((reader) => isSame(reader, to, reach))) readers.push({ to, reach, locale });
    }
  }
  return { readers, unknown };
}

const whoseText = (scope: ScopeConfig): string =>
  scope === "company" ? scope : `user ${Object.values(scope).join()}`;

/** Reports below which somebody is no manager for `auto: managers`. */
const leastReports = 2;

/** Managers with a tree of their own; who is listed by address gets what is listed there and no more. */
function managersOf(
  database: Database,
  { except, within, locale }: Managers,
  listed: readonly Recipient[],
  week: Week,
): readonly Recipient[] | string {
  const top = within === undefined ? null : findPerson(database, within);
  if (within !== undefined && top === null) {
    return `within ${JSON.stringify(within)} is nobody in Gong's list of users; expected a Gong user id or an address in it`;
  }
  const below = top === null ? null : peopleBelow(database, top.id, week);
  const left = new Set([...except, ...listed.map(({ to }) => to)].map((name) => name.toLowerCase()));
  return managersIn(database, week, leastReports).flatMap(({ id, email }): Recipient[] => {
    if (email === null || left.has(id) || left.has(email.toLowerCase())) return [];
    if (below !== null && !below.has(id)) return [];
    return [{ to: email, scope: { tree: id }, locale }];
  });
}

/** The scope of a digest that was told, with the people who were in it that week; null when there are none. */
export function toldReach(database: Database, { kind, id }: Scope, week: Week): Reach | null {
  if (kind === "company") return companyReach;
  const reach = reachOf(database, { [kind]: id } as ScopeConfig, week);
  return typeof reach === "string" ? null : reach;
}

const isSame = (reader: Reader, to: string, { scope }: Reach): boolean =>
  reader.to.toLowerCase() === to.toLowerCase() && scopeKey(reader.reach.scope) === scopeKey(scope);

function reachOf(database: Database, scope: ScopeConfig, week: Week): Reach | string {
  if (scope === "company") return companyReach;
  const [[kind, wanted]] = Object.entries(scope) as [["team" | "tree" | "person", string]];
  const person = findPerson(database, wanted);
  if (person === null) {
    return `scope ${kind} ${JSON.stringify(wanted)} is nobody in Gong's list of users; expected a Gong user id or an address in it`;
  }
  if (kind === "person") {
    return { scope: { kind, id: person.id, name: nameOf(person) }, people: new Set([person.id]) };
  }
  const people =
    kind === "team" ? directReports(database, person.id, week) : peopleBelow(database, person.id, week);
  if (people.size === 0) return `scope ${kind} ${JSON.stringify(wanted)} leads nobody in ${week}`;
  const name = kind === "team" ? `${nameOf(person)}'s team` : `Everyone below ${nameOf(person)}`;
  return { scope: { kind, id: person.id, name }, people };
}

const nameOf = ({ name }: Person): string => cleanText(name);
