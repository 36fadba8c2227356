import type { Recipient, ScopeConfig } from "../src/config.ts";
import type { Database } from "../src/history/database.ts";
import { directReports, findPerson, type Person, peopleBelow } from "../src/history/people.ts";
import { type Reach, scopeKey } from "../src/mail/scope.ts";
import { cleanText } from "../src/text.ts";
import type { Week } from "../src/week.ts";

/** A recipient with the people they may read about. */
export type Reader = { readonly to: string; readonly reach: Reach };

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
  recipients: readonly Recipient[],
  week: Week,
): { readonly readers: readonly Reader[]; readonly unknown: readonly string[] } {
  const readers: Reader[] = [];
  const unknown: string[] = [];
  for (const [index, { to, scope }] of recipients.entries()) {
    const reach = reachOf(database, scope, week);
    if (typeof reach === "string") unknown.push(`digest.recipients.${index}: ${reach}`);
    else if (!readers.some((reader) => isSame(reader, to, reach))) readers.push({ to, reach });
  }
  return { readers, unknown };
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
