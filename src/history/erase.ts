import { failpoint } from "../failpoint.ts";
import { type Mentions, mentionsOf, plainAddress, type Subject } from "../mentions.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";
import { sealWeek } from "./seal.ts";
import { type Erased, erasedIn } from "./tombstone.ts";

/** How many rows were deleted, or rewritten without the person, by what they are. */
export type Removed = Readonly<Record<string, number>>;

/**
 * Takes somebody out of a history, in one transaction: what is theirs is deleted, what names them among others is
 * rewritten, and mails that name them lose their bytes, since a mail cannot be rewritten.
 *
 * Sums of teams and the company are of those who are left, in every week: with the person in past weeks and without
 * them in later ones, each sum would seem to have dropped. A team whose manager it was keeps its values under a number.
 *
 * @param isDry counts and changes nothing
 */
export function eraseFrom(
  database: Database,
  subject: Subject,
  { isDry = false, at }: { readonly isDry?: boolean; readonly at: string },
): Removed {
  const erased = erasedIn(database);
  const mentions = mentionsOf(subject, erased.standIn);
  database.function("mentions", { deterministic: true }, (text) =>
    typeof text === "string" && mentions.inText(text) ? 1 : 0,
  );
  database.function("redacted", { deterministic: true }, (text) =>
    typeof text === "string" ? mentions.redact(text) : text,
  );
  database.function("holds", { deterministic: true }, (bytes) =>
    Buffer.isBuffer(bytes) && mentions.inBytes(bytes) ? 1 : 0,
  );
  let removed: Removed = {};
  const all = database.transaction(() => {
    database.pragma("defer_foreign_keys = 1");
    removed = {
      ...eraseMails(database, subject, mentions, at),
      ...erasePerson(database, subject, erased),
      ...rewrite(database),
    };
    failpoint("erase.rows");
    if (isDry) throw undone;
  });
  try {
    all.immediate();
  } catch (error) {
    if (error !== undone) throw error;
  }
  if (!isDry) failpoint("erase.committed");
  return Object.fromEntries(Object.entries(removed).filter(([, count]) => count > 0));
}

const undone = new Error("counted only");

/** The people of a history who were erased in another copy of it, and addresses it has outside its roster. */
export function returnedTo(database: Database): Subject {
  const erased = erasedIn(database);
  type Row = { id: string; name: string; email: string | null };
  const people = database
    .prepare<[], Row>("SELECT id, name, email FROM people")
    .all()
    .filter(({ id, email }) => erased.has(id) || (email !== null && erased.has(email)));
  const others = database
    .prepare<[], string>("SELECT recipient FROM sends UNION SELECT address FROM suppressions")
    .pluck()
    .all()
    .filter((address) => erased.has(address));
  const emails = people.flatMap(({ email }) => (email === null ? [] : [email]));
  return {
    ids: people.map(({ id }) => id),
    addresses: [...new Set([...emails, ...others])],
    names: people.map(({ name }) => name),
  };
}

/** Mails to the person go. Of those that name them the row stays, and one that had not left never does. */
function eraseMails(
  database: Database,
  { addresses, ids }: Subject,
  { inText }: Mentions,
  at: string,
): Removed {
  const own = new Set(addresses.map(plainAddress));
  const isOwn = (address: string): boolean => own.has(plainAddress(address));
  const personScopes = ids.map((id) => `person ${id}`);
  const rows = database
    .prepare<[], { id: number; recipient: string; scope: string }>("SELECT id, recipient, scope FROM sends")
    .all();
  const drop = database.prepare<[number]>("DELETE FROM sends WHERE id = ?");
  const gone = rows.filter(({ recipient, scope }) => isOwn(recipient) || personScopes.includes(scope));
  for (const { id } of gone) drop.run(id);
  const dropDigests = database.prepare<[string]>("DELETE FROM digests WHERE scope = ?");
  const digests = personScopes.reduce((sum, scope) => sum + dropDigests.run(scope).changes, 0);
  const told = database
    .prepare<[], { week: Week; scope: string; revision: number; body: string }>(
      "SELECT week, scope, revision, body FROM digests",
    )
    .iterate();
  const naming = [...told]
    .filter(({ scope, body }) => inText(scope) || inText(body))
    .map(({ week, scope, revision }) => `${week} ${scope} ${revision}`);
  const named =
    "length(message) > 0 AND (holds(message) OR week || ' ' || scope || ' ' || revision IN (SELECT value FROM json_each(?)))";
  const emptied = database
    .prepare(
      `UPDATE sends SET message = zeroblob(0), changed_at = CASE WHEN state IN ('pending', 'intent') THEN ? ELSE changed_at END,
         reply = CASE WHEN state IN ('pending', 'intent') THEN 'it named somebody who was erased before it could leave' ELSE reply END,
         state = CASE WHEN state IN ('pending', 'intent') THEN 'expired' WHEN state = 'data' THEN 'unknown' ELSE state END
       WHERE ${named}`,
    )
    .run(at, JSON.stringify(naming)).changes;
  const suppressed = database
    .prepare<[], { address: string }>("SELECT DISTINCT address FROM suppressions")
    .all()
    .filter(({ address }) => isOwn(address));
  const dropSuppression = database.prepare<[string]>("DELETE FROM suppressions WHERE address = ?");
  for (const { address } of suppressed) dropSuppression.run(address);
  return {
    "mails to them": gone.length,
    "digests about them": digests,
    "mails naming them, emptied": emptied,
    "entries of the suppression list": suppressed.length,
  };
}

