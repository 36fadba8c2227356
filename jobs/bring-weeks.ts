import { completeWeeks } from "../src/history/ledger.ts";
import { addWeeks, type Week, weeksFrom } from "../src/week.ts";
import { pullProgress } from "./progress.ts";
import { companyZone, type Pulled, pullWeeks } from "./pull-weeks.ts";
import type { Session } from "./session.ts";

/** Weeks that the weekly job reads again: Gong restates numbers for some time after a week has closed. */
const rereadWeeks = 4;

/** After a longer silence than half a year the weeks in between are left to `backfill`. */
const longestDowntimeWeeks = 26;

/**
 * The weeks that judging `week` needs and the history lacks, and the last four, which are read again.
 *
 * After a gap every week since the last complete one comes back, not only those of the window.
 *
 * @param complete weeks of the history, oldest first
 */
export function weeksForRun(complete: readonly Week[], week: Week, windowWeeks: number): readonly Week[] {
  const reread = new Set(weeksFrom(addWeeks(week, 1 - rereadWeeks), week));
  return weeksFrom(firstNeeded(complete, week, windowWeeks), week).filter(
    (each) => reread.has(each) || !complete.includes(each),
  );
}

function firstNeeded(complete: readonly Week[], week: Week, windowWeeks: number): Week {
  const start = addWeeks(week, -windowWeeks);
  const last = complete.filter((each) => each < week).at(-1);
  const wasDown = last !== undefined && last < start && last >= addWeeks(week, -longestDowntimeWeeks);
  return wasDown ? addWeeks(last, 1) : start;
}

/** Weeks of the window and `week` itself that the history lacks. */
export function weeksMissing(complete: readonly Week[], week: Week, windowWeeks: number): readonly Week[] {
  return weeksFrom(addWeeks(week, -windowWeeks), week).filter((each) => !complete.includes(each));
}

/** Pulls weeks, shows how it gets on, and says what it cost. Does nothing for no weeks. */
export async function bringWeeks(session: Session, weeks: readonly Week[], newest: Week): Promise<Pulled> {
  if (weeks.length === 0) return { weeks: 0, restated: 0 };
  const started = Date.now();
  const requestsBefore = session.requests();
  const progress = pullProgress({
    log: session.log,
    draw: session.terminal ? (text) => process.stderr.write(text) : null,
    elapsedMs: () => Date.now() - started,
  });
  try {
    const pulled = await pullWeeks(session, weeks, await companyZone(session), newest, progress);
    progress.end();
    const requests = session.requests() - requestsBefore;
    session.log.info(
      `Read ${pulled.weeks} ${pulled.weeks === 1 ? "week" : "weeks"} from Gong in ${requests} requests` +
        (pulled.restated > 0 ? `; ${pulled.restated} values restated since they were read before` : ""),
      { weeks: pulled.weeks, requests, restated: pulled.restated, milliseconds: Date.now() - started },
    );
    return pulled;
  } finally {
    progress.end();
  }
}

/** Complete weeks of the session's history. */
export async function weeksInHistory(session: Session): Promise<readonly Week[]> {
  return completeWeeks(await session.history());
}
