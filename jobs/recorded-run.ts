import { takeLease } from "../src/history/lease.ts";
import { finishRun, type RunKind, startRun } from "../src/history/runs.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import type { Session } from "./session.ts";

/**
 * Runs a job that changes the history: one at a time, and with a note of how it ended and what it cost,
 * whatever became of it.
 *
 * @throws {HistoryError} `busy` when another process is at work on the history
 */
export async function recordedRun(
  session: Session,
  kind: RunKind,
  job: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const database = await session.history();
  const lease = takeLease(session.settings.historyPath);
  const id = startRun(database, kind, at(session));
  const finish = (exitCode: number, message: string): void => {
    finishRun(database, id, { at: at(session), exitCode, requests: session.requests(), message });
  };
  try {
    const code = await job();
    finish(code, "");
    return code;
  } catch (error) {
    finish(exitCodeOf(error), error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    lease.release();
  }
}

const at = (session: Session): string => session.now().toUTC().toISO() ?? "";
