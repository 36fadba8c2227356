import { DateTime } from "luxon";
import type { Database } from "./database.ts";
import { HistoryError } from "./error.ts";

/** A clock may be set right by this much between two runs. */
const tolerance = { hours: 1 } as const;

/** When anything was last told, sent or read; what was only tried does not count. Null for a new history. */
export function newestEntry(database: Database): string | null {
  return (
    database
      .prepare<[], string | null>(
        `SELECT max(at) FROM (
           SELECT max(started_at) AS at FROM runs WHERE kind IN ('run', 'backfill')
           UNION ALL SELECT max(finished_at) FROM runs WHERE kind IN ('run', 'backfill')
           UNION ALL SELECT max(changed_at) FROM sends
           UNION ALL SELECT max(at) FROM settled)`,
      )
      .pluck()
      .get() ?? null
  );
}

/**
 * A clock that was set back would have told weeks come again, and the days of the budget too.
 *
 * @throws {HistoryError} `clock` when the history has an entry more than an hour after `now`
 */
export function refuseEarlierClock(database: Database, now: DateTime): void {
  const newest = newestEntry(database);
  if (newest === null || now.plus(tolerance) >= DateTime.fromISO(newest)) return;
  throw new HistoryError(
    "clock",
    `the clock says ${now.toUTC().toISO() ?? ""}, but the history has an entry of ${newest}; expected a later time. ` +
      "Set the clock right, or say run --accept-clock if that entry is the wrong one",
  );
}

/**
 * Dates every entry that is later than now with now: the clock that wrote them was wrong, and a right one would be refused
 * until it had come that far.
 *
 * @returns how many there were
 */
export function acceptClock(database: Database, now: DateTime): number {
  const at = now.toUTC().toISO() ?? "";
  const dated = [
    ["runs", "started_at"],
    ["runs", "finished_at"],
    ["sends", "changed_at"],
    ["settled", "at"],
  ] as const;
  const accept = database.transaction(() => {
    let changed = 0;
    for (const [table, column] of dated) {
      const { changes } = database
        .prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} > ?`)
        .run(at, at);
      changed += changes;
    }
    return changed;
  });
  return accept.immediate();
}
