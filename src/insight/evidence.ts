import { at } from "./cells.ts";
import type { Block, Grid } from "./grid.ts";

/** Weeks looked back on for rivals, and how far back to find as many. */
const [rivalWeeks, reach] = [26, 40];

/**
 * How many of the last 26 weeks with a value were at least as extreme in the same direction. A tail fatter than
 * the model's shows here first: what has been seen in half a year is not unusual, whatever its probability. Weeks of
 * leave are no rivals of a low value. Weeks of the same shift are: told once, it is less news every week.
 *
 * @param first earliest week that counts
 */
export function rivalsOf(
  grid: Grid,
  row: number,
  week: number,
  isUp: boolean,
  isLeave: (week: number) => boolean,
  first = 0,
): number {
  const value = at(grid.values, row * grid.weeks + week);
  let [rivals, known] = [0, 0];
  for (let past = week - 1; past >= Math.max(first, week - reach) && known < rivalWeeks; past -= 1) {
    const before = at(grid.values, row * grid.weeks + past);
    if (Number.isNaN(before) || (!isUp && isLeave(past))) continue;
    known += 1;
    if (isUp ? before >= value : before <= value) rivals += 1;
  }
  return rivals;
}

/**
 * The score after what the tail probability does not know: 0.3 less for each rival, at most four; and for counts
 * 0.3 · log10(expected) more, expected between 0.3 and 30, because a tail probability rests on the model the more
 * the smaller the count, and a change of many calls is worth more attention than one of a single comment.
 *
 * @returns never below 0
 * @example
 * evidenceOf(3, 1, "count", 10); // => 3 − 0.3 + 0.3 = 3
 */
export function evidenceOf(size: number, rivals: number, kind: Block["kind"], expected: number): number {
  const bySize = kind === "count" ? 0.3 * Math.log10(Math.min(30, Math.max(0.3, expected))) : 0;
  return Math.max(0, size + bySize - 0.3 * Math.min(rivals, 4));
}
