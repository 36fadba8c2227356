import type { PersonContext } from "../context.ts";
import { cleanText } from "../text.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";

/** Keeps what Gong told about people in a week; what an earlier reading said of the same people is replaced. */
export function saveContext(
  database: Database,
  week: Week,
  people: ReadonlyMap<string, PersonContext>,
  readAt: string,
): void {
  const save = database.prepare(
    "REPLACE INTO context (week, person, read_at, body) SELECT ?, key, ?, ? FROM people WHERE id = ?",
  );
  const all = database.transaction(() => {
    for (const [person, context] of people) save.run(week, readAt, JSON.stringify(context), person);
  });
  all.immediate();
}

/** What Gong told about a week's people, by their ids. */
export function readContext(database: Database, week: Week): ReadonlyMap<string, PersonContext> {
  const rows = database
    .prepare<[Week], { id: string; body: string }>(
      "SELECT p.id, c.body FROM context c JOIN people p ON p.key = c.person WHERE c.week = ?",
    )
    .all(week);
  return new Map(rows.map(({ id, body }) => [id, JSON.parse(body) as PersonContext]));
}

/** Everybody's name, cleaned, and when they were added to Gong as an ISO time, null where Gong did not say. */
export function peopleFacts(
  database: Database,
): ReadonlyMap<string, { readonly name: string; readonly createdAt: string | null }> {
  const rows = database
    .prepare<[], { id: string; name: string; createdAt: string | null }>(
      "SELECT id, name, created_at AS createdAt FROM people",
    )
    .all();
  return new Map(rows.map(({ id, name, createdAt }) => [id, { name: cleanText(name), createdAt }]));
}
