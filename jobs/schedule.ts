import { schedule as cron, validate } from "node-cron";
import { ConfigError } from "../src/config.ts";
import { readFact } from "../src/history/ledger.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import type { Session } from "./session.ts";

/** When a run that did not come through is tried again: every full hour. */
const everyHour = "0 * * * *";

/** A wake-up that the process slept through is made good for this long. */
const missedExecutionTolerance = 24 * 60 * 60 * 1000;

/**
 * Wakes at the configured time and runs the weekly job; once at the start too, so that a week missed while it
 * was down is told now. It only wakes: what is due, the ledger says. After a run that Gong or the mail server did not
 * let through it wakes every hour until one comes through.
 *
 * @param run the weekly job in a session of its own; never throws
 * @returns when the session's signal is aborted
 */
export async function keepSchedule(session: Session, run: () => Promise<number>): Promise<ExitCode> {
  const { cron: expression, timeZone: configured } = session.settings.config.schedule;
  if (!validate(expression)) {
    throw new ConfigError(
      `schedule.cron: got ${JSON.stringify(expression)}, expected five fields like "0 7 * * 1"`,
    );
  }
  let last = await run();
  session.log.info(`First run ended with exit code ${last}`, { exitCode: last });
  const timeZone = configured ?? readFact(await session.history(), "timeZone") ?? "UTC";
  const options = { timezone: timeZone, noOverlap: true, missedExecutionTolerance };
  let isRunning = false;
  const wake = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    last = await run();
    isRunning = false;
    const next = isPassing(last) ? "tries again at the full hour" : nextWake();
    session.log.info(`Run ended with exit code ${last}; ${next}`, { exitCode: last });
  };
  const task = cron(expression, wake, { ...options, name: "gong-digest" });
  const again = cron(everyHour, async () => (isPassing(last) ? wake() : undefined), {
    ...options,
    name: "gong-digest again",
  });
  const nextWake = (): string => `next wake-up ${task.getNextRun()?.toISOString() ?? "never"}`;
  session.log.info(`Wakes at "${expression}" in ${timeZone}; ${nextWake()}`, { timeZone });
  await aborted(session.signal);
  await Promise.all([task.destroy(), again.destroy()]);
  return exitCode.done;
}

/** Did a run end for a reason that an hour may mend: Gong held it, or mails did not leave? */
function isPassing(code: number): boolean {
  return code === exitCode.held || code === exitCode.partlySent || code === exitCode.notSent;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
