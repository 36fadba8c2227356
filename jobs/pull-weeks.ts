import type { DateTime } from "luxon";
import { GongError, type GongErrorKind } from "../src/gong/error.ts";
import { interactionStats } from "../src/gong/stats.ts";
import type { Database } from "../src/history/database.ts";
import { isComplete, lackingOf, readFact, saveFact } from "../src/history/ledger.ts";
import { dropParts, forgetParts, hasPart, partsOf, saveParts } from "../src/history/parts.ts";
import { lastActiveWeek, presentIn, saveRoster } from "../src/history/people.ts";
import { type Recorded, recordWeek } from "../src/history/record.ts";
import type { Source } from "../src/metrics.ts";
import { readActivity } from "../src/pull/activity.ts";
import { assembleWeek, type Known } from "../src/pull/assemble.ts";
import { readCalls } from "../src/pull/calls.ts";
import { readInteraction } from "../src/pull/interaction.ts";
import type { Part } from "../src/pull/part.ts";
import { optionalSources, planPull, type Step, sourcesOf } from "../src/pull/plan.ts";
import { type RosterPerson, readRoster } from "../src/pull/roster.ts";
import { readScorecards } from "../src/pull/scorecards.ts";
import { learnZone } from "../src/pull/zone.ts";
import { addWeeks, endOfWeek, startOfWeek, type Week, weeksFrom } from "../src/week.ts";
import type { PullProgress } from "./progress.ts";
import type { Session } from "./session.ts";

/** Answers of an unfinished pull are used for this long; after it Gong may have restated them. */
const partsKeepHours = 24;

export type Pulled = { readonly weeks: number; readonly restated: number };

