import { GongError } from "../gong/error.ts";
import { activityCounters, metricOf, type Source } from "../metrics.ts";
import type { Week } from "../week.ts";
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
  readonly notes: readonly string[];
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
  const zeros = sources.flatMap((source) => zeroWhenAbsent[source]);
  const members: Member[] = [];
  const values: PersonValue[] = [];
  for (const person of roster) {
    const own = given.get(person.id) ?? new Map<string, PersonValue>();
    given.delete(person.id);
    const presence = presenceOf(person, week, timeZone, {
      wasActive: own.size > 0,
      wasPresent: known.presentIn(person.id, week),
      lastActiveWeek: known.lastActiveWeek(person.id),
    });
    members.push({ person: person.id, teamId: person.managerId, presence });
    if (presence !== "present") continue;
    for (const metric of zeros) {
      if (!own.has(metric)) own.set(metric, [person.id, metric, 0, null]);
    }
    for (const value of own.values()) values.push(withBase(value, own));
  }
  return { week, timeZone, sources, members, values, notes: strangers(given.size) };
}

/** The calls or cards behind a mean: what the source counted itself, else the metric's base of that week. */
function withBase(value: PersonValue, own: ReadonlyMap<string, PersonValue>): PersonValue {
  const [person, metric, number, counted] = value;
  const base = metricOf(metric).base;
  if (base === undefined || counted !== null) return value;
  return [person, metric, number, own.get(base)?.[2] ?? null];
}

/** Activity of people whom Gong does not list (its own staff, or people since deleted) belongs to nobody here. */
function strangers(count: number): string[] {
  if (count === 0) return [];
  const people = count === 1 ? "1 account" : `${count} accounts`;
  return [
    `${people} in Gong's statistics ${count === 1 ? "is" : "are"} not in its list of users and not counted.`,
  ];
}

/** No activity at all, while other sources saw some, is a fault of the pull and not a week of zeros. */
function refuseContradiction(week: Week, parts: readonly Part[], roster: readonly RosterPerson[]): void {
  const rowsOf = (source: Source) => parts.find((part) => part.source === source)?.values.length ?? 0;
  if (rowsOf("activity") > 0 || !roster.some((person) => person.active)) return;
  for (const other of ["calls", "interaction"] as const) {
    if (rowsOf(other) > 0) {
      throw new GongError(
        "incomplete",
        `Gong gave no activity for ${week}, but ${other} for it; not taken for a week of zeros`,
        { route: "POST /v2/stats/activity/aggregate-by-period" },
      );
    }
  }
}
