import { failpoint } from "../failpoint.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";

/** The weeks before `first` of which anything is kept that a retention drops, oldest first. */
export function weeksBefore(database: Database, first: Week): readonly Week[] {
  return database
    .prepare<[{ first: Week }], Week>(
      `SELECT week FROM weeks WHERE week < @first UNION SELECT week FROM digests WHERE week < @first
       UNION SELECT week FROM sends WHERE week < @first ORDER BY week`,
    )
    .pluck()
    .all({ first });
}

/**
 * Takes a week out of the history, whole and in one transaction: members, values, what Gong restated, what it told
 * about people, digests, mails, opinions. That it has been told stays, so that nobody is told again.
 */
export function dropWeek(database: Database, week: Week): void {
  const tables = [
    ...["weekly_values", "revisions", "membership", "context", "parts"],
    ...["sends", "digests", "opinions", "weeks"],
  ];
  const drop = database.transaction(() => {
    for (const table of tables) database.prepare(`DELETE FROM ${table} WHERE week = ?`).run(week);
    database.prepare("DELETE FROM facts WHERE name = ?").run(`seal ${week}`);
    failpoint("retention.week");
  });
  drop.immediate();
  failpoint("retention.dropped");
}

/**
 * Empties the mails about weeks before `first` that are through, one way or another. Who got which mail, and when, stays.
 *
 * @returns how many
 */
export function emptyMailsBefore(database: Database, first: Week): number {
  const { changes } = database
    .prepare(
      `UPDATE sends SET message = zeroblob(0) WHERE week < ? AND length(message) > 0
       AND state IN ('sent', 'failed', 'expired', 'suppressed')`,
    )
    .run(first);
  failpoint("retention.mails");
  return changes;
}
