import type { Verdict } from "./judge.ts";

/** How probabilities and ranges came out, as counts of judged values. */
export type Calibration = {
  readonly values: number;
  /** Values whose two-sided tail probability was below 0.01, and below 0.001. */
  readonly below1: number;
  readonly below01: number;
  /** Values inside their usual range, its ends included. */
  readonly inside: number;
};

/** What is counted of a verdict. */
export type Outcome = Pick<Verdict, "value" | "usual" | "isSilence"> & {
  readonly figures: { readonly p: number };
};

/**
 * Counts what a well set instrument fixes beforehand: of ordinary values about 1 % have p < 0.01, 0.1 % have
 * p < 0.001, and 95 % lie in their usual range (a little more, where counts are whole numbers).
 *
 * Silence is left out: it is judged by how often people are away, not by a range.
 */
export function calibrationOf(verdicts: Iterable<Outcome>): Calibration {
  let [values, below1, below01, inside] = [0, 0, 0, 0];
  for (const { value, usual, isSilence, figures } of verdicts) {
    if (isSilence) continue;
    values += 1;
    below1 += Number(figures.p < 0.01);
    below01 += Number(figures.p < 0.001);
    inside += Number(value >= usual.low - rounding && value <= usual.high + rounding);
  }
  return { values, below1, below01, inside };
}

/** Ends of ranges are worked out in floating point. */
const rounding = 1e-9;

export function sumOf(all: readonly Calibration[]): Calibration {
  let [values, below1, below01, inside] = [0, 0, 0, 0];
  for (const each of all) {
    values += each.values;
    below1 += each.below1;
    below01 += each.below01;
    inside += each.inside;
  }
  return { values, below1, below01, inside };
}
