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

/** Requests of the last weekly job that read something of Gong and came through; 0 before the first. */
export function requestsOfLastWeekly(database: Database): number {
  const ask = database.prepare<[], number>(
    "SELECT requests FROM runs WHERE kind IN ('run', 'try') AND exit_code = 0 AND requests > 0 ORDER BY id DESC LIMIT 1",
  );
  return ask.pluck().get() ?? 0;
}
