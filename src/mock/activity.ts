import { activityCounters, type MetricId } from "../metrics.ts";
import { isAway, workInWeek } from "./calendar.ts";
import { type Day, mondayOfIndex, weekIndexOf } from "./days.ts";
import { negativeBinomial, normal, pick, poisson, purpose, type Stream, streamOf } from "./random.ts";
import type { Person, PersonKind, Roster } from "./roster.ts";
import { type Card, cardsOf } from "./scorecards.ts";
import type { Plot } from "./stories.ts";

/** A call that someone hosted. */
export type HostedCall = {
  readonly person: Person;
  readonly weekIndex: number;
  /** Which of the person's calls of that week, in order of time. */
  readonly place: number;
  readonly day: Day;
  readonly microsOfDay: number;
  readonly fractionDigits: number;
  readonly durationSeconds: number;
  /** Bit by place in {@link activityCounters}: what happened to this call on its day. */
  readonly marks: number;
};

export type PersonWeek = {
  readonly calls: readonly HostedCall[];
  /** Scorecards received. */
  readonly cards: readonly Card[];
  /** Counter by counter, seven days each, Monday first. */
  readonly counts: readonly number[];
  /** Counter by counter, the whole week. */
  readonly totals: readonly number[];
};

export type Activity = {
  weekOf(person: Person, weekIndex: number): PersonWeek;
  /** Sums of the fifteen counters over days, `to` excluded. */
  countsBetween(person: Person, from: Day, to: Day): readonly number[];
  callsBetween(person: Person, from: Day, to: Day): readonly HostedCall[];
};

/** Chance that a hosted call also counts here, on the same day. */
const onOwnCalls: Readonly<Record<MetricId, number>> = {
  callsRequestedFeedback: 0.03,
  callsReceivedFeedback: 0.06,
  ownCallsListenedTo: 0.16,
  callsSharedInternally: 0.06,
  callsSharedExternally: 0.07,
  callsCommentsReceived: 0.1,
  callsMarkedAsFeedbackReceived: 0.05,
};

/** Calls of others in an ordinary week: for members of teams, for managers. */
const onOthersCalls: Readonly<Record<MetricId, readonly [number, number]>> = {
  callsAttended: [1.6, 5],
  othersCallsListenedTo: [2, 9],
  callsGaveFeedback: [0.3, 4],
  callsCommentsGiven: [1.5, 7],
  callsMarkedAsFeedbackGiven: [0.3, 5],
};

/** Median length of a call in seconds, and its spread on the log scale. */
const lengths: Readonly<Partial<Record<PersonKind, readonly [number, number]>>> = {
  sdr: [280, 0.5],
  cs: [1500, 0.4],
};
const usualLength = [1750, 0.4] as const;

const hosted = activityCounters.indexOf("callsAsHost");
const scored = activityCounters.indexOf("callsScorecardsReceived");
const filled = activityCounters.indexOf("callsScorecardsFilled");
const markChances = Object.entries(onOwnCalls).map(([name, chance]) => ({
  counter: activityCounters.indexOf(name),
  chance,
}));
const habits = Object.entries(onOthersCalls).map(([name, [member, manager]]) => ({
  counter: activityCounters.indexOf(name),
  isComments: name === "callsCommentsGiven",
  member,
  manager,
}));
const noWork = [0, 0, 0, 0, 0, 0, 0] as const;
const nothing: PersonWeek = {
  calls: [],
  cards: [],
  counts: zeros(activityCounters.length * 7),
  totals: zeros(activityCounters.length),
};

