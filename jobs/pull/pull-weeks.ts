import { DateTime } from "luxon";
import { failpoint } from "../../src/failpoint.ts";
import { GongError } from "../../src/gong/error.ts";
import type { Database } from "../../src/history/database.ts";
import { isComplete, lackingOf, readFact, saveFact } from "../../src/history/ledger.ts";
import { pageStore } from "../../src/history/pages.ts";
import {
  dropParts,
  dropUnfinished,
  hasPart,
  type Pass,
  partsOf,
  partsSince,
  savePass,
} from "../../src/history/parts.ts";
import { lastActiveWeek, presentIn, saveRoster } from "../../src/history/people.ts";
import { type Recorded, recordWeek } from "../../src/history/record.ts";
import type { Source } from "../../src/metrics.ts";
import { assembleWeek, type Known } from "../../src/pull/assemble.ts";
import type { Part } from "../../src/pull/part.ts";
import { optionalSources, planPull, sourcesOf } from "../../src/pull/plan.ts";
import { type RosterPerson, readRoster } from "../../src/pull/roster.ts";
import { learnZone } from "../../src/pull/zone.ts";
import { addWeeks, type Week, weeksFrom } from "../../src/week.ts";
import type { Session } from "../session/session.ts";
import type { PullProgress } from "./progress.ts";
import { breathe, type Failure, readerOf, readOrFail, readStep } from "./read-step.ts";

/**
 * Answers of an unfinished pull are used for a day: after it Gong may have restated them. A backfill goes on over
 * many days, as a small budget makes it, and what it says of young weeks is read again by the weekly job.
 */
const keepDays = { run: 1, backfill: 30 } as const;

/** Somebody new is in no roster that is older. */
const rosterKeepDays = { run: 1, backfill: 7 } as const;

export type Pulled = { readonly weeks: number; readonly restated: number };

export type PullOptions = {
  /** May weeks be recorded without an optional source that cannot be read? They are held when not. */
  readonly mayLack?: boolean;
  /** How long what an unfinished pull has brought is used; as in a run when absent. */
  readonly kind?: keyof typeof keepDays;
};

/**
 * The company's zone, learned from Gong once and kept.
 *
 * It decides which weeks are closed, so it comes before everything else.
 */
export async function companyZone(session: Session): Promise<string> {
  const database = await session.history();
  const known = readFact(database, "timeZone");
  if (known !== null) return known;
  const zone = await learnZone(await session.gong(), session.now());
  saveFact(database, "timeZone", zone);
  session.log.info(`The company's weeks are cut in ${zone}`, { timeZone: zone });
  return zone;
}

/** The week from which calls are read: they cost a request per hundred, so only as many weeks as the window has. */
export function callsFrom(session: Session, newest: Week): Week | null {
  const { pull, usual } = session.settings.config;
  return pull.calls ? addWeeks(newest, 1 - usual.weeks) : null;
}

/**
 * Brings weeks into the history: each page is kept when it arrives, each pass when it is whole, each week is
 * recorded as soon as all its parts are there. What stops it is thrown; what was kept stays, and the next pull goes
 * on from it.
 */
