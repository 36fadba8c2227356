import { startMs, type WeekNumber } from "./calendar.ts";
import { type Chance, fixed } from "./chance.ts";

export type Employee = {
  readonly id: string;
  /** One word that stands nowhere else, to be found in a mail. */
  readonly name: string;
  readonly email: string;
  readonly managerId: string | null;
  /** First week, and the first one after the last. */
  readonly joins: WeekNumber;
  readonly leaves: WeekNumber;
};

export type Call = {
  readonly id: string;
  readonly person: string;
  readonly startMs: number;
  readonly seconds: number;
};

/** A company of a handful of people, whose every number follows from the seed. */
export type Company = {
  readonly employees: readonly Employee[];
  /** Where Gong keeps its weeks, first and later. */
  readonly zones: readonly string[];
  /** Where it keeps them at a moment. */
  zoneAt(ms: number): string;
  /** How often Gong has restated a week by then. */
  versionAt(week: WeekNumber, ms: number): number;
  counter(employee: Employee, week: WeekNumber, counter: string, version: number): number;
  calls(employee: Employee, week: WeekNumber): readonly Call[];
};

/** Counters that are not always zero; few, so that a week is judged in a moment. */
export const liveCounters: readonly string[] = ["callsAsHost", "callsAttended"];

/** Of whoever Gong lists for a week. */
export const talkRatioOf = (id: string, week: WeekNumber): number =>
  0.4 + ((Number(id) * 7 + week) % 10) / 50;

const zones = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "America/Santiago",
  "Africa/Cairo",
  "Asia/Tehran",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
] as const;

const names = [
  "Quorvex",
  "Zimbara",
  "Joptrel",
  "Wuxandi",
  "Fyzzolt",
  "Kebriqu",
  "Vandoxi",
  "Hmurgaz",
] as const;

/** No number of calls is like it, so that it can be looked for in texts. */
const idOf = (place: number): string => `48151623420${place}`;

const [dayMs, hourMs] = [86_400_000, 3_600_000];

export function companyOf(seed: number, chance: Chance, begins: WeekNumber, weeks: number): Company {
  const count = chance.is(0.1) ? chance.whole(5, 6) : chance.whole(2, 3);
  const lastsFor = (place: number): { joins: WeekNumber; leaves: WeekNumber } => ({
    joins: place < 3 || chance.is(0.6) ? 0 : begins + chance.whole(0, weeks),
    leaves: place < 2 || chance.is(0.8) ? 1e6 : begins + chance.whole(1, weeks),
  });
  const employees = names.slice(0, count).map((name, place): Employee => {
    const managerId = place === 0 ? null : place < 3 ? idOf(0) : idOf(chance.whole(0, 2));
    return {
      id: idOf(place),
      name,
      email: `${name.toLowerCase()}@corp.example`,
      managerId,
      ...lastsFor(place),
    };
  });
  const zone = chance.oneOf(zones);
  const movesAt = chance.is(0.15) ? startMs(begins + chance.whole(5, weeks), "UTC") : Infinity;
  const nextZone = chance.oneOf(zones);
  const isThere = ({ joins, leaves }: Employee, week: WeekNumber) => week >= joins && week < leaves;

  const counter = (employee: Employee, week: WeekNumber, name: string, version: number): number => {
    const kind = liveCounters.indexOf(name);
    if (kind < 0 || !isThere(employee, week)) return 0;
    const person = Number(employee.id);
    const usual = 3 + fixed(4, seed, person, kind);
    const noise = fixed(3, seed, person, week, kind, 1);
    const turn = fixed(25, seed, person, week, 2);
    const moved = turn === 0 ? 0 : turn === 1 ? 3 * usual : usual;
    const restated = version > 0 && fixed(3, seed, person, week, version) === 0 ? version * usual : 0;
    return moved + noise + restated;
  };

  return {
    employees,
    zones: [zone, nextZone],
    zoneAt: (ms) => (ms < movesAt ? zone : nextZone),
    versionAt: (week, ms) => {
      const end = startMs(week + 1, "UTC");
      const days = [2, 9].map((day) => day + fixed(5, seed, week, day));
      return fixed(3, seed, week, 3) === 0 ? days.filter((day) => ms >= end + day * dayMs).length : 0;
    },
    counter,
    calls: (employee, week) => {
      // Gong counts calls, so whoever has none in the counters has none at all.
      if (!isThere(employee, week) || liveCounters.every((name) => counter(employee, week, name, 0) === 0))
        return [];
      const person = Number(employee.id);
      const [start, end] = [startMs(week, zone), startMs(week + 1, zone)];
      // The first and the last moments of a week, and one in the middle.
      return [start, start + 3 * dayMs + fixed(9, seed, person, week, 4) * hourMs, end - 1_000].map(
        (at, place): Call => ({
          id: `${week}${person}${place}`,
          person: employee.id,
          startMs: at,
          seconds: 300 + fixed(3000, seed, person, week, 5 + place),
        }),
      );
    },
  };
}
