import type { Source } from "../metrics.ts";
import { addWeeks, type Week, weeksFrom } from "../week.ts";
import type { Statement } from "../words/statement.ts";
import type { Database } from "./database.ts";

/** Weeks that are whole in the history, oldest first. */
export function completeWeeks(database: Database): readonly Week[] {
  return database.prepare<[], Week>("SELECT week FROM weeks ORDER BY week").pluck().all();
}

/** When each complete week was last read, as ISO times. */
export function lastReadings(database: Database): ReadonlyMap<Week, string> {
  const rows = database
    .prepare<[], { week: Week; readAt: string }>("SELECT week, read_at AS readAt FROM weeks ORDER BY week")
    .all();
  return new Map(rows.map(({ week, readAt }) => [week, readAt]));
}

/** Has the week arrived with every page of every source it needs? */
export function isComplete(database: Database, week: Week): boolean {
  return database.prepare("SELECT 1 FROM weeks WHERE week = ?").get(week) !== undefined;
}

/** Were the calls of a week read, as well as its statistics? */
export function hasCalls(database: Database, week: Week): boolean {
  return database.prepare("SELECT 1 FROM weeks WHERE week = ? AND has_calls = 1").get(week) !== undefined;
}

/** What a reader must know about one week's data; sentences where an older version read the week. */
export function notesOf(database: Database, week: Week): readonly (Statement | string)[] {
  const notes = database.prepare<[Week], string>("SELECT notes FROM weeks WHERE week = ?").pluck().get(week);
  return notes === undefined ? [] : (JSON.parse(notes) as (Statement | string)[]);
}

/** Sources without which a week was recorded, because they could not be read; none for a whole week. */
export function lackingOf(database: Database, week: Week): readonly Source[] {
  const lacking = database
    .prepare<[Week], string>("SELECT lacking FROM weeks WHERE week = ?")
    .pluck()
    .get(week);
  return lacking === undefined ? [] : (JSON.parse(lacking) as Source[]);
}

/** Weeks that were recorded without one of their sources, oldest first. */
export function lackingWeeks(database: Database): readonly Week[] {
  return database
    .prepare<[], Week>("SELECT week FROM weeks WHERE lacking <> '[]' ORDER BY week")
    .pluck()
    .all();
}

/** Is nobody to be mailed about this week any more? */
export function isSettled(database: Database, week: Week): boolean {
  return database.prepare("SELECT 1 FROM settled WHERE week = ?").get(week) !== undefined;
}

/**
 * The closed weeks that nobody has been told about, oldest first: those after the newest settled one; with nothing
 * settled yet those from the first whose digest was made, else the newest closed week alone. It asks what is not done,
 * never what day it is.
 *
 * @param newestClosed newest week that has ended in the company's zone
 * @example
 * dueWeeks(database, "2026-W46"); // => ["2026-W45", "2026-W46"] when W44 was the last one told
 */
export function dueWeeks(database: Database, newestClosed: Week): readonly Week[] {
  const last = database.prepare<[], Week | null>("SELECT max(week) FROM settled").pluck().get() ?? null;
  const first = last === null ? firstMade(database, newestClosed) : addWeeks(last, 1);
  return first === null ? [newestClosed] : weeksFrom(first, newestClosed);
}

/** The first week whose digest was made, whether or not it left; null for none up to `week`. */
function firstMade(database: Database, week: Week): Week | null {
  return (
    database
      .prepare<[Week], Week | null>("SELECT min(week) FROM digests WHERE revision = 1 AND week <= ?")
      .pluck()
      .get(week) ?? null
  );
}

/** Closes a week for mailing: `told`, or `passed over` when a newer one was told after a gap. */
export function settleWeek(database: Database, week: Week, reason: "told" | "passed over", at: string): void {
  database
    .prepare("INSERT INTO settled (week, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    .run(week, reason, at);
}

/**
 * Passes over the weeks between the last one that was settled and `week`; with nothing settled those from the first
 * whose digest was made.
 */
export function passOver(database: Database, week: Week, at: string): void {
  const last = database
    .prepare<[Week], Week | null>("SELECT max(week) FROM settled WHERE week < ?")
    .pluck()
    .get(week);
  const first = last ? addWeeks(last, 1) : (firstMade(database, week) ?? week);
  for (const between of weeksFrom(first, addWeeks(week, -1))) {
    settleWeek(database, between, "passed over", at);
  }
}

/**
 * Facts that outlive a run: the company's zone, and one that was told once and is not yet believed; `cursors`, that
 * Gong's do not outlive a run.
 */
export type FactName = "timeZone" | "nextTimeZone" | "cursors" | `notice ${string}`;

export function readFact(database: Database, name: FactName): string | null {
  return (
    database.prepare<[string], string>("SELECT value FROM facts WHERE name = ?").pluck().get(name) ?? null
  );
}

export function dropFact(database: Database, name: FactName): void {
  database.prepare("DELETE FROM facts WHERE name = ?").run(name);
}

export function saveFact(database: Database, name: FactName, value: string): void {
  database
    .prepare(
      "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .run(name, value);
}