export async function pullWeeks(
  session: Session,
  weeks: readonly Week[],
  timeZone: string,
  newest: Week,
  progress: PullProgress,
  { mayLack = false, kind = "run" }: PullOptions = {},
): Promise<Pulled> {
  const database = await session.history();
  const gong = await session.gong();
  const calls = callsFrom(session, newest);
  const at = (daysAgo = 0): string => session.now().minus({ days: daysAgo }).toUTC().toISO() ?? "";
  dropUnfinished(database, at(keepDays.backfill));
  dropParts(database, weeks, at(keepDays[kind]));
  const { roster, list } = await bringRoster(session, at, kind, progress);
  const reader = await readerOf(session, pageStore(database, at(keepDays[kind]), at));

  const open = new Set(weeks);
  const lastSeen = new Map<string, Week>();
  for (const week of weeks) {
    const parts = partsOf(database, week);
    noteSeen(lastSeen, parts);
    progress.brought(parts);
  }
  let restated = 0;
  const recordOrForget = async (week: Week, lacking: readonly Source[]): Promise<Recorded> => {
    try {
      return await record(session, database, { week, timeZone, lacking }, roster, lastSeen);
    } catch (error) {
      // Parts that contradict each other, or the roster, would do so on every run: the next one asks anew.
      if (error instanceof GongError) {
        dropParts(database, [...open]);
        list.drop();
      }
      throw error;
    }
  };
  const recordWhole = async (among: readonly Week[]): Promise<void> => {
    for (const week of among) {
      if (!open.has(week) || !isWhole(database, week, calls)) continue;
      await breathe(session);
      const recorded = await recordOrForget(week, []);
      restated += recorded.restated;
      open.delete(week);
      progress.recorded(week, recorded);
    }
  };
  await recordWhole(weeks);
  const inWeeks = readFact(database, "cursors") !== null;
  const steps = planPull({ weeks, callsFrom: calls, has: hasPart(database), inWeeks, people: roster.length });
  progress.planned(steps, gong.requests);
  const failures: Failure[] = [];
  for (const step of steps) {
    const reading = (): Promise<Pass> =>
      readStep(session, reader, step, timeZone, (page) => progress.paged(step, page, gong.requests));
    const pass = mayLack ? await readOrFail(session, step, reading, failures) : await reading();
    if (pass === null) continue;
    noteSeen(lastSeen, pass.parts);
    savePass(database, { ...pass, parts: pass.parts.filter(({ week }) => open.has(week)) }, at());
    progress.brought(pass.parts);
    progress.stepped(step, gong.requests);
    await recordWhole(weeksFrom(step.span.from, step.span.to));
  }
  const [failure] = failures;
  if (failure !== undefined) {
    for (const week of [...open]) {
      const has = hasPart(database);
      const lacking = sourcesOf(week, calls).filter((source) => !has(source, week));
      if (!lacking.every((source) => optionalSources.has(source))) throw failure.error;
      // What an earlier reading brought whole is not taken apart.
      if (isComplete(database, week) && lackingOf(database, week).length === 0) continue;
      restated += (await recordOrForget(week, lacking)).restated;
      open.delete(week);
      session.log.warn(`${week} is recorded without ${lacking.join(", ")}: ${failure.error.message}`, {
        week,
        lacking: lacking.join(" "),
      });
    }
  }
  list.drop();
  return { weeks: weeks.length - open.size, restated };
}

/**
 * Everybody in Gong, kept as of now. Its pages stay until the pull has ended, so that a pull of many days need not
 * spend each day's budget on them.
 */
async function bringRoster(
  session: Session,
  at: (daysAgo?: number) => string,
  kind: keyof typeof keepDays,
  progress: PullProgress,
): Promise<{ readonly roster: readonly RosterPerson[]; readonly list: { readonly drop: () => void } }> {
  const database = await session.history();
  const store = pageStore(database, at(rosterKeepDays[kind]), at);
  const reader = await readerOf(session, store);
  const gong = await session.gong();
  const { value: roster, lists } = await reader(readRoster, (page) => progress.roster(page, gong.requests));
  failpoint("roster.read");
  saveRoster(database, roster);
  failpoint("roster.saved");
  return { roster, list: { drop: () => store.drop(lists) } };
}

/** The last week in which anybody is known to have done anything, from parts that are not recorded yet. */
function noteSeen(lastSeen: Map<string, Week>, parts: readonly Part[]): void {
  for (const { week, values } of parts) {
    for (const [person] of values) if (week > (lastSeen.get(person) ?? "")) lastSeen.set(person, week);
  }
}

function isWhole(database: Database, week: Week, calls: Week | null): boolean {
  const has = hasPart(database);
  return sourcesOf(week, calls).every((source) => has(source, week));
}

/** In three pieces, between which Ctrl-C is heard: a week of ten thousand people is a quarter of a million values. */
async function record(
  session: Session,
  database: Database,
  { week, timeZone, lacking }: { week: Week; timeZone: string; lacking: readonly Source[] },
  roster: readonly RosterPerson[],
  lastSeen: ReadonlyMap<string, Week>,
): Promise<Recorded> {
  const recorded = lastActiveWeek(database);
  const known: Known = {
    presentIn: presentIn(database),
    lastActiveWeek: (person) => {
      const weeks = [recorded(person), lastSeen.get(person)].filter((each) => typeof each === "string");
      return weeks.toSorted().at(-1) ?? null;
    },
  };
  const parts = partsOf(database, week);
  await breathe(session);
  const whole = assembleWeek(week, timeZone, parts, roster, known);
  await breathe(session);
  const now = session.now();
  const since = partsSince(database, week);
  // What took many days is as old as its oldest part, so that the weekly job sees which weeks to read again.
  const isOld = since !== null && DateTime.fromISO(since) < now.minus({ days: keepDays.run });
  failpoint("week.assembled");
  const seenAt = now.toUTC().toISO() ?? "";
  const outcome = recordWeek(database, { ...whole, lacking }, seenAt, isOld ? since : seenAt);
  failpoint("week.recorded");
  return outcome;
}
