import { at, clamp } from "./cells.ts";
import type { GridWeek } from "./grid.ts";

/** What a score is made from besides the tail probability, by the names of the columns that show it. */
export const evidenceColumns = [
  "tail",
  "memory",
  "together",
  "rivals",
  "record",
  "size",
  "othersWeight",
  "fromOthers",
] as const;
export type Evidence = Readonly<Record<(typeof evidenceColumns)[number], number>>;

/** Weeks looked back on for rivals, and how far back to find as many. */
const [rivalWeeks, reach] = [26, 60];

/**
 * How many of the last 26 weeks with a value were at least as extreme in the same direction. A tail fatter than
 * the model's shows here first: what has been seen in half a year is not unusual, whatever its probability. Weeks of
 * leave are no rivals of a low value. Weeks of the same shift are: told once, it is less news every week.
 *
 * @param first earliest week that counts
 */
export function rivalsOf(
  grid: GridWeek,
  row: number,
  week: number,
  isUp: boolean,
  isLeave: (week: number) => boolean,
  first = 0,
): number {
  const value = at(grid.values, row);
  let [rivals, known] = [0, 0];
  for (let past = week - 1; past >= Math.max(first, week - reach) && known < rivalWeeks; past -= 1) {
    const before = grid.valueIn(row, past);
    if (Number.isNaN(before) || isLeave(past)) continue;
    known += 1;
    if (isUp ? before >= value : before <= value) rivals += 1;
  }
  return rivals;
}

/**
 * What the size of a person's count adds: 0.5 · log10(expected), expected between 0.3 and 30. A tail probability
 * rests on the model the more the smaller the count, and an event that halves or doubles a count of 1 does not show,
 * so that what shows there is more often chance. Teams and the company always count many.
 *
 * @example
 * sizeEvidence(10); // => 0.5
 */
export function sizeEvidence(expected: number): number {
  return 0.5 * Math.log10(clamp(expected, 0.3, 30));
}

/**
 * The score after what the tail probability does not know: 0.15 less for each rival, at most four; 2 r (|z| − record),
 * the difference between −1 and 1, where r is the metric's memory, because the more a metric comes in bursts, the
 * more a week counts that goes beyond the bursts before; and what size and the person's other counts add.
 *
 * @returns never below 0
 * @example
 * // together 3, one rival, r = 0.2, |z| 3 after a record of 2.5, 10 expected: 3 − 0.15 + 0.4 · 0.5 + 0.5 = 3.55
 */
export function evidenceOf(found: Omit<Evidence, "othersWeight">): number {
  const { tail, record, together, size, memory, fromOthers, rivals } = found;
  const beyond = clamp(Math.abs(tail) - record, -1, 1);
  const score = together + size + 2 * memory * beyond + fromOthers - 0.15 * Math.min(rivals, 4);
  return Math.max(0, score);
}