function erasePerson(database: Database, { ids }: Subject, { standIn }: Erased): Removed {
  const count: Record<string, number> = {};
  const run = (what: string, sql: string, ...values: readonly (string | number)[]): void => {
    count[what] = (count[what] ?? 0) + database.prepare(sql).run(...values).changes;
  };
  const weeks = new Set<Week>();
  const touched = database.prepare<[string, string], Week>(
    "SELECT week FROM membership WHERE person = (SELECT key FROM people WHERE id = ?) OR team = ?",
  );
  for (const id of ids) {
    for (const week of touched.pluck().all(id, id)) weeks.add(week);
    for (const [what, table] of [
      ["weekly values", "weekly_values"],
      ["restated values", "revisions"],
      ["weeks of membership", "membership"],
      ["answers of Gong about their calls", "context"],
    ] as const) {
      run(what, `DELETE FROM ${table} WHERE person = (SELECT key FROM people WHERE id = ?)`, id);
    }
    run("people", "DELETE FROM people WHERE id = ?", id);
    run("teams renamed", "UPDATE membership SET team = ? WHERE team = ?", standIn(id), id);
    run("managers renamed", "UPDATE people SET manager_id = ? WHERE manager_id = ?", standIn(id), id);
    for (const table of ["mutes", "expectations"] as const) {
      run(
        "mutes and new levels about them",
        `DELETE FROM ${table} WHERE level = 'person' AND entity = ?`,
        id,
      );
    }
    run("opinions about them", "DELETE FROM opinions WHERE finding LIKE ?", `%:person:${id}:%`);
  }
  // What an unfinished pull has brought is read again, without them.
  run("parts of unfinished pulls", "DELETE FROM parts");
  run("pages of unfinished pulls", "DELETE FROM pages");
  for (const week of weeks) closeWeek(database, week);
  return count;
}

/** A week of nobody is none. */
function closeWeek(database: Database, week: Week): void {
  const isEmpty = database.prepare("SELECT 1 FROM membership WHERE week = ?").get(week) === undefined;
  const isThere = database.prepare("SELECT 1 FROM weeks WHERE week = ?").get(week) !== undefined;
  if (!isThere) return;
  if (isEmpty) {
    database.prepare("DELETE FROM weeks WHERE week = ?").run(week);
    database.prepare("DELETE FROM facts WHERE name = ?").run(`seal ${week}`);
  } else sealWeek(database, week);
}

/** Tables without text, or where whoever it is has been seen to already; two people may have one name. */
const notRewritten = new Set([
  "weekly_values",
  "revisions",
  "membership",
  "people",
  "tombstones",
  "erasures",
  "metrics",
]);

/** Every other text of every table, those that later versions add included. */
function rewrite(database: Database): Removed {
  const columns = database
    .prepare<[], { table: string; column: string }>(
      `SELECT t.name AS "table", c.name AS "column" FROM pragma_table_list t JOIN pragma_table_info(t.name) c
       WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'`,
    )
    .all();
  const count: Record<string, number> = {};
  for (const { table, column } of columns.filter((each) => !notRewritten.has(each.table))) {
    const { changes } = database
      .prepare(
        `UPDATE OR REPLACE "${table}" SET "${column}" = redacted("${column}") WHERE mentions("${column}")`,
      )
      .run();
    const what = `texts of ${table}, rewritten`;
    count[what] = (count[what] ?? 0) + changes;
  }
  return count;
}
