import type { Verdict } from "./judge.ts";

/** How far the tail probabilities have been measured to hold; beyond it nobody knows how rare a week is. */
export const mostOdds = 1000;

/**
 * How rare a value is, by what has been seen and by the judging distribution.
 *
 * `extremeOf` counts weeks with a value back to the last one that was at least as extreme, this week included: 31 is
 * "lowest in 31 weeks". `oneIn` is 1 / p, p being the two-sided tail of this week alone, in two digits and never
 * above 1,000.
 *
 * @example
 * // p = 0.00247 => oneIn 400
 */
export function rarityOf({ series, value, score, figures }: Verdict): { extremeOf: number; oneIn: number } {
  const isAsExtreme = (past: number): boolean => (score < 0 ? past <= value : past >= value);
  let extremeOf = 1;
  for (const past of series.values.slice(0, -1).toReversed()) {
    if (past === null) continue;
    if (isAsExtreme(past)) break;
    extremeOf += 1;
  }
  const odds = figures.p > 0 ? 1 / figures.p : Number.POSITIVE_INFINITY;
  return { extremeOf, oneIn: odds >= mostOdds ? mostOdds : Number(odds.toPrecision(odds < 100 ? 1 : 2)) };
}
