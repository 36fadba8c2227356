import { at } from "./cells.ts";

/** Weeks looked back on together. */
export const mostSpan = 6;

/** What k weeks must give more than one, because k chances are tried; found on panels with planted events. */
const prices = [0, 0, 0.2, 0.3, 0.4, 0.6, 0.65] as const;

/** The last weeks' z of each series, newest first. */
export type RecentScores = Float64Array;

export function newRecent(rows: number): RecentScores {
  return new Float64Array(rows * mostSpan).fill(Number.NaN);
}

export function rememberScore(recent: RecentScores, row: number, z: number): void {
  const first = row * mostSpan;
  recent.copyWithin(first + 1, first, first + mostSpan - 1);
  recent[first] = z;
}

/**
 * How unusual this week is together with the weeks before it: for k = 2 to 6 weeks of one sign, each beyond 0.4 and
 * this one beyond 1, S_k = Σ min(|z_j|, |z| + 0.8) / √k − price(k). A shift that no single week shows, shows here; an
 * old spike does not, because it counts for little more than this week itself.
 *
 * @returns the largest of |z| and S_k, and the k that gives it
 * @see Stouffer, The American Soldier (1949): Z = Σ z / √k
 * @example
 * // three weeks of −2 give 6 / √3 − 0.3 = 3.16
 */
export function togetherScore(recent: RecentScores, row: number): { size: number; span: number } {
  const first = row * mostSpan;
  const z = at(recent, first);
  let [size, span, sum] = [Math.abs(z), 1, Math.abs(z)];
  if (!(size > 1)) return { size, span };
  for (let weeks = 2; weeks <= mostSpan; weeks += 1) {
    const past = at(recent, first + weeks - 1);
    if (!(Math.abs(past) > 0.4) || Math.sign(past) !== Math.sign(z)) break;
    sum += Math.min(Math.abs(past), Math.abs(z) + 0.8);
    const together = sum / Math.sqrt(weeks) - (prices[weeks] ?? 0);
    if (together > size) [size, span] = [together, weeks];
  }
  return { size, span };
}
