import type { MetricKind } from "../metrics.ts";
import { at } from "./cells.ts";
import type { Grid } from "./grid.ts";
import { normalQuantile } from "./normal.ts";
import type { Sheet } from "./sheet.ts";

/** False alerts that a week may hold on average, where `usual.falseAlerts` sets no other. */
export const defaultFalseAlerts = 1;

/** Never told below this, however few series there are; silence, which is told once a person, from here on. */
export const leastThreshold = 2.5;

/** Calls or cards behind a mean that is told; below it one call decides. */
export const leastBase = 3;

/** Weeks of silence from which it is told: one or two are leave. */
export const leastSilence = 3;

/**
 * |score| from which a week is told: with N judged series, 2 (1 − Φ(threshold)) = budget / N lets as many of them by
 * on chance as the budget says.
 *
 * @param falseAlerts the budget: false alerts that a week may hold on average
 * @example
 * alertThreshold(2000); // => 3.48
 */
export function alertThreshold(judged: number, falseAlerts = defaultFalseAlerts): number {
  return Math.max(leastThreshold, -normalQuantile(falseAlerts / (2 * Math.max(judged, 2))));
}

/**
 * Is the change large enough that anybody would act on it, however sure it is? Counts by 3 and a quarter, shares by
 * 5 points, scores by a tenth, lengths by a fifth.
 */
export function matters(kind: MetricKind, value: number, expected: number): boolean {
  const change = Math.abs(value - expected);
  if (kind === "ratio") return change >= 0.05;
  if (kind === "count") return change >= 3 && change >= 0.25 * expected;
  if (kind === "score") return change >= 0.1 * Math.abs(expected);
  return change >= 0.2 * expected;
}

/** What decides whether a value is told, besides its score. */
export type Told = {
  readonly kind: MetricKind;
  readonly value: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly score: number;
  readonly span: number;
  readonly isSilence: boolean;
};

/**
 * Is a value told from a threshold on? It must matter, and it must be seen: outside its usual range by itself, or in
 * one of several weeks that are outside together.
 */
export function isTold(told: Told, threshold: number): boolean {
  const { kind, value, expected, low, high, score, span, isSilence } = told;
  if (Math.abs(score) < (isSilence ? leastThreshold : threshold)) return false;
  const isSeen = isSilence || span > 1 || value < low || value > high;
  return isSeen && matters(kind, value, expected);
}

/** Findings that a week holds at most. */
const mostAlerts = 10;

/** Rows that a week's digest tells, and from which |score| on. */
export type Alerts = { readonly alerts: ReadonlySet<number>; readonly threshold: number };

export function alertsOf(grid: Grid, week: number, sheet: Sheet): Alerts {
  const judged = sheet.score.reduce((count, score) => count + Number(!Number.isNaN(score)), 0);
  const threshold = alertThreshold(judged);
  const passing: number[] = [];
  for (const [row, { kind }] of grid.rows.entries()) {
    if (!(Math.abs(at(sheet.score, row)) >= threshold)) continue;
    const [isSilence, span] = [at(sheet.silence, row) === 1, at(sheet.span, row)];
    if (isSilence && span < leastSilence) continue;
    const told = {
      kind,
      value: at(grid.values, row * grid.weeks + week),
      expected: at(sheet.expected, row),
      low: at(sheet.low, row),
      high: at(sheet.high, row),
      score: at(sheet.score, row),
      span,
      // Of people in any table nothing else is known: their silence has to go as far as all else.
      isSilence: false,
    };
    if (isTold(told, threshold)) passing.push(row);
  }
  const size = (row: number) => Math.abs(at(sheet.score, row));
  passing.sort((a, b) => size(b) - size(a));
  return { alerts: new Set(passing.slice(0, mostAlerts)), threshold };
}
