import { DateTime } from "luxon";
import { rereadWeeks } from "../../src/config.ts";
import { completeWeeks, lackingWeeks } from "../../src/history/ledger.ts";
import { counted } from "../../src/text.ts";
import { addWeeks, endOfWeek, type Week, weeksFrom } from "../../src/week.ts";
import type { Session } from "../session/session.ts";
import { pullProgress } from "./progress.ts";
import { companyZone, type Pulled, type PullOptions, pullWeeks } from "./pull-weeks.ts";

/** After a longer silence than half a year the weeks in between are left to `backfill`. */
const longestDowntimeWeeks = 26;

/**
 * The weeks that judging `week` needs and the history lacks; the last four, which are read again; and older
 * ones whose last reading was within their first weeks, as after a downtime.
 *
 * After a gap every week that is not complete comes back, not only those of the window.
 *
 * @param readings when each complete week was last read, oldest first
 * @param lacking weeks that were recorded without one of their sources
 */
export function weeksForRun(
  readings: ReadonlyMap<Week, string>,
  week: Week,
  windowWeeks: number,
  timeZone: string,
  lacking: readonly Week[] = [],
): readonly Week[] {
  const reread = new Set(weeksFrom(addWeeks(week, 1 - rereadWeeks), week));
  const isSettled = (each: Week, readAt: string): boolean =>
    DateTime.fromISO(readAt) >= endOfWeek(each, timeZone).plus({ weeks: rereadWeeks - 1 });
  return weeksFrom(firstNeeded([...readings.keys()], week, windowWeeks), week).filter((each) => {
    const readAt = readings.get(each);
    return readAt === undefined || reread.has(each) || lacking.includes(each) || !isSettled(each, readAt);
  });
}

/** The first hole of the last half year, wherever the history goes on behind it: a backfill may have begun later. */
function firstNeeded(complete: readonly Week[], week: Week, windowWeeks: number): Week {
  const start = addWeeks(week, -windowWeeks);
  const known = complete.find((each) => each >= addWeeks(week, -longestDowntimeWeeks));
  if (known === undefined || known >= start) return start;
  return weeksFrom(known, start).find((each) => !complete.includes(each)) ?? start;
}

/** Weeks of the window and `week` itself that the history lacks. */
export function weeksMissing(complete: readonly Week[], week: Week, windowWeeks: number): readonly Week[] {
  return weeksFrom(addWeeks(week, -windowWeeks), week).filter((each) => !complete.includes(each));
}

/** Pulls weeks, shows how it gets on, and says what it cost. Does nothing for no weeks. */
export async function bringWeeks(
  session: Session,
  weeks: readonly Week[],
  newest: Week,
  options: PullOptions = {},
): Promise<Pulled> {
  if (weeks.length === 0) return { weeks: 0, restated: 0 };
  const started = Date.now();
  const progress = pullProgress({
    log: session.log,
    draw: session.terminal ? (text) => process.stderr.write(text) : null,
    elapsedMs: () => Date.now() - started,
    budget: await session.budget(),
  });
  try {
    const pulled = await pullWeeks(session, weeks, await companyZone(session), newest, progress, options);
    progress.end();
    const requests = session.requests();
    session.log.info(
      `Read ${counted(pulled.weeks, "week")} from Gong in ${counted(requests, "request")}` +
        (pulled.restated > 0
          ? `; ${counted(pulled.restated, "value")} restated since they were read before`
          : ""),
      { weeks: pulled.weeks, requests, restated: pulled.restated, milliseconds: Date.now() - started },
    );
    return pulled;
  } finally {
    progress.end();
  }
}

/** Weeks of the session's history that lack nothing. */
export async function weeksInHistory(session: Session): Promise<readonly Week[]> {
  const database = await session.history();
  const lacking = lackingWeeks(database);
  return completeWeeks(database).filter((week) => !lacking.includes(week));
}
