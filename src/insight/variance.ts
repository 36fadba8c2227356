import { add, at, decay } from "./cells.ts";

/** How fast what is known of a metric's variance fades. */
const fade = decay(15);

/** Sums of a weighted regression of squared residuals on 1/n: weights w, w/n, w/n², w r², w r²/n. */
export type Variance = { readonly sums: Float64Array; readonly scale: MeanScale };

/** Scale on which means are judged, with the least variance believed and a guess before anything is known. */
export type MeanScale = {
  /** For `explain`; x is the value. */
  readonly formula: string;
  readonly to: (value: number) => number;
  readonly from: (scaled: number) => number;
  readonly least: number;
  readonly first: readonly [number, number];
  /** Standard deviation of the common shift before a week is seen. */
  readonly shift: number;
};

export function newVariance(scale: MeanScale): Variance {
  return { sums: new Float64Array(5), scale };
}

/**
 * The variance of a mean of n calls, v(n) = σw² + σ1² / n: weeks differ whatever the calls, and calls differ
 * within a week. One model for a metric, by weighted least squares over the last weeks; neither part is negative.
 *
 * @example
 * // σw² = 0.02, σ1² = 0.2: one call 0.22, ten calls 0.04
 */
export function varianceModel({ sums, scale }: Variance): (n: number) => number {
  const [w, u, uu, r, ru] = [at(sums, 0), at(sums, 1), at(sums, 2), at(sums, 3), at(sums, 4)];
  let [weekly, perCall] = scale.first;
  if (w > 0) {
    const determinant = w * uu - u * u;
    perCall = determinant > 1e-9 * w * uu ? Math.max(0, (w * ru - u * r) / determinant) : 0;
    weekly = (r - perCall * u) / w;
    if (weekly < 0) [weekly, perCall] = [0, ru / Math.max(uu, 1e-12)];
  }
  return (n) => Math.max(scale.least, weekly + perCall / n);
}

/** Once a week, before its residuals are learnt. */
export function fadeVariance({ sums }: Variance): void {
  for (let place = 0; place < sums.length; place += 1) sums[place] = at(sums, place) * fade;
}

/**
 * Learns from one residual. Above three standard deviations it counts as three, so that an event does not make
 * the next one ordinary.
 *
 * @param squared squared residual in units of its own variance
 * @param own v(n) as it was believed
 */
export function learnVariance({ sums }: Variance, squared: number, own: number, n: number): void {
  const weight = 1 / (own * own);
  const residual = Math.min(squared, 9) * own;
  add(sums, 0, weight);
  add(sums, 1, weight / n);
  add(sums, 2, weight / (n * n));
  add(sums, 3, weight * residual);
  add(sums, 4, (weight * residual) / n);
}
