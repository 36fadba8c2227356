import { add, at, clamp, decay, fresh, mapped, type Scratch } from "./cells.ts";
import { leastWeeks } from "./counts.ts";
import type { Block } from "./grid.ts";
import { normalQuantile } from "./normal.ts";
import { putEntry, type Sheet } from "./sheet.ts";
import { studentScore } from "./tails.ts";
import { fadeVariance, learnVariance, type Variance, varianceModel } from "./variance.ts";

/** Half-life of the past, in weeks. */
const halfLife = 13;
const fade = decay(halfLife);

/** Weeks that the metric's common variance weighs against a series' own. */
const priorWeeks = 12;

/** Past weeks from which somebody is a measure for others. */
const leastMeasure = 3;

/** What is kept of the past of a block of means. */
export type Means = {
  /** Σ a / v(n) and the same times x. */
  readonly weight: Float64Array;
  readonly sum: Float64Array;
  /** Σ a, and Σ a r² / v: how much the series varies against the metric's model. */
  readonly weeks: Float64Array;
  readonly faded: Float64Array;
  readonly squares: Float64Array;
};

export function newMeans(size: number, take: Scratch = fresh): Means {
  const sums = () => take(size);
  return { weight: sums(), sum: sums(), weeks: sums(), faded: sums(), squares: sums() };
}

/**
 * Judges one week of one metric's means.
 *
 * x is the value on its scale. Usual m = (Σ w x + M / τ²) / (Σ w + 1 / τ²) with w = a / v(n), and M, τ² the mean and
 * variance of all series. The others' common shift d is the precision-weighted mean of their residuals, each cut at
 * 2.5 standard deviations, with a prior around 0. The series' own scale is s = (12 + Σ a r² / v) / (12 + Σ a).
 * Then t = (x − m − d) / √(s (v(n) + 1 / (Σ w + 1 / τ²))) with 12 + Σ a degrees of freedom.
 *
 * @param values the week's, in the metric's unit; NaN where there is none
 * @param bases calls behind each
 */
export function judgeMeans(
  block: Block,
  means: Means,
  variance: Variance,
  { values, bases, sheet, take }: { values: Float64Array; bases: Float64Array; sheet: Sheet; take: Scratch },
): void {
  const { scale } = variance;
  const variOf = varianceModel(variance);
  const scaled = mapped(values, scale.to, take);
  const { grand, precision } = othersOf(means);
  const usual = mapped(
    means.weight,
    (weight, place) =>
      weight > 0 ? (at(means.sum, place) + precision * grand) / (weight + precision) : grand,
    take,
  );
  const error = mapped(means.weight, (weight) => 1 / (weight + precision), take);
  const shift = commonShift(means, { scaled, bases, usual, error, variOf, prior: scale.shift, take });
  fadeVariance(variance);

  for (let place = 0; place < values.length; place += 1) {
    const x = at(scaled, place);
    if (Number.isNaN(x)) continue;
    const n = at(bases, place);
    const moved = block.level === "company" ? 0 : shift(place);
    const own = variOf(n);
    const residual = x - at(usual, place) - moved;
    const squared = residual ** 2 / (own + at(error, place));
    if (at(means.weeks, place) >= leastWeeks) {
      const row = at(block.cells, place);
      const stretch = (priorWeeks + at(means.squares, place)) / (priorWeeks + at(means.faded, place));
      const deviation = Math.sqrt(stretch * (own + at(error, place)));
      const freedom = priorWeeks + at(means.faded, place);
      const centre = at(usual, place) + moved;
      const half = studentReach(freedom) * deviation;
      sheet.weeks[row] = at(means.weeks, place);
      sheet.weight[row] = at(means.faded, place);
      sheet.pastValues[row] = at(means.sum, place);
      sheet.pastExposure[row] = at(means.weight, place);
      sheet.priorWeight[row] = precision;
      sheet.rate[row] = at(usual, place);
      sheet.exposure[row] = 1;
      sheet.common[row] = moved;
      sheet.ownSpread[row] = stretch;
      sheet.pooledSpread[row] = own;
      sheet.spread[row] = at(error, place);
      sheet.predictive[row] = deviation;
      sheet.freedom[row] = freedom;
      sheet.expected[row] = scale.from(centre);
      sheet.middle[row] = at(sheet.expected, row);
      sheet.low[row] = scale.from(centre - half);
      sheet.high[row] = scale.from(centre + half);
      sheet.z[row] = studentScore(residual / deviation, freedom);
      sheet.base[row] = n;
    }
    if (at(means.weeks, place) >= leastMeasure && Number.isFinite(squared))
      learnVariance(variance, squared, own, n);
    putEntry(sheet, at(block.cells, place), { value: x - moved, exposure: 1, weight: 1 / own, halfLife });
    remember(means, place, x - moved, own, squared);
  }
}

