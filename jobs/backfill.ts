import { ConfigError } from "../src/config.ts";
import { hasCalls, isComplete, lackingOf } from "../src/history/ledger.ts";
import { newestClosedWeek, parseWeek, type Week, weeksFrom } from "../src/week.ts";
import { asClient } from "./audit-log.ts";
import { bringWeeks } from "./bring-weeks.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import { callsFrom, companyZone } from "./pull-weeks.ts";
import { recordedRun } from "./recorded-run.ts";
import type { Session } from "./session.ts";

/**
 * Fills the history with past weeks; never mails. Weeks that are whole are not read again, so the same command
 * goes on where it was stopped.
 */
export async function backfill(given: Session, options: { from: Week; to?: Week }): Promise<ExitCode> {
  const session = asClient(given, "backfill");
  return recordedRun(session, "backfill", async () => {
    const database = await session.history();
    const newest = newestClosedWeek(session.now(), await companyZone(session));
    const to = options.to ?? newest;
    if (to > newest)
      throw new ConfigError(`--to: ${to} has not ended; the newest week that has is ${newest}`);
    if (options.from > to)
      throw new ConfigError(`--from: ${options.from} is after ${to}; expected a week before it`);
    const calls = callsFrom(session, newest);
    const lacksCalls = (week: Week): boolean => calls !== null && week >= calls && !hasCalls(database, week);
    const weeks = weeksFrom(options.from, to).filter(
      (week) => !isComplete(database, week) || lackingOf(database, week).length > 0 || lacksCalls(week),
    );
    if (weeks.length === 0) {
      session.log.info(`Nothing to fetch: ${options.from} to ${to} are whole in the history`);
      return exitCode.done;
    }
    await bringWeeks(session, weeks, newest);
    return exitCode.done;
  });
}

/** @throws {ConfigError} that names the option when it holds no week */
export function weekOption(name: string, text: string): Week {
  try {
    return parseWeek(text);
  } catch (error) {
    throw new ConfigError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
