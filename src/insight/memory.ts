import { add, at, clamp, decay } from "./cells.ts";

/** A year later a week counts for half. */
const fade = decay(52);

/** Sum of squares of a standard normal that is taken for granted: 100 series-weeks without any memory. */
const prior = 100;

/** Correlations above this are one event that lasts rather than a trait of the metric. */
const most = 0.3;

/** How much one week of a metric is like the week before it: sums of z z′ and z². */
export type Memory = Float64Array;

export function newMemory(): Memory {
  return new Float64Array(2);
}

/** Once a week, before it is learnt from. */
export function fadeMemory(memory: Memory): void {
  for (let place = 0; place < 2; place += 1) memory[place] = at(memory, place) * fade;
}

/** Takes one series' week and the week before it, each cut at ±3, so that no event makes a memory. */
export function learnMemory(memory: Memory, z: number, before: number): void {
  if (!(z !== 0 && before !== 0) || Number.isNaN(z + before)) return;
  const [now, then] = [clamp(z, -3, 3), clamp(before, -3, 3)];
  add(memory, 0, now * then);
  add(memory, 1, then * then);
}

/**
 * The correlation r of a week's z with the last week's, over all series of a metric: Σ z z′ / (Σ z′² + 100), between
 * 0 and 0.3. Work that comes in bursts has 0.2: a second high week is then less news than under independence.
 */
export function memoryOf(memory: Memory): number {
  return clamp(at(memory, 0) / (at(memory, 1) + prior), 0, most);
}

/**
 * Standard deviation of a sum of `weeks` z of which each is correlated with the one `j` weeks before it by r^j:
 * √(k + 2 Σ (k − j) r^j).
 *
 * @see the variance of a sum of a first-order autoregression, Box and Jenkins, Time Series Analysis (1970)
 * @example
 * sumDeviation(2, 0.2); // => √(2 + 2 · 0.2) = 1.549
 */
export function sumDeviation(weeks: number, correlation: number): number {
  let variance = weeks;
  for (let lag = 1; lag < weeks; lag += 1) variance += 2 * (weeks - lag) * correlation ** lag;
  return Math.sqrt(variance);
}