/** How far a t reaches on either side for 95 %, to 0.03 from 10 degrees of freedom on (Cornish-Fisher). */
function studentReach(freedom: number): number {
  const z = normalQuantile(0.975);
  return z + (z ** 3 + z) / (4 * freedom);
}

/** Mean of all series, and how much it weighs: the more the series differ, the less. */
function othersOf({ weight, sum, weeks }: Means): { grand: number; precision: number } {
  let [total, series] = [0, 0];
  for (let place = 0; place < weight.length; place += 1) {
    if (at(weight, place) <= 0) continue;
    total += at(sum, place) / at(weight, place);
    series += 1;
  }
  const grand = series > 0 ? total / series : Number.NaN;
  let [spread, noise, settled] = [0, 0, 0];
  for (let place = 0; place < weight.length; place += 1) {
    if (at(weeks, place) < 4) continue;
    spread += (at(sum, place) / at(weight, place) - grand) ** 2;
    noise += 1 / at(weight, place);
    settled += 1;
  }
  if (settled <= 3) return { grand: Number.isNaN(grand) ? 0 : grand, precision: 1e-6 };
  return { grand, precision: 1 / Math.max((spread - noise) / settled, (0.1 * spread) / settled, 1e-6) };
}

type Residuals = {
  readonly scaled: Float64Array;
  readonly bases: Float64Array;
  readonly usual: Float64Array;
  readonly error: Float64Array;
  readonly variOf: (n: number) => number;
  /** Standard deviation of the prior. */
  readonly prior: number;
  readonly take: Scratch;
};

function commonShift(means: Means, { scaled, bases, usual, error, variOf, prior, take }: Residuals) {
  const [pulls, weights] = [take(scaled.length), take(scaled.length)];
  let [pull, weight] = [0, 1 / prior ** 2];
  for (let place = 0; place < scaled.length; place += 1) {
    const x = at(scaled, place);
    if (Number.isNaN(x) || at(means.weeks, place) < leastMeasure) continue;
    const total = variOf(at(bases, place)) + at(error, place);
    const reach = 2.5 * Math.sqrt(total);
    weights[place] = 1 / total;
    pulls[place] = clamp(x - at(usual, place), -reach, reach) / total;
    pull += at(pulls, place);
    weight += at(weights, place);
  }
  return (place: number): number => (pull - at(pulls, place)) / (weight - at(weights, place));
}

function remember(means: Means, place: number, x: number, own: number, squared: number): void {
  means.squares[place] = at(means.squares, place) * fade;
  means.faded[place] = at(means.faded, place) * fade;
  if (at(means.weeks, place) >= 1) {
    add(means.squares, place, Math.min(squared, 16));
    add(means.faded, place, 1);
  }
  means.weight[place] = at(means.weight, place) * fade + 1 / own;
  means.sum[place] = at(means.sum, place) * fade + x / own;
  add(means.weeks, place, 1);
}
