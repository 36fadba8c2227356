import type { Panel } from "../series.ts";
import { addWeeks, mondayOf, type Week } from "../week.ts";

/** Weeks before the judged one that judging remembers at least; half of their weight lies in the last ten to twenty. */
export const memoryWeeks = 52;

/** The start of the memory moves on by so many weeks at a time. */
const stepWeeks = 13;

const dayMs = 86_400_000;

/** Monday 1970-01-05, in days. */
const firstMonday = 4;

/**
 * The first week that judging `week` takes into account: 52 to 64 weeks before it. It moves every thirteen weeks, so
 * that the weeks in between are judged from one and the same start and past weeks can be replayed in one pass.
 *
 * @example
 * memoryStart("2026-W46"); // => "2025-W44"
 */
export function memoryStart(week: Week): Week {
  const number = (Date.parse(mondayOf(week)) / dayMs - firstMonday) / 7;
  return addWeeks(week, -memoryWeeks - (number % stepWeeks));
}

/** Weeks of history below which usual ranges are still learnt, and below which they are early. */
export const [learningBelow, earlyBelow] = [8, 12];

/** Weeks before the judged one in which anything is known of the company. */
export function weeksKnown({ weeks, series }: Panel): number {
  const company = series.filter(({ entity }) => entity.level === "company");
  return weeks.slice(0, -1).filter((_, index) => company.some(({ values }) => values[index] !== null)).length;
}
