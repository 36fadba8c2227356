import type { Metric } from "../metrics.ts";

/** A way to look at values on which their spread does not depend on their size. */
export type Scale = {
  /** For `explain`; x is the value. */
  readonly formula: string;
  readonly to: (value: number) => number;
  readonly from: (scaled: number) => number;
  /** Least spread that is believed, on the scale: weeks that happen to agree do not make the next one a surprise. */
  readonly leastSpread: number;
};

/**
 * Counts by the Anscombe transform, where a Poisson count has a spread of 1 whatever its mean.
 *
 * @see https://en.wikipedia.org/wiki/Anscombe_transform
 */
const counts: Scale = {
  formula: "2 × √(x + 3/8)",
  to: (value) => 2 * Math.sqrt(value + 3 / 8),
  from: (scaled) => Math.max(0, (Math.max(0, scaled) / 2) ** 2 - 3 / 8),
  leastSpread: 1,
};

/** Sums of lengths: variance grows with the mean, so the square root evens it out; 0.1 is about 4 % at 30 h. */
const sums: Scale = {
  formula: "√x",
  to: (value) => Math.sqrt(Math.max(0, value)),
  from: (scaled) => Math.max(0, scaled) ** 2,
  leastSpread: 0.1,
};

/** Lengths and rates differ by factors, so their logarithm; 3 % is the least spread. */
const factors: Scale = {
  formula: "ln x",
  to: (value) => Math.log(Math.max(value, 1e-3)),
  from: (scaled) => Math.exp(scaled),
  leastSpread: 0.03,
};

/** Shares as they are; one point is the least spread. */
const shares: Scale = {
  formula: "x",
  to: (value) => value,
  from: (scaled) => Math.min(1, Math.max(0, scaled)),
  leastSpread: 0.01,
};

/** Scores as they are; a twentieth of a point is the least spread. */
const scores: Scale = {
  formula: "x",
  to: (value) => value,
  from: (scaled) => Math.max(0, scaled),
  leastSpread: 0.05,
};

/** The scale on which a metric is judged. */
export function scaleOf({ kind, across }: Metric): Scale {
  if (kind === "count") return counts;
  if (kind === "ratio") return shares;
  if (kind === "score") return scores;
  return across === "sum" ? sums : factors;
}
