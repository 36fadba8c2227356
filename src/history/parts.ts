import type { Source } from "../metrics.ts";
import type { Part } from "../pull/part.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";

/**
 * Keeps what a pull has brought so far, so that one that stops goes on from there. A part is saved only when
 * every page of its pass has arrived.
 */
export function saveParts(database: Database, parts: readonly Part[], fetchedAt: string): void {
  const save = database.prepare("REPLACE INTO parts (week, source, fetched_at, body) VALUES (?, ?, ?, ?)");
  const all = database.transaction(() => {
    for (const { week, source, ...body } of parts) save.run(week, source, fetchedAt, JSON.stringify(body));
  });
  all.immediate();
}

/** The kept parts of a week. */
export function partsOf(database: Database, week: Week): readonly Part[] {
  const rows = database
    .prepare<[Week], { source: Source; body: string }>("SELECT source, body FROM parts WHERE week = ?")
    .all(week);
  return rows.map(({ source, body }) => ({
    week,
    source,
    ...(JSON.parse(body) as Pick<Part, "values" | "gaps">),
  }));
}

/** Has a source been read for a week by a pull that did not finish? */
export function hasPart(database: Database): (source: Source, week: Week) => boolean {
  const ask = database
    .prepare<[Week, Source], 1>("SELECT 1 FROM parts WHERE week = ? AND source = ?")
    .pluck();
  return (source, week) => ask.get(week, source) === 1;
}

/** Forgets parts of weeks that are to be read anew, and all that were fetched before `fetchedBefore`. */
export function dropParts(database: Database, weeks: readonly Week[], fetchedBefore: string): void {
  const dropWeek = database.prepare("DELETE FROM parts WHERE week = ?");
  const all = database.transaction(() => {
    database.prepare("DELETE FROM parts WHERE fetched_at < ?").run(fetchedBefore);
    for (const week of weeks) dropWeek.run(week);
  });
  all.immediate();
}

/** Forgets all parts: they were cut into weeks in a zone that is no longer the company's. */
export function forgetParts(database: Database): void {
  database.prepare("DELETE FROM parts").run();
}
