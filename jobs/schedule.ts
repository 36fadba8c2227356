import { schedule as cron, validate } from "node-cron";
import { ConfigError } from "../src/config.ts";
import { readFact } from "../src/history/ledger.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import type { Session } from "./session.ts";

/** A wake-up that the process slept through is made good for this long. */
const missedExecutionTolerance = 24 * 60 * 60 * 1000;

/**
 * Wakes at the configured time and runs the weekly job; once at the start too, so that a week missed while it
 * was down is told now. It only wakes: what is due, the ledger says. A run that fails is tried again at the
 * next wake-up.
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
  const first = await run();
  session.log.info(`First run ended with exit code ${first}`, { exitCode: first });
  const timeZone = configured ?? readFact(await session.history(), "timeZone") ?? "UTC";
  const task = cron(
    expression,
    async () => {
      const code = await run();
      session.log.info(`Run ended with exit code ${code}; ${nextWake()}`, { exitCode: code });
    },
    { timezone: timeZone, noOverlap: true, missedExecutionTolerance, name: "gong-digest" },
  );
  const nextWake = (): string => `next wake-up ${task.getNextRun()?.toISOString() ?? "never"}`;
  session.log.info(`Wakes at "${expression}" in ${timeZone}; ${nextWake()}`, { timeZone });
  await aborted(session.signal);
  await task.destroy();
  return exitCode.done;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
