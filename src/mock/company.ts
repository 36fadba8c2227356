import type { DateTime } from "luxon";
import { activityCounters, type MetricId, metricIdOf, metrics } from "../metrics.ts";
import { newestClosedWeek, type Week } from "../week.ts";
import { type Activity, createActivity } from "./activity.ts";
import { createLocalTime, type Day, dayOf, indexOfWeek, type LocalTime, mondayOfIndex } from "./days.ts";
import { createRoster, firstDayOfHistory, type Person, type Roster } from "./roster.ts";
import { overallOf } from "./scorecards.ts";
import { plantStories, type Story } from "./stories.ts";
import { createTalk, type Talk } from "./talk.ts";

/** What is true of one person in one week. */
export type Truth = {
  /** Whether the person was in the company in that week; on leave counts as present. */
  readonly present: boolean;
  /** Every metric; `null` where there is nothing to measure, and all of them when not present. */
  readonly values: Readonly<Record<MetricId, number | null>>;
};

/** A made-up company whose whole history can be read. */
export type Company = {
  readonly people: readonly Person[];
  /** Gong's own staff: in statistics, not in the list of users. */
  readonly avatar: Person;
  readonly timeZone: string;
  /** The newest closed week, which the stories are about. */
  readonly newestWeek: Week;
  readonly stories: readonly Story[];
  /**
   * The whole of a week, also of one that has not ended yet.
   *
   * @throws {RangeError} when nobody has that id
   */
  truth(week: Week, personId: string): Truth;
};

/** The company with what the server needs to answer. */
export type World = {
  readonly seed: number;
  readonly company: Company;
  readonly roster: Roster;
  readonly activity: Activity;
  readonly talk: Talk;
  readonly time: LocalTime;
  readonly now: DateTime;
  readonly today: Day;
  /** The day that the list of users is of. */
  readonly rosterDay: () => Day;
  /** Nothing happened before. */
  readonly firstDay: Day;
};

export type WorldOptions = {
  readonly seed: number;
  readonly people: number;
  readonly now: DateTime;
  readonly timeZone: string;
  /** When the list of users is read; `now` when left out. */
  readonly usersAt?: () => DateTime;
};

/** The same company for the same seed, size, zone and newest closed week. */
export function createWorld(options: WorldOptions): World {
  const { seed, people, timeZone } = options;
  const now = options.now.setZone(timeZone);
  if (!now.isValid) throw new RangeError(`timeZone: ${JSON.stringify(timeZone)} is no IANA zone`);
  const newestWeek = newestClosedWeek(now, timeZone);
  const time = createLocalTime(timeZone);
  const roster = createRoster({ seed, people, newestWeek, time });
  const plot = plantStories(roster, newestWeek);
  const firstDay = firstDayOfHistory(newestWeek);
  const activity = createActivity(seed, roster, plot, firstDay);
  const talk = createTalk(seed, plot);
  const byId = new Map([...roster.people, roster.avatar].map((person) => [person.id, person]));
  const company: Company = {
    people: roster.people,
    avatar: roster.avatar,
    timeZone,
    newestWeek,
    stories: plot.stories,
    truth: (week, personId) => {
      const person = byId.get(personId);
      if (person === undefined) throw new RangeError(`nobody has the id ${personId}`);
      return truthOf(activity, talk, person, indexOfWeek(week));
    },
  };
  const today = dayOf(now.toFormat("yyyy-MM-dd"));
  const rosterDay = (): Day => dayOf((options.usersAt?.() ?? now).setZone(timeZone).toFormat("yyyy-MM-dd"));
  return { seed, company, roster, activity, talk, time, now, today, rosterDay, firstDay };
}

function truthOf(activity: Activity, talk: Talk, person: Person, weekIndex: number): Truth {
  const monday = mondayOfIndex(weekIndex);
  const values: Record<MetricId, number | null> = {};
  for (const metric of metrics) values[metric.id] = null;
  const present = person.kind !== "dormant" && person.firstDay < monday + 7 && person.lastDay >= monday;
  if (!present) return { present, values };

  const { calls, cards } = activity.weekOf(person, weekIndex);
  const counts = activity.countsBetween(person, monday, monday + 7);
  for (const [place, id] of activityCounters.entries()) values[id] = counts[place] ?? 0;
  const seconds = calls.reduce((sum, call) => sum + call.durationSeconds, 0);
  values.callHours = seconds / 3600;
  values.meanCallLength = calls.length === 0 ? null : seconds / calls.length;
  for (const { name, value } of talk.ofCalls(person, calls)) values[metricIdOf(name)] = value;
  const scores = cards.map(overallOf).filter((score) => score !== null);
  values.scorecardCount = cards.length;
  values.scorecardAverage =
    scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { present, values };
}
