import { median, medianAbsoluteDeviation } from "simple-statistics";
import type { UsualRange } from "../finding.ts";
import { metricOf } from "../metrics.ts";
import type { Series } from "../series.ts";
import { scaleOf } from "./scale.ts";

/** Fewer past weeks than this are no usual range. */
export const leastWeeks = 6;

/** Calls or cards behind a mean that is judged; below it one call decides. */
export const leastBase = 3;

/** Turns a median absolute deviation into a standard deviation, for normal values. */
const madToDeviation = 1.4826;

/** Weeks that the spread of the others weighs, against the series' own weeks. */
const priorWeeks = 12;

/** Half the width of a usual range, in standard deviations: about 95 % of weeks. */
const halfWidth = 2;

/** What a series was like before the judged week, on its metric's scale. */
export type Past = {
  readonly weeks: number;
  readonly centre: number;
  /** The series' own spread, not yet tempered by the others'. */
  readonly ownSpread: number;
  /** Median calls or cards behind a past value; null for counts. */
  readonly base: number | null;
};

/**
 * Median and robust spread of the weeks before. The judged week is never among them: a spike that sits in its
 * own window hides itself.
 *
 * @returns null with fewer than six past weeks
 * @see https://en.wikipedia.org/wiki/Median_absolute_deviation
 */
export function pastOf(series: Series): Past | null {
  const scale = scaleOf(metricOf(series.metric));
  const before = series.values.slice(0, -1).filter((value) => value !== null);
  if (before.length < leastWeeks) return null;
  const scaled = before.map(scale.to);
  const bases = series.bases.slice(0, -1).filter((base) => base !== null && base > 0);
  return {
    weeks: scaled.length,
    centre: median(scaled),
    ownSpread: madToDeviation * medianAbsoluteDeviation(scaled),
    base: bases.length > 0 ? median(bases as number[]) : null,
  };
}

/** How far a week may lie from the centre, on the scale, with every part of the figure kept for `explain`. */
export type Spread = {
  readonly own: number;
  readonly others: number;
  /** `own` tempered by `others`, never below the scale's least. */
  readonly joint: number;
  /** Factor for the centre being a median of few weeks: √(1 + π/2n). */
  readonly forCentre: number;
  /** Factor for fewer calls than usual behind this week's mean: √(usual/now), at least 1. */
  readonly forBase: number;
  readonly total: number;
};

/**
 * The spread that a judged week is measured by.
 *
 * Twelve weeks say little about a spread, so the typical spread of others in the same metric counts as twelve
 * weeks more.
 *
 * @param others median own spread of series of the same level and metric
 * @param base calls or cards behind the judged value
 */
export function spreadOf(past: Past, others: number, leastSpread: number, base: number | null): Spread {
  const variance = (past.weeks * past.ownSpread ** 2 + priorWeeks * others ** 2) / (past.weeks + priorWeeks);
  const joint = Math.max(Math.sqrt(variance), leastSpread);
  const forCentre = Math.sqrt(1 + Math.PI / (2 * past.weeks));
  const forBase = past.base !== null && base !== null ? Math.max(1, Math.sqrt(past.base / base)) : 1;
  return { own: past.ownSpread, others, joint, forCentre, forBase, total: joint * forCentre * forBase };
}

/**
 * The range that about 95 % of ordinary weeks fall into, in the metric's unit.
 *
 * @param centre on the metric's scale, after any company-wide movement
 */
export function rangeOf(series: Series, centre: number, spread: number): UsualRange {
  const { from } = scaleOf(metricOf(series.metric));
  return {
    low: from(centre - halfWidth * spread),
    middle: from(centre),
    high: from(centre + halfWidth * spread),
  };
}
