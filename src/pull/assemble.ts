import { GongError } from "../gong/error.ts";
import { activityCounters, metricOf, type Source } from "../metrics.ts";
import type { Week } from "../week.ts";
import type { Statement } from "../words/statement.ts";
import type { Part, PersonValue } from "./part.ts";
import { type Presence, presenceOf } from "./presence.ts";
import type { RosterPerson } from "./roster.ts";

/** Somebody's place in one week. `teamId` is the manager's Gong id. */
export type Member = { readonly person: string; readonly teamId: string | null; readonly presence: Presence };

/** A whole week, ready to be recorded: every number that Gong gave and every zero that follows from it. */
export type WeekRecord = {
  readonly week: Week;
  readonly timeZone: string;
  readonly sources: readonly Source[];
  readonly members: readonly Member[];
  readonly values: readonly PersonValue[];
  /** What a reader must know about this week's data. */
  readonly notes: readonly Statement[];
  /** Sources that could not be read; all were when absent. */
  readonly lacking?: readonly Source[];
};

/** What the history knows of people before this reading. */
export type Known = {
  readonly presentIn: (person: string, week: Week) => boolean;
  readonly lastActiveWeek: (person: string) => Week | null;
};

/** Metrics that are zero for somebody who was there and is not in Gong's answer. */
const zeroWhenAbsent: Readonly<Record<Source, readonly string[]>> = {
  activity: activityCounters,
  interaction: [],
  scorecards: ["scorecardCount"],
  calls: ["callHours"],
};

/**
 * Joins the parts of one week with the roster: who was there, whose values are zero and whose are missing.
 *
 * @throws {GongError} `incomplete` when the parts contradict each other, so that no zero is invented
 */
export function assembleWeek(
  week: Week,
  timeZone: string,
  parts: readonly Part[],
  roster: readonly RosterPerson[],
  known: Known,
): WeekRecord {
  refuseContradiction(week, parts, roster);
  const given = new Map<string, Map<string, PersonValue>>();
  for (const part of parts) {
    for (const value of part.values) {
      const [person, metric] = value;
      const own = given.get(person) ?? new Map<string, PersonValue>();
      given.set(person, own.set(metric, value));
    }
  }

  const sources = parts.map(({ source }) => source);
  const zeros = (person: string): readonly string[] =>
    parts.flatMap(({ source, gaps }) => (gaps.includes(person) ? [] : zeroWhenAbsent[source]));
  const members: Member[] = [];
  const values: PersonValue[] = [];
  for (const person of roster) {
    const own = given.get(person.id) ?? new Map<string, PersonValue>();
    given.delete(person.id);
    const wasActive = own.size > 0;
    const wasPresent = !wasActive && known.presentIn(person.id, week);
    // Looks through all of somebody's past: asked only of those for whom it decides.
    const isOpen = !wasActive && !wasPresent && !person.active;
    const presence = presenceOf(person, week, timeZone, {
      wasActive,
      wasPresent,
      lastActiveWeek: isOpen ? known.lastActiveWeek(person.id) : null,
    });
    members.push({ person: person.id, teamId: person.managerId, presence });
    if (presence !== "present") continue;
    for (const metric of zeros(person.id)) {
      if (!own.has(metric)) own.set(metric, [person.id, metric, 0, null]);
    }
    for (const value of own.values()) values.push(withBase(value, own));
  }
  const present = new Set(
    members.filter((member) => member.presence === "present").map(({ person }) => person),
  );
  const left = parts.flatMap(({ gaps }) => gaps).filter((person) => present.has(person)).length;
  const notes = [...strangers(given.size), ...leftOut(left), ...silentSource(parts, values)];
  return { week, timeZone, sources, members, values, notes };
}

/** Somebody's missing counts are not in the sums of their team and the company. */
function leftOut(count: number): Statement[] {
  if (count === 0) return [];
  return [{ pattern: "noteLeftOut", slots: { people: { count } } }];
}

/** Gong analyses talk only where recording and Whisper are on, so no talk values at all may be right. */
function silentSource(parts: readonly Part[], values: readonly PersonValue[]): Statement[] {
  const interaction = parts.find(({ source }) => source === "interaction");
  const calls = values.some(([, metric, value]) => metric === "callsAsHost" && value > 0);
  if (!interaction || interaction.values.length > 0 || !calls) return [];
  return [{ pattern: "noteNoTalk", slots: {} }];
}

/** The calls or cards behind a mean: what the source counted itself, else the metric's base of that week. */
function withBase(value: PersonValue, own: ReadonlyMap<string, PersonValue>): PersonValue {
  const [person, metric, number, counted] = value;
  const base = metricOf(metric).base;
  if (base === undefined || counted !== null) return value;
  return [person, metric, number, own.get(base)?.[2] ?? null];
}

/** Activity of people whom Gong does not list (its own staff, or people since deleted) belongs to nobody here. */
function strangers(count: number): Statement[] {
  if (count === 0) return [];
  return [{ pattern: "noteStrangers", slots: { accounts: { count } } }];
}

/** So many calls or scored calls in the activity are more than a slip between two of Gong's counts. */
const certainlySome = 10;

/** A source that has nothing, while another saw something, is a fault of the pull and not a week of zeros. */
function refuseContradiction(week: Week, parts: readonly Part[], roster: readonly RosterPerson[]): void {
  const has = (source: Source) => parts.find((part) => part.source === source)?.values.length !== 0;
  const total = (metric: string) => {
    let sum = 0;
    for (const { values } of parts) for (const [, id, value] of values) if (id === metric) sum += value;
    return sum;
  };
  const refuse = (nothing: string, something: string): never => {
    throw new GongError(
      "incomplete",
      `Gong gave no ${nothing} for ${week}, but ${something}; not taken for a week of zeros`,
    );
  };
  const read = new Set(parts.map(({ source }) => source));
  if (!has("activity") && roster.some((person) => person.active)) {
    for (const other of ["calls", "interaction"] as const) {
      if (read.has(other) && has(other)) refuse("activity", `${other} for it`);
    }
  }
  if (read.has("calls") && !has("calls") && total("callsAsHost") >= certainlySome) {
    refuse("calls", `${total("callsAsHost")} hosted calls in its activity`);
  }
  if (read.has("scorecards") && !has("scorecards") && total("callsScorecardsReceived") >= certainlySome) {
    refuse("scorecards", `${total("callsScorecardsReceived")} calls with scorecards in its activity`);
  }
}
