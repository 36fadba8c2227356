import { failpoint } from "../failpoint.ts";
import type { Source } from "../metrics.ts";
import type { Part } from "../pull/part.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";
import { dropOldPages, dropPages, fetchedSince } from "./pages.ts";
import { erasedIn } from "./tombstone.ts";

/** A pass that is read to its end: what it says, and the lists whose pages said it. */
export type Pass = { readonly parts: readonly Part[]; readonly lists: readonly string[] };

/**
 * Keeps what a pull has brought so far, so that one that stops goes on from there. A part is saved only when
 * every page of its pass has arrived; in the same transaction the pages go. It is as old as the oldest of them.
 *
 * @param at ISO time of now, for a pass without a page
 */
export function savePass(database: Database, { parts, lists }: Pass, at: string): void {
  const save = database.prepare("REPLACE INTO parts (week, source, fetched_at, body) VALUES (?, ?, ?, ?)");
  const erased = erasedIn(database);
  const all = database.transaction(() => {
    const fetchedAt = fetchedSince(database, lists) ?? at;
    for (const { week, source, ...body } of parts) {
      const values = body.values.filter(([person]) => !erased.has(person));
      const gaps = body.gaps.filter((person) => !erased.has(person));
      save.run(week, source, fetchedAt, JSON.stringify({ ...body, values, gaps }));
    }
    failpoint("pass.saving");
    dropPages(database, lists);
  });
  failpoint("pass.read");
  all.immediate();
  failpoint("pass.saved");
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

/** When the oldest kept part of a week was fetched, as ISO time; null when there is none. */
export function partsSince(database: Database, week: Week): string | null {
  const ask = database.prepare<[Week], string | null>("SELECT min(fetched_at) FROM parts WHERE week = ?");
  return ask.pluck().get(week) ?? null;
}

/** Has a source been read for a week by a pull that did not finish? */
export function hasPart(database: Database): (source: Source, week: Week) => boolean {
  const ask = database
    .prepare<[Week, Source], 1>("SELECT 1 FROM parts WHERE week = ? AND source = ?")
    .pluck();
  return (source, week) => ask.get(week, source) === 1;
}

/** Forgets parts of weeks that were fetched before `fetchedBefore`; all of theirs when it is absent. */
export function dropParts(database: Database, weeks: readonly Week[], fetchedBefore = "~"): void {
  const drop = database.prepare("DELETE FROM parts WHERE week = ? AND fetched_at < ?");
  const all = database.transaction(() => {
    for (const week of weeks) drop.run(week, fetchedBefore);
  });
  all.immediate();
}

/** Forgets everything unfinished, of any week, that was fetched before `fetchedBefore`. */
export function dropUnfinished(database: Database, fetchedBefore: string): void {
  const all = database.transaction(() => {
    database.prepare("DELETE FROM parts WHERE fetched_at < ?").run(fetchedBefore);
    dropOldPages(database, fetchedBefore);
  });
  all.immediate();
}

/** Forgets all parts: they were cut into weeks in a zone that is no longer the company's. */
export function forgetParts(database: Database): void {
  database.prepare("DELETE FROM parts").run();
}

/** How much of unfinished weeks is kept: parts that are whole, and pages of those that are not. */
export function countUnfinished(database: Database): { readonly parts: number; readonly pages: number } {
  const count = database.prepare<[], { parts: number; pages: number }>(
    "SELECT (SELECT count(*) FROM parts) AS parts, (SELECT count(*) FROM pages) AS pages",
  );
  return count.get() ?? { parts: 0, pages: 0 };
}
