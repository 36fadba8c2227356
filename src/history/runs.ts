import type { Database } from "./database.ts";

/** `try` is a run that tells nobody: a dry run, or copies to one address. */
export type RunKind = "run" | "try" | "backfill" | "report";

export type Run = {
  readonly kind: RunKind;
  readonly startedAt: string;
  /** Null while it runs, and for ever when it was killed. */
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  /** HTTP requests to Gong, retries included. */
  readonly requests: number | null;
  readonly message: string | null;
};

/** Notes that a run has started. @returns its number, for `finishRun` */
export function startRun(database: Database, kind: RunKind, startedAt: string): number {
  const { lastInsertRowid } = database
    .prepare("INSERT INTO runs (kind, started_at) VALUES (?, ?)")
    .run(kind, startedAt);
  return Number(lastInsertRowid);
}

export function finishRun(
  database: Database,
  id: number,
  end: {
    readonly at: string;
    readonly exitCode: number;
    readonly requests: number;
    readonly message: string;
  },
): void {
  database
    .prepare("UPDATE runs SET finished_at = ?, exit_code = ?, requests = ?, message = ? WHERE id = ?")
    .run(end.at, end.exitCode, end.requests, end.message, id);
}

/** The newest runs first. */
export function lastRuns(database: Database, count: number): readonly Run[] {
  return database
    .prepare<[number], Run>(
      `SELECT kind, started_at AS startedAt, finished_at AS finishedAt, exit_code AS exitCode, requests, message
       FROM runs ORDER BY id DESC LIMIT ?`,
    )
    .all(count);
}

/**
 * Requests made on a UTC day, kept across runs: Gong's budget of 10,000 a day is the whole company's, and it
 * offers no way to ask what is left.
 */
export function dayCount(database: Database): { used(day: string): number; add(day: string): void } {
  const ask = database.prepare<[string], number>("SELECT count FROM requests_by_day WHERE day = ?").pluck();
  const add = database.prepare(
    "INSERT INTO requests_by_day (day, count) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET count = count + 1",
  );
  return {
    used: (day) => ask.get(day) ?? 0,
    add: (day) => {
      add.run(day);
    },
  };
}
