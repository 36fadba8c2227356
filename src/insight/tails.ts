import { incompleteBeta, logGamma } from "./beta.ts";
import { normalQuantile, scoreOf } from "./normal.ts";

/** Dispersions below this are a Poisson's for every purpose; keeps the size 1/α finite. */
const leastDispersion = 1e-5;

/**
 * How surprising a count is: the z of its two-sided mid-p tail under a negative binomial of mean μ and
 * variance μ + αμ².
 *
 * Mid-p (half of the value's own probability on either side) because whole counts make plain tails too large:
 * a score of a fair count is then about standard normal.
 *
 * @param mean μ > 0
 * @param dispersion α >= 0; 0 is Poisson
 * @see Lancaster, Significance tests in discrete distributions, JASA 56 (1961)
 * @example
 * countScore(0, 3, 0); // => Φ⁻¹(e⁻³ / 2) = -1.960…
 */
export function countScore(value: number, mean: number, dispersion: number): number {
  return scoreOfTails(countTails(value, mean, dispersion));
}

/** Chances of less than a value, of exactly that, and of more; they add up to 1. */
export type Tails = { readonly below: number; readonly at: number; readonly above: number };

/** The tails of a count under the same negative binomial. */
export function countTails(value: number, mean: number, dispersion: number): Tails {
  const size = 1 / Math.max(dispersion, leastDispersion);
  const [p, q] = [size / (size + mean), mean / (size + mean)];
  return {
    below: value > 0 ? incompleteBeta(size, value, p, q) : 0,
    at: countProbability(value, mean, dispersion),
    above: incompleteBeta(value + 1, size, q, p),
  };
}

const scoreOfTails = ({ below, at, above }: Tails): number => scoreOf(below + at / 2, above + at / 2);

/** Probability of one count under the same negative binomial. */
export function countProbability(value: number, mean: number, dispersion: number): number {
  const size = 1 / Math.max(dispersion, leastDispersion);
  const log =
    logGamma(value + size) -
    logGamma(size) -
    logGamma(value + 1) -
    size * Math.log1p(mean / size) +
    value * Math.log(mean / (size + mean));
  return Math.exp(log);
}

/**
 * The smallest count that a negative binomial stays at or below with probability `share`.
 *
 * @example
 * countQuantile(0.975, 3, 0); // => 7
 */
export function countQuantile(share: number, mean: number, dispersion: number): number {
  const size = 1 / Math.max(dispersion, leastDispersion);
  if (mean > 200) return farQuantile(share, mean, size);
  const q = mean / (size + mean);
  let chance = Math.exp(-size * Math.log1p(mean / size));
  let below = chance;
  let value = 0;
  while (below < share && value < 100_000) {
    chance *= ((size + value) / (value + 1)) * q;
    value += 1;
    below += chance;
  }
  return value;
}

/** Where 2.5 %, a half and 97.5 % of a count lie. */
export type CountRange = { readonly low: number; readonly middle: number; readonly high: number };

/**
 * The three quantiles that describe a count, in one walk from 0 upwards.
 *
 * The middle is the median, not the mean: half of the weeks lie on either side of it, and no other figure is nearer
 * to a week on average, which for small, skewed counts makes a tenth.
 *
 * @example
 * countRange(3, 0); // => { low: 0, middle: 3, high: 7 }
 */
export function countRange(mean: number, dispersion: number): CountRange {
  const size = 1 / Math.max(dispersion, leastDispersion);
  const quantile = (share: number) => farQuantile(share, mean, size);
  if (mean > 200) return { low: quantile(0.025), middle: quantile(0.5), high: quantile(0.975) };
  const q = mean / (size + mean);
  let chance = Math.exp(-size * Math.log1p(mean / size));
  let below = chance;
  let [low, middle, value] = [below < 0.025 ? -1 : 0, below < 0.5 ? -1 : 0, 0];
  while (below < 0.975 && value < 100_000) {
    chance *= ((size + value) / (value + 1)) * q;
    value += 1;
    below += chance;
    if (low < 0 && below >= 0.025) low = value;
    if (middle < 0 && below >= 0.5) middle = value;
  }
  return { low: Math.max(low, 0), middle: Math.max(middle, 0), high: value };
}

/** By halving, from a bracket around the normal approximation. */
function farQuantile(share: number, mean: number, size: number): number {
  const [p, q] = [size / (size + mean), mean / (size + mean)];
  const spread = Math.sqrt(mean + (mean * mean) / size);
  const guess = mean + normalQuantile(share) * spread;
  let low = Math.max(-1, Math.floor(Math.min(guess, mean) - 3 * spread));
  let high = Math.ceil(Math.max(guess, mean) + 4 * spread);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (incompleteBeta(size, middle + 1, p, q) >= share) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The z of a value of Student's t: the z with the same tail probability.
 *
 * @example
 * studentScore(2.228, 10); // => 1.96: both leave 2.5 % above
 */
export function studentScore(t: number, freedom: number): number {
  const x = freedom / (freedom + t * t);
  const tail = 0.5 * incompleteBeta(freedom / 2, 0.5, x, (t * t) / (freedom + t * t));
  return t < 0 ? scoreOf(tail, 1 - tail) : scoreOf(1 - tail, tail);
}

/**
 * The z of the two-sided mid-p tail of a beta-binomial: `hits` of `trials` where a trial hits with mean
 * probability p and two trials of one week are correlated by ρ (a + b = 1/ρ − 1).
 *
 * @param trials a whole number; the cost grows with it
 * @example
 * shareScore(0, 3, 0.5, 1 / 3); // uniform over 0 to 3 => Φ⁻¹(1/8) = -1.150…
 */
export function shareScore(hits: number, trials: number, mean: number, correlation: number): number {
  return scoreOfTails(shareTails(hits, trials, mean, correlation));
}

/** The tails of a share under the same beta-binomial. */
export function shareTails(hits: number, trials: number, mean: number, correlation: number): Tails {
  const [a, b] = betaOf(mean, correlation);
  let chance = noHit(trials, a, b);
  let [lower, total] = [0, 0];
  let own = 0;
  for (let value = 0; value <= trials; value += 1) {
    if (value < hits) lower += chance;
    if (value === hits) own = chance;
    if (value > hits) total += chance;
    chance *= ((trials - value) * (a + value)) / ((value + 1) * (b + trials - value - 1));
  }
  return { below: lower, at: own, above: total };
}

/** The hits that a beta-binomial stays at or below with probability `share`. */
export function shareQuantile(share: number, trials: number, mean: number, correlation: number): number {
  const [a, b] = betaOf(mean, correlation);
  let chance = noHit(trials, a, b);
  let below = chance;
  let value = 0;
  while (below < share && value < trials) {
    chance *= ((trials - value) * (a + value)) / ((value + 1) * (b + trials - value - 1));
    value += 1;
    below += chance;
  }
  return value;
}

function betaOf(mean: number, correlation: number): readonly [number, number] {
  const weight = 1 / correlation - 1;
  return [mean * weight, (1 - mean) * weight];
}

function noHit(trials: number, a: number, b: number): number {
  return Math.exp(logGamma(b + trials) - logGamma(b) + logGamma(a + b) - logGamma(a + b + trials));
}
