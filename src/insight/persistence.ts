import { at, fresh, type Scratch } from "./cells.ts";
import { sumDeviation } from "./memory.ts";

/** Weeks looked back on together. */
export const mostSpan = 6;

/** Weeks that a record is the record of. */
export const recordWeeks = 26;

/**
 * What k weeks must give more than one, because k chances are tried; found on panels with planted events, and flat:
 * none at all costs 0.005 of average precision, twice as much nothing.
 */
const prices = [0, 0, 0.2, 0.25, 0.3, 0.35, 0.35] as const;

/** The last weeks' z of each series, newest first: this week's and, where every week is to be scored, the 26 before it. */
export type RecentScores = {
  /** Weeks kept of each series. */
  readonly kept: number;
  readonly scores: Float64Array;
  /** The largest z and −z of each series since a week, this one aside, where one week alone is to be scored. */
  readonly records: { readonly since: number; readonly up: Float64Array; readonly down: Float64Array } | null;
};

/** @param scored the only week that is to be scored, which takes a third of the memory; null when any may be */
export function newRecent(rows: number, scored: number | null = null, take: Scratch = fresh): RecentScores {
  const kept = scored === null ? recordWeeks + 1 : mostSpan;
  const records = scored === null ? null : { since: scored - recordWeeks, up: take(rows), down: take(rows) };
  return { kept, scores: take(rows * kept).fill(Number.NaN), records };
}

/** Numbers that `newRecent` takes for each row. */
export const recentLists = (scored: number | null): number =>
  scored === null ? recordWeeks + 1 : mostSpan + 2;

export function rememberScore(
  { kept, scores, records }: RecentScores,
  row: number,
  z: number,
  week: number,
): void {
  const first = row * kept;
  const before = at(scores, first);
  if (records !== null && week > records.since) {
    if (before > at(records.up, row)) records.up[row] = before;
    if (-before > at(records.down, row)) records.down[row] = -before;
  }
  scores.copyWithin(first + 1, first, first + kept - 1);
  scores[first] = z;
}

/** Ends the past of one row. */
export function forgetScores({ kept, scores, records }: RecentScores, row: number): void {
  scores.fill(Number.NaN, row * kept, (row + 1) * kept);
  if (records === null) return;
  records.up[row] = 0;
  records.down[row] = 0;
}

/** The newest z remembered: before a week is remembered, that of the week before it. */
export function newestScore({ kept, scores }: RecentScores, row: number): number {
  return at(scores, row * kept);
}

/** The z that a series had the week before the last one remembered. */
export function scoreBefore({ kept, scores }: RecentScores, row: number): number {
  return at(scores, row * kept + 1);
}

/**
 * How unusual this week is together with the weeks before it: for k = 2 to 6 weeks of one sign, each beyond 0.4 and
 * this one beyond 1, S_k = Σ min(|z_j|, |z| + 0.8) / √(k + 2 Σ (k − j) r^j) − price(k), r being the metric's memory. A
 * shift that no single week shows, shows here; an old spike does not, because it counts for little more than this
 * week itself.
 *
 * @returns the largest of |z| and S_k, and the k that gives it
 * @see Stouffer, The American Soldier (1949): Z = Σ z / √k
 * @example
 * // three weeks of −2 give 6 / √3 − 0.25 = 3.21 without a memory
 */
export function togetherScore(
  { kept, scores: recent }: RecentScores,
  row: number,
  memory: number,
): { size: number; span: number } {
  const first = row * kept;
  const z = at(recent, first);
  let [size, span, sum] = [Math.abs(z), 1, Math.abs(z)];
  if (!(size > 1)) return { size, span };
  for (let weeks = 2; weeks <= mostSpan; weeks += 1) {
    const past = at(recent, first + weeks - 1);
    if (!(Math.abs(past) > 0.4) || Math.sign(past) !== Math.sign(z)) break;
    sum += Math.min(Math.abs(past), Math.abs(z) + 0.8);
    const together = sum / sumDeviation(weeks, memory) - (prices[weeks] ?? 0);
    if (together > size) [size, span] = [together, weeks];
  }
  return { size, span };
}

/** The largest |z| of the 26 weeks before this one in this week's direction; 0 where there is none. */
export function recordScore({ kept, scores: recent, records }: RecentScores, row: number): number {
  const first = row * kept;
  const direction = Math.sign(at(recent, first));
  if (records !== null) return direction === 0 ? 0 : at(direction > 0 ? records.up : records.down, row);
  let record = 0;
  for (let place = first + 1; place < first + kept; place += 1) {
    const past = at(recent, place) * direction;
    if (past > record) record = past;
  }
  return record;
}
