import { ConfigError } from "../../src/config.ts";
import { dueWeeks } from "../../src/history/ledger.ts";
import { newestClosedWeek, type Week } from "../../src/week.ts";
import { companyZone } from "../pull/pull-weeks.ts";
import type { Session } from "../session/session.ts";

/** What is to be told now. */
export type Due = {
  /** Null when every week that has ended is settled. */
  readonly week: Week | null;
  /** Weeks before it that are not settled, oldest first. */
  readonly between: readonly Week[];
  /** The newest week that has ended. */
  readonly newest: Week;
  readonly zone: string;
};

/** @param wanted a week that is asked for, whether or not it is due */
export async function dueNow(session: Session, wanted: Week | undefined): Promise<Due> {
  const database = await session.history();
  const zone = await companyZone(session);
  const newest = newestClosedWeek(session.now(), zone);
  const due = wanted === undefined ? dueWeeks(database, newest) : [closed(wanted, newest)];
  return { week: due.at(-1) ?? null, between: due.slice(0, -1), newest, zone };
}

function closed(week: Week, newest: Week): Week {
  if (week <= newest) return week;
  throw new ConfigError(`--week: ${week} has not ended; the newest week that has is ${newest}`);
}
