import type { Week } from "../week.ts";
import type { Database } from "./database.ts";
import { unfinishedErasures } from "./erasure.ts";
import type { SendState } from "./outbox.ts";
import type { Run } from "./runs.ts";

/** What the outbox answers once the operator has said that a message counts as failed. */
const settledByHand = "failed, says the operator";

/** How the weekly job does. Times are ISO. */
export type JobFacts = {
  /** When a week was last read from Gong. */
  readonly lastPull: string | null;
  /** The newest run that has ended, dry runs and copies left out. */
  readonly lastRun: Run | null;
  readonly lastSuccess: string | null;
  /** Has the job ever been started? */
  readonly hasRun: boolean;
  /** How many of the newest week's messages stand in which state; those that an operator gave up are left out. */
  readonly newestTelling: { readonly week: Week; readonly counts: Partial<Record<SendState, number>> } | null;
  /** Begun and not through. */
  readonly erasures: { readonly people: number; readonly since: string | null };
};

export function jobFacts(database: Database): JobFacts {
  const lastPull =
    database.prepare<[], string | null>("SELECT max(read_at) FROM weeks").pluck().get() ?? null;
  const lastRun = database
    .prepare<[], Run>(
      `SELECT kind, started_at AS startedAt, finished_at AS finishedAt, exit_code AS exitCode, requests, message
       FROM runs WHERE kind = 'run' AND exit_code IS NOT NULL ORDER BY id DESC LIMIT 1`,
    )
    .get();
  const lastSuccess = database
    .prepare<[], string | null>("SELECT max(finished_at) FROM runs WHERE kind = 'run' AND exit_code = 0")
    .pluck()
    .get();
  return {
    lastPull,
    lastRun: lastRun ?? null,
    lastSuccess: lastSuccess ?? null,
    hasRun: database.prepare("SELECT 1 FROM runs WHERE kind = 'run'").get() !== undefined,
    newestTelling: newestTelling(database),
    erasures: unfinishedErasures(database),
  };
}

/** The newest week that there are messages about, with how many stand in which state; null when there are none. */
export function newestTelling(database: Database): JobFacts["newestTelling"] {
  const week = database.prepare<[], Week | null>("SELECT max(week) FROM sends").pluck().get() ?? null;
  return week === null ? null : { week, counts: countsOf(database, week) };
}

function countsOf(database: Database, week: Week): Partial<Record<SendState, number>> {
  const rows = database
    .prepare<[Week, string], { state: SendState; count: number }>(
      `SELECT state, count(*) AS count FROM sends
       WHERE week = ? AND NOT (state = 'failed' AND ifnull(reply, '') = ?) GROUP BY state`,
    )
    .all(week, settledByHand);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
