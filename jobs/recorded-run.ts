import { failpoint } from "../src/failpoint.ts";
import { acceptClock, refuseEarlierClock } from "../src/history/clock.ts";
import { type Lease, takeLease } from "../src/history/lease.ts";
import { finishRun, type RunKind, startRun } from "../src/history/runs.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import type { Session } from "./session.ts";

export type RunOptions = {
  /** Go on although the history has entries that are later than now; they are dated now. */
  readonly acceptClock?: boolean;
};

/**
 * Runs a job that changes the history: one at a time, and with a note of how it ended and what it cost,
 * whatever became of it.
 *
 * @throws {HistoryError} `busy` when another process is at work on the history, `clock` when it was set back
 */
export async function recordedRun(
  session: Session,
  kind: RunKind,
  job: (lease: Lease) => Promise<ExitCode>,
  { acceptClock: isAccepted = false }: RunOptions = {},
): Promise<ExitCode> {
  const database = await session.history();
  if (!isAccepted && (kind === "run" || kind === "backfill")) refuseEarlierClock(database, session.now());
  const lease = takeLease(database, session.settings.historyPath, at(session));
  try {
    if (isAccepted) sayAccepted(session, acceptClock(database, session.now()));
    const id = startRun(database, kind, at(session));
    failpoint("run.started");
    session.beginRun(id);
    const finish = (exitCode: number, message: string): void => {
      finishRun(database, id, { at: at(session), exitCode, requests: session.requests(), message });
      failpoint("run.finished");
    };
    try {
      const code = await job(lease);
      finish(code, "");
      return code;
    } catch (error) {
      finish(exitCodeOf(error), error instanceof Error ? error.message : String(error));
      throw error;
    }
  } finally {
    lease.release();
  }
}

function sayAccepted({ log }: Session, entries: number): void {
  if (entries > 0)
    log.warn(`${entries} entries of the history were later than now; they are dated now`, { entries });
}

const at = (session: Session): string => session.now().toUTC().toISO() ?? "";