export type PullOptions = {
  /** May weeks be recorded without an optional source that cannot be read? They are held when not. */
  readonly mayLack?: boolean;
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
 * Brings weeks into the history: each pass is kept as soon as it is whole, each week is recorded as soon as
 * all its parts are there. What stops it is thrown; what was kept stays, and the next pull goes on from it.
 */
export async function pullWeeks(
  session: Session,
  weeks: readonly Week[],
  timeZone: string,
  newest: Week,
  progress: PullProgress,
  { mayLack = false }: PullOptions = {},
): Promise<Pulled> {
  const database = await session.history();
  const gong = await session.gong();
  const calls = callsFrom(session, newest);
  const roster = await readRoster(gong);
  saveRoster(database, roster);
  dropParts(
    database,
    weeks.filter((week) => isComplete(database, week)),
    session.now().minus({ hours: partsKeepHours }).toUTC().toISO() ?? "",
  );

  const open = new Set(weeks);
  const lastSeen = new Map<string, Week>();
  for (const week of weeks) noteSeen(lastSeen, partsOf(database, week));
  let restated = 0;
  const recordOrForget = (week: Week, lacking: readonly Source[]): Recorded => {
    try {
      return record(session, database, { week, timeZone, lacking }, roster, lastSeen);
    } catch (error) {
      // Parts that contradict each other would do so on every run: the next one asks anew.
      dropParts(database, [...open], "");
      throw error;
    }
  };
  const recordWhole = (among: readonly Week[]): void => {
    for (const week of among) {
      if (!open.has(week) || !isWhole(database, week, calls)) continue;
      const recorded = recordOrForget(week, []);
      restated += recorded.restated;
      open.delete(week);
      progress.recorded(week, recorded);
    }
  };
  recordWhole(weeks);
  const steps = planPull({ weeks, callsFrom: calls, has: hasPart(database) });
  progress.planned(steps, gong.requests);
  const failures: Failure[] = [];
  for (const step of steps) {
    const parts = mayLack
      ? await readOrFail(session, step, timeZone, failures)
      : await read(session, step, timeZone);
    if (parts === null) continue;
    const at = session.now().toUTC().toISO() ?? "";
    noteSeen(lastSeen, parts);
    saveParts(
      database,
      parts.filter(({ week }) => open.has(week)),
      at,
    );
    progress.stepped(step, gong.requests);
    recordWhole(weeksFrom(step.span.from, step.span.to));
  }
  const [failure] = failures;
  if (failure === undefined) return { weeks: weeks.length - open.size, restated };
  for (const week of [...open]) {
    const has = hasPart(database);
    const lacking = sourcesOf(week, calls).filter((source) => !has(source, week));
    if (!lacking.every((source) => optionalSources.has(source))) throw failure.error;
    // What an earlier reading brought whole is not taken apart.
    if (isComplete(database, week) && lackingOf(database, week).length === 0) continue;
    restated += recordOrForget(week, lacking).restated;
    open.delete(week);
    session.log.warn(`${week} is recorded without ${lacking.join(", ")}: ${failure.error.message}`, {
      week,
      lacking: lacking.join(" "),
    });
  }
  return { weeks: weeks.length - open.size, restated };
}

/** An optional source that could not be read. */
type Failure = { readonly step: Step; readonly error: GongError };

/** Failures that every further request would meet too. */
const endsTheRun: ReadonlySet<GongErrorKind> = new Set(["credentials", "base-url", "rate-limit"]);

/** @returns null when the step's source is optional and could not be read; the failure is noted */
async function readOrFail(
  session: Session,
  step: Step,
  timeZone: string,
  failures: Failure[],
): Promise<readonly Part[] | null> {
  try {
    return await read(session, step, timeZone);
  } catch (error) {
    const isBearable =
      error instanceof GongError &&
      optionalSources.has(step.source) &&
      !endsTheRun.has(error.kind) &&
      !(error instanceof MovedZone);
    if (!isBearable || session.signal.aborted) throw error;
    failures.push({ step, error });
    return null;
  }
}

async function read(session: Session, { source, span }: Step, timeZone: string): Promise<readonly Part[]> {
  const gong = await session.gong();
  if (source === "activity") return readActivity(gong, span);
  if (source === "scorecards") return readScorecards(gong, span, timeZone);
  if (source === "calls") return readCalls(gong, span, timeZone);
  const { part, timeZone: told } = await readInteraction(gong, span.from, timeZone);
  const database = await session.history();
  if (told !== null && !cutsAlike(told, timeZone, span.from)) throw movedZone(database, timeZone, told);
  if (told !== null && readFact(database, "nextTimeZone") !== null) saveFact(database, "nextTimeZone", told);
  return [part];
}

/** Two names of one zone, `CET` and `Europe/Berlin`, make the same week. */
function cutsAlike(one: string, other: string, week: Week): boolean {
  const isSame = (edge: (week: Week, zone: string) => DateTime) =>
    edge(week, one).equals(edge(week, other).setZone(one));
  return isSame(startOfWeek) && isSame(endOfWeek);
}

/** Everything is cut anew; no week may be told without what it stands for. */
class MovedZone extends GongError {}

/** One answer may be wrong; a zone that is told on two runs is the company's, and what was cut in the old one goes. */
function movedZone(database: Database, known: string, told: string): GongError {
  if (readFact(database, "nextTimeZone") === told) {
    saveFact(database, "timeZone", told);
    forgetParts(database);
  }
  saveFact(database, "nextTimeZone", told);
  return new MovedZone(
    "incomplete",
    `Gong keeps its weeks in ${told}, the history in ${known}. When two runs are told so, it is believed`,
    { route: interactionStats.route },
  );
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

function record(
  session: Session,
  database: Database,
  { week, timeZone, lacking }: { week: Week; timeZone: string; lacking: readonly Source[] },
  roster: readonly RosterPerson[],
  lastSeen: ReadonlyMap<string, Week>,
): Recorded {
  const recorded = lastActiveWeek(database);
  const known: Known = {
    presentIn: presentIn(database),
    lastActiveWeek: (person) => {
      const weeks = [recorded(person), lastSeen.get(person)].filter((each) => typeof each === "string");
      return weeks.toSorted().at(-1) ?? null;
    },
  };
  const whole = assembleWeek(week, timeZone, partsOf(database, week), roster, known);
  return recordWeek(database, { ...whole, lacking }, session.now().toUTC().toISO() ?? "");
}
