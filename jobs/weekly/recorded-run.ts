import { failpoint } from "../../src/failpoint.ts";
import { acceptClock, refuseEarlierClock } from "../../src/history/clock.ts";
import { checkpoint, type Database } from "../../src/history/database.ts";
import { asHistoryError, isDiskFailure } from "../../src/history/error.ts";
import { type Lease, takeLease } from "../../src/history/lease.ts";
import { finishRun, type RunKind, startRun } from "../../src/history/runs.ts";
import { withoutAddresses } from "../../src/secrets.ts";
import { counted } from "../../src/text.ts";
import { type ExitCode, exitCodeOf } from "../session/exit.ts";
import { withoutSecrets } from "../session/secret.ts";
import type { Session } from "../session/session.ts";

export type RunOptions = {
  /** Go on although the history has entries that are later than now; they are dated now. */
  readonly acceptClock?: boolean;
};

/**
 * Runs a job that changes the history: one at a time, and with a note of how it ended and what it cost,
 * whatever became of it. Where the history cannot take that note, the error that ended the job is told all the same.
 *
 * @throws {HistoryError} `busy` when another process is at work on the history, `clock` when it was set back; `disk`
 * or `damaged` when the history could not be read or written, which leaves it as it was after the last whole step
 */
export async function recordedRun(
  session: Session,
  kind: RunKind,
  job: (lease: Lease) => Promise<ExitCode>,
  { acceptClock: isAccepted = false }: RunOptions = {},
): Promise<ExitCode> {
  const { historyPath } = session.settings;
  const database = await session.history();
  if (!isAccepted && (kind === "run" || kind === "backfill")) refuseEarlierClock(database, session.now());
  const lease = leaseOf(database, historyPath, at(session));
  try {
    if (isAccepted) sayAccepted(session, acceptClock(database, session.now()));
    const id = startRun(database, kind, at(session));
    failpoint("run.started");
    session.beginRun(id);
    return await noted(session, id, () => job(lease));
  } catch (error) {
    throw asHistoryError(error, historyPath);
  } finally {
    lease.release();
  }
}

function sayAccepted({ log }: Session, entries: number): void {
  if (entries > 0)
    log.warn(`${counted(entries, "entry", "entries")} of the history later than now: dated now`, { entries });
}

function leaseOf(database: Database, path: string, at: string): Lease {
  try {
    return takeLease(database, path, at);
  } catch (error) {
    throw asHistoryError(error, path);
  }
}

async function noted(session: Session, id: number, job: () => Promise<ExitCode>): Promise<ExitCode> {
  const finish = async (exitCode: number, message: string): Promise<void> => {
    finishRun(await session.history(), id, {
      at: at(session),
      exitCode,
      requests: session.requests(),
      message: withoutAddresses(withoutSecrets(message)),
    });
    failpoint("run.finished");
  };
  try {
    const code = await job();
    await finish(code, "");
    await emptyWal(session);
    return code;
  } catch (cause) {
    const error = asHistoryError(cause, session.settings.historyPath);
    // After a failed fsync this handle may hold pages that the disk has not: what follows goes through another one.
    if (isDiskFailure(error)) closeQuietly(session);
    try {
      await finish(exitCodeOf(error), error instanceof Error ? error.message : String(error));
    } catch {
      session.log.warn(
        "How this run ended could not be noted in the history; gong-digest status shows it as not ended",
      );
    }
    throw error;
  }
}

/** What is committed is safe in the WAL too: where it cannot be emptied now, the next run does it. */
async function emptyWal(session: Session): Promise<void> {
  try {
    checkpoint(await session.history());
    failpoint("run.checkpointed");
  } catch (error) {
    const known = asHistoryError(error, session.settings.historyPath);
    session.log.warn(
      `The history's WAL was not emptied: ${known instanceof Error ? known.message : String(known)}`,
    );
  }
}

function closeQuietly(session: Session): void {
  try {
    session.close();
  } catch {
    // It is of no use any more, closed or not.
  }
}

const at = (session: Session): string => session.now().toUTC().toISO() ?? "";
