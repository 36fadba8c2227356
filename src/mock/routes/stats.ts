import { activityCounters } from "../../metrics.ts";
import type { World } from "../company.ts";
import { type Day, dateOf, dayOf, mondayOfIndex, weekIndexOf } from "../days.ts";
import { callIdOf } from "../ids.ts";
import { filterOf, type GongRequest, idsOf, objectOf, Refused, type Route } from "../protocol.ts";
import type { Person } from "../roster.ts";
import { type DayRange, statsDays } from "./ranges.ts";

const noStats = "No stats found for the specified period";
const periods = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"] as const;
type Period = (typeof periods)[number];

/** The three forms of the activity counters, and the interaction statistics. */
export const statsRoutes: readonly Route[] = [
  {
    method: "POST",
    path: /^\/v2\/stats\/activity\/aggregate$/,
    scope: "api:stats:user-actions",
    answer: (request, world, pager) => {
      const { range, people } = asked(request, world);
      const { items, records } = pager.page(request, "body", noStats, () =>
        withActivity(people, range, world),
      );
      return {
        records,
        usersAggregateActivityStats: items.map((person) => ({
          ...userOf(person),
          userAggregateActivityStats: countersOf(person, range, world),
        })),
        ...zoneOf(range, world),
      };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/stats\/activity\/aggregate-by-period$/,
    scope: "api:stats:user-actions",
    answer: (request, world, pager) => {
      const { range, people } = asked(request, world);
      const spans = periodsOf(range, periodOf(request)).map((span) => ({
        span,
        dates: datesOf(span, world),
      }));
      const { items, records } = pager.page(request, "body", noStats, () =>
        withActivity(people, range, world),
      );
      return {
        records,
        usersAggregateActivity: items.map((person) => ({
          ...userOf(person),
          userAggregateActivity: spans.map(({ span, dates }) => ({
            ...countersOf(person, span, world),
            ...dates,
          })),
        })),
      };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/stats\/activity\/day-by-day$/,
    scope: "api:stats:user-actions:detailed",
    answer: (request, world, pager) => {
      const { range, people } = asked(request, world);
      const days = periodsOf(range, "DAY").map((span) => ({ span, dates: datesOf(span, world) }));
      const { items, records } = pager.page(request, "body", noStats, () =>
        withActivity(people, range, world),
      );
      return {
        records,
        usersDetailedActivities: items.map((person) => ({
          ...userOf(person),
          userDailyActivityStats: days.map(({ span, dates }) => ({
            ...callIdsOf(person, span, world),
            ...dates,
          })),
        })),
      };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/stats\/interaction$/,
    scope: "api:stats:interaction",
    answer: (request, world, pager) => {
      const { range, people } = asked(request, world);
      const { items, records } = pager.page(request, "body", noStats, () =>
        people.flatMap((person) => {
          const stats = world.talk.ofCalls(person, world.activity.callsBetween(person, range.from, range.to));
          return stats.length === 0 ? [] : [{ ...userOf(person), personInteractionStats: stats }];
        }),
      );
      return { records, peopleInteractionStats: items, ...zoneOf(range, world) };
    },
  },
];

function asked(request: GongRequest, world: World): { range: DayRange; people: readonly Person[] } {
  const filter = filterOf(request.body);
  const wanted = idsOf(filter.userIds);
  const range = statsDays(filter, world);
  const everyone = [...world.roster.people, world.roster.avatar];
  return { range, people: wanted ? everyone.filter((person) => wanted.has(person.id)) : everyone };
}

/** Gong names nobody without activity, also when asked for by id. */
function withActivity(people: readonly Person[], range: DayRange, world: World): readonly Person[] {
  return people.filter((person) =>
    world.activity.countsBetween(person, range.from, range.to).some((count) => count > 0),
  );
}

function userOf(person: Person): { readonly userId: string; readonly userEmailAddress: string } {
  return { userId: person.id, userEmailAddress: person.email };
}

function countersOf(person: Person, range: DayRange, world: World): Readonly<Record<string, number>> {
  const counts = world.activity.countsBetween(person, range.from, range.to);
  return Object.fromEntries(activityCounters.map((name, place) => [name, counts[place] ?? 0]));
}

/**
 * The calls behind one day's counters. What someone did about calls of others is told with calls of that
 * week's colleagues.
 */
function callIdsOf(
  person: Person,
  range: DayRange,
  world: World,
): Readonly<Record<string, readonly string[]>> {
  const { activity, roster, seed } = world;
  const day = range.from;
  const own = activity.callsBetween(person, day, range.to);
  const counts = activity.countsBetween(person, day, range.to);
  const team = roster.teams[person.team ?? person.index % roster.teams.length];
  const cards = activity
    .weekOf(person, weekIndexOf(day))
    .cards.filter((card) => card.reviewer && card.call.day === day);
  const idOfCall = (call: { person: Person; weekIndex: number; place: number }): string =>
    String(callIdOf(seed, call.person.index, call.weekIndex, call.place));
  return Object.fromEntries(
    activityCounters.map((name, counter) => {
      const count = counts[counter] ?? 0;
      if (count === 0) return [name, []];
      if (name === "callsScorecardsReceived") return [name, cards.map((card) => idOfCall(card.call))];
      const marked = own.filter((call) => call.marks & (1 << counter));
      if (marked.length === count) return [name, marked.map(idOfCall)];
      const others = (team?.members ?? []).filter((member) => member !== person);
      const pool = others.flatMap((member) => activity.callsBetween(member, day - 7, range.to));
      const first = (person.index * 31 + counter * 7 + day) % Math.max(1, pool.length);
      return [
        name,
        Array.from({ length: count }, (_, place) => {
          const call = place < pool.length ? pool[(first + place) % pool.length] : undefined;
          return call ? idOfCall(call) : String(callIdOf(seed, 16_383, weekIndexOf(day), place));
        }),
      ];
    }),
  );
}

function periodOf(request: GongRequest): Period {
  const given = objectOf(request.body)?.aggregationPeriod;
  if (given === undefined || given === null) throw new Refused(400, "aggregationPeriod: must not be null");
  const period = periods.find((one) => one === given);
  if (period === undefined) throw new Refused(400, "Json parse error");
  return period;
}

/** Whole periods of the calendar, the first and the last cut to the range. */
function periodsOf(range: DayRange, period: Period): readonly DayRange[] {
  const found: DayRange[] = [];
  for (let from = range.from; from < range.to; ) {
    const to = Math.min(range.to, nextStart(from, period));
    found.push({ from, to });
    from = to;
  }
  return found;
}

function nextStart(day: Day, period: Period): Day {
  if (period === "DAY") return day + 1;
  if (period === "WEEK") return mondayOfIndex(weekIndexOf(day) + 1);
  const [year = 0, month = 0] = dateOf(day).split("-").map(Number);
  const months = { MONTH: month + 1, QUARTER: month + 3 - ((month - 1) % 3), YEAR: 13 }[period];
  const next = months > 12 ? [year + 1, months - 12] : [year, months];
  return dayOf(`${next[0]}-${String(next[1]).padStart(2, "0")}-01`);
}

function datesOf(range: DayRange, world: World): { readonly fromDate: string; readonly toDate: string } {
  return { fromDate: world.time.startOfDay(range.from), toDate: world.time.startOfDay(range.to) };
}

function zoneOf(range: DayRange, world: World): object {
  return {
    fromDateTime: world.time.startOfDay(range.from),
    toDateTime: world.time.startOfDay(range.to),
    timeZone: world.time.zone,
  };
}
