import { activityCounters } from "../../src/metrics.ts";
import type { Part, PersonValue } from "../../src/pull/part.ts";
import type { RosterPerson } from "../../src/pull/roster.ts";
import { mondayOf, type Week } from "../../src/week.ts";

export const timeZone = "Europe/Paris";

/** People in a team, its manager among those of the team above. */
export const perTeam = 9;

/** What one person did in one week, from which everything that Gong would tell of it follows. */
export type MadeWeek = {
  /** By the place in `activityCounters`. */
  readonly counts: readonly number[];
  /** The length of each call that was led, in seconds. */
  readonly calls: readonly number[];
  readonly talk: readonly { readonly name: string; readonly value: number }[];
  /** The score of each card, from 1 to 5. */
  readonly cards: readonly number[];
};

/** A company that is the same each time: teams of nine, managers among them, down to as many people as are wanted. */
export function rosterOf(people: number): readonly RosterPerson[] {
  return Array.from({ length: people }, (_, index) => ({
    id: idOf(index),
    name: `Person ${index}`,
    email: emailOf(index),
    managerId: index === 0 ? null : idOf(managerOf(index)),
    active: true,
    createdAt: null,
  }));
}

export const idOf = (index: number): string => String(4_000_000_000_000 + index);
export const emailOf = (index: number): string => `p${index}@example.com`;
export const managerOf = (index: number): number => Math.floor((index - 1) / perTeam);

/** Gong's names, with the middle of the values of each. Full random digits, which nothing packs. */
const talks = [
  ["Talk Ratio", 0.3],
  ["Longest Monologue", 60],
  ["Longest Customer Story", 60],
  ["Interactivity", 5],
  ["Patience", 0.8],
  ["Question Rate", 12],
] as const;

/** @param newest in this week five teams do a fifth of what they usually do, and forty people three times as much */
export function madeWeek(index: number, week: Week, newest: Week): MadeWeek {
  const own = randomNumbers(index)();
  const chance = randomNumbers(index * 4_099 + Date.parse(mondayOf(week)) / 86_400_000);
  const planted = week === newest ? plantedFactor(index) : 1;
  const led = Math.round(12 * (0.3 + 1.4 * own) * (0.6 + 0.8 * chance()) * planted);
  const counts = activityCounters.map((id) => (id === "callsAsHost" ? led : Math.floor(led * chance() ** 3)));
  const calls = Array.from({ length: led }, () => 60 + Math.floor(3000 * chance()));
  const talk = led === 0 ? [] : talks.map(([name, middle]) => ({ name, value: middle * (1 + chance()) }));
  const cards = Array.from({ length: led === 0 ? 0 : 1 + Math.floor(5 * chance()) }, () =>
    Math.ceil(5 * chance()),
  );
  return { counts, calls, talk, cards };
}

/** A week as reading it from Gong gives it. */
export function partsOf(people: number, week: Week, newest: Week): readonly Part[] {
  const values = { activity: own(), interaction: own(), scorecards: own(), calls: own() };
  for (let index = 0; index < people; index += 1) {
    const id = idOf(index);
    const { counts, calls, talk, cards } = madeWeek(index, week, newest);
    for (const [place, metric] of activityCounters.entries())
      if (counts[place]) values.activity.push([id, metric, counts[place] ?? 0, null]);
    for (const { name, value } of talk) values.interaction.push([id, camelCase(name), value, null]);
    if (cards.length > 0) {
      values.scorecards.push([id, "scorecardCount", cards.length, null]);
      values.scorecards.push([id, "scorecardAverage", sum(cards) / cards.length, cards.length]);
    }
    if (calls.length === 0) continue;
    values.calls.push([id, "callHours", sum(calls) / 3600, null]);
    values.calls.push([id, "meanCallLength", sum(calls) / calls.length, calls.length]);
  }
  return (["activity", "interaction", "scorecards", "calls"] as const).map((source) => ({
    source,
    week,
    values: values[source],
    gaps: [],
  }));
}

const own = (): PersonValue[] => [];
const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1).replaceAll(" ", "");

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function plantedFactor(index: number): number {
  if (managerOf(index) % 200 === 7) return 0.2;
  return index % 250 === 3 ? 3 : 1;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