/** What everyone did, made week by week when asked for and then kept. */
export function createActivity(seed: number, roster: Roster, plot: Plot, firstDay: Day): Activity {
  const kept = new Map<number, PersonWeek>();
  const own = new Map<number, PersonWeek>();
  const reportsOf = new Map(roster.teams.map((team) => [team.manager.index, team]));
  const firstWeek = weekIndexOf(firstDay);

  const workOf = (person: Person, weekIndex: number): readonly number[] => {
    const work = workInWeek(weekIndex);
    const isOff = isAway(seed, person.index, weekIndex) && !plot.isNeeded(person.index, weekIndex);
    if (isOff || weekIndex < firstWeek || person.kind === "dormant") return noWork;
    const monday = mondayOfIndex(weekIndex);
    if (person.firstDay <= monday && person.lastDay >= monday + 6) return work;
    return work.map((share, place) => {
      const day = monday + place;
      return day < person.firstDay || day > person.lastDay ? 0 : share;
    });
  };

  /** Everything but what a manager did about others. */
  const ownWeekOf = (person: Person, weekIndex: number): PersonWeek => {
    const key = person.index * 16_384 + weekIndex;
    const known = own.get(key);
    if (known) return known;
    const work = workOf(person, weekIndex);
    const made = work.some((share) => share > 0) ? makeWeek(person, weekIndex, work) : nothing;
    own.set(key, made);
    return made;
  };

  const makeWeek = (person: Person, weekIndex: number, work: readonly number[]): PersonWeek => {
    const effect = plot.effectOn(person.index, weekIndex);
    const lift =
      (1 + 0.015 * normal(streamOf(seed, weekIndex, purpose.company))) *
      (1 + 0.015 * normal(streamOf(seed, person.team ?? 999, weekIndex, purpose.team)));
    const presence = work.reduce((sum, share) => sum + share, 0) / 5;
    const monday = mondayOfIndex(weekIndex);
    const recorded = work.map((share, place) =>
      monday + place < (person.recordedUntil ?? Infinity) ? share : 0,
    );
    const isRecorded = recorded.some((share) => share > 0);
    const planted = isRecorded ? effect?.calls : 0;
    const calls = hostedCalls(person, weekIndex, recorded, presence * lift, planted);
    const counts = zeros(activityCounters.length * 7);
    for (const call of calls) {
      for (let marks = call.marks; marks !== 0; marks &= marks - 1) {
        add(counts, 31 - Math.clz32(marks & -marks), call.day - monday, 1);
      }
    }
    addOthersCalls(counts, person, weekIndex, work, presence, effect?.commentsGiven ?? 1);
    const manager = person.team === undefined ? undefined : roster.teams[person.team]?.manager;
    const reviewerWork = manager === undefined ? [] : workOf(manager, weekIndex);
    const cards = person.team === undefined ? [] : cardsOf(seed, calls, manager, reviewerWork);
    for (const card of cards) if (card.reviewer) add(counts, scored, card.call.day - monday, 1);
    return { calls, cards, counts, totals: totalsOf(counts) };
  };

  const hostedCalls = (
    person: Person,
    weekIndex: number,
    work: readonly number[],
    share: number,
    planted: number | undefined,
  ): readonly HostedCall[] => {
    const stream = streamOf(seed, person.index, weekIndex, purpose.calls);
    const mean = person.callsPerWeek * share;
    const count =
      planted === undefined
        ? negativeBinomial(stream, mean, person.team === 0 ? 0.002 : 0.008)
        : Math.round(mean * planted);
    const [median, spread] = lengths[person.kind] ?? usualLength;
    const monday = mondayOfIndex(weekIndex);
    const calls: { -readonly [Name in keyof HostedCall]: HostedCall[Name] }[] = [];
    for (let place = 0; place < count; place++) {
      const fractionDigits = Math.floor(stream() * 7);
      const micros = 28_800_000_000 + Math.floor(stream() * 34_200_000_000);
      calls.push({
        person,
        weekIndex,
        place,
        day: monday + pick(stream, work),
        microsOfDay: micros - (micros % 10 ** (6 - fractionDigits)),
        fractionDigits,
        durationSeconds: Math.max(20, Math.round(median * Math.exp(spread * normal(stream)))),
        marks: marksOf(stream),
      });
    }
    calls.sort((a, b) => a.day - b.day || a.microsOfDay - b.microsOfDay);
    for (let place = 0; place < count; place++) {
      const call = calls[place];
      if (call) call.place = place;
    }
    return calls;
  };

  const addOthersCalls = (
    counts: number[],
    person: Person,
    weekIndex: number,
    work: readonly number[],
    presence: number,
    comments: number,
  ): void => {
    const habit = streamOf(seed, person.index, purpose.counters);
    const stream = streamOf(seed, person.index, weekIndex, purpose.counters);
    for (const { counter, isComments, member, manager } of habits) {
      const usual = (person.team === undefined ? manager : member) * (0.6 + 0.8 * habit()) * presence;
      const mean = usual * (isComments ? comments : 1);
      const count = comments > 1 ? poisson(stream, mean) : negativeBinomial(stream, mean, 0.05);
      for (let one = 0; one < count; one++) add(counts, counter, pick(stream, work), 1);
    }
  };

  const weekOf = (person: Person, weekIndex: number): PersonWeek => {
    const team = reportsOf.get(person.index);
    if (!team) return ownWeekOf(person, weekIndex);
    const key = person.index * 16_384 + weekIndex;
    const known = kept.get(key);
    if (known) return known;
    const base = ownWeekOf(person, weekIndex);
    const counts = [...base.counts];
    const monday = mondayOfIndex(weekIndex);
    for (const member of team.members) {
      for (const card of ownWeekOf(member, weekIndex).cards) {
        if (card.reviewer) add(counts, filled, card.call.day - monday, 1);
      }
    }
    const whole = { ...base, counts, totals: totalsOf(counts) };
    kept.set(key, whole);
    return whole;
  };

  return {
    weekOf,
    countsBetween: (person, from, to) => {
      const sums = zeros(activityCounters.length);
      const start = Math.max(from, firstDay);
      for (let week = weekIndexOf(start); mondayOfIndex(week) < to; week++) {
        const { counts, totals } = weekOf(person, week);
        if (totals === nothing.totals) continue;
        const monday = mondayOfIndex(week);
        const first = Math.max(0, start - monday);
        const end = Math.min(7, to - monday);
        for (let counter = 0; counter < sums.length; counter++) {
          let sum = sums[counter] ?? 0;
          if (end - first === 7) sum += totals[counter] ?? 0;
          else for (let day = first; day < end; day++) sum += counts[counter * 7 + day] ?? 0;
          sums[counter] = sum;
        }
      }
      return sums;
    },
    callsBetween: (person, from, to) => {
      const found: HostedCall[] = [];
      const start = Math.max(from, firstDay);
      for (let week = weekIndexOf(start); mondayOfIndex(week) < to; week++) {
        for (const call of ownWeekOf(person, week).calls)
          if (call.day >= start && call.day < to) found.push(call);
      }
      return found;
    },
  };
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

function add(counts: number[], counter: number, day: number, more: number): void {
  const place = counter * 7 + day;
  counts[place] = (counts[place] ?? 0) + more;
}

function totalsOf(counts: readonly number[]): readonly number[] {
  const totals = zeros(counts.length / 7);
  for (let place = 0; place < counts.length; place++) {
    const counter = Math.floor(place / 7);
    totals[counter] = (totals[counter] ?? 0) + (counts[place] ?? 0);
  }
  return totals;
}

function marksOf(stream: Stream): number {
  let marks = 1 << hosted;
  for (const { counter, chance } of markChances) if (stream() < chance) marks |= 1 << counter;
  return marks;
}
