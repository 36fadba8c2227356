import { finishRun, type RunKind, startRun } from "../src/history/runs.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import type { Session } from "./session.ts";

/** Notes in the history that a job ran, how it ended and what it cost, whatever became of it. */
export async function recordedRun(
  session: Session,
  kind: RunKind,
  job: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const database = await session.history();
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
  }
}

const at = (session: Session): string => session.now().toUTC().toISO() ?? "";
