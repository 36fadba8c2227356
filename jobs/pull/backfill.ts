import { ConfigError } from "../../src/config.ts";
import { GongError } from "../../src/gong/error.ts";
import type { Database } from "../../src/history/database.ts";
import { hasCalls, isComplete, lackingOf } from "../../src/history/ledger.ts";
import { countUnfinished } from "../../src/history/parts.ts";
import { counted } from "../../src/text.ts";
import { newestClosedWeek, parseWeek, type Week, weeksFrom } from "../../src/week.ts";
import { asClient } from "../session/audit-log.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { Stopped, Unfinished } from "../session/stopped.ts";
import { recordedRun } from "../weekly/recorded-run.ts";
import { bringWeeks } from "./bring-weeks.ts";
import { callsFrom, companyZone } from "./pull-weeks.ts";

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
    try {
      await bringWeeks(session, weeks, newest, { kind: "backfill" });
      return exitCode.done;
    } catch (error) {
      const state = stateText(session, database, weeksFrom(options.from, to), options);
      if (session.signal.aborted) throw new Stopped(`Stopped. ${state}`, { cause: error });
      throw error instanceof GongError ? new Unfinished(error, state) : error;
    }
  });
}

/** What is whole, what is kept of the rest, and the command that goes on from there. */
function stateText(
  { settings }: Session,
  database: Database,
  weeks: readonly Week[],
  { from, to }: { readonly from: Week; readonly to?: Week },
): string {
  const whole = weeks.filter((week) => isComplete(database, week)).length;
  const { parts, pages } = countUnfinished(database);
  const kept = [parts > 0 ? counted(parts, "part") : "", pages > 0 ? counted(pages, "page") : ""]
    .filter((text) => text !== "")
    .join(" and ");
  const rest = whole < weeks.length && kept !== "" ? `; of the others ${kept} are kept` : "";
  const config =
    settings.file === null || settings.file === "config.yaml" ? "" : `--config ${quoted(settings.file)} `;
  const words = `npx gong-digest ${config}backfill --from ${from}${to === undefined ? "" : ` --to ${to}`}`;
  return `Whole in the history: ${whole} of ${counted(weeks.length, "week")}${rest}. To go on: ${words}`;
}

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** @throws {ConfigError} that names the option when it holds no week */
export function weekOption(name: string, text: string): Week {
  try {
    return parseWeek(text);
  } catch (error) {
    throw new ConfigError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
