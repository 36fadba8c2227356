import type { Day } from "../day.ts";
import type { UsualRange } from "../finding.ts";
import type { MetricId } from "../metrics.ts";
import type { Week } from "../week.ts";
import type { en } from "./en.ts";

/** A closed set: no sentence about a finding is made in any other way. `en.ts` has the words of each. */
export type Pattern = keyof typeof en.sentences;

/** A setting of somebody's calls, by Gong's name. */
export type Setting = keyof typeof en.settings;

/**
 * What stands in one place of a pattern: a fact in its own unit. How it is written is the language's affair, so
 * that a figure is rounded in one place and a sentence can be told in any language.
 */
export type Slot =
  | { readonly text: string }
  | { readonly names: readonly string[] }
  /** Chooses between wordings: `up`, `team` … */
  | { readonly choice: string }
  /** A whole number, in words up to ten. */
  | { readonly count: number }
  | { readonly metric: MetricId }
  | { readonly metrics: readonly MetricId[] }
  | { readonly value: number; readonly of: MetricId }
  | { readonly values: readonly number[]; readonly of: MetricId }
  /** Of calls, in seconds. */
  | { readonly lengths: readonly number[] }
  | { readonly range: UsualRange; readonly of: MetricId }
  /** The distance of a value from the middle of its usual range. */
  | { readonly change: number; readonly from: number; readonly of: MetricId }
  /** A difference of two values, written with its sign: "−12", "+3 points". */
  | { readonly difference: number; readonly of: MetricId }
  /** The same without its sign: "12", "3 points". */
  | { readonly size: number; readonly of: MetricId }
  /** A part of a whole, 1 being all of it. */
  | { readonly share: number }
  /** Statements told as a list inside this one. */
  | { readonly parts: readonly Statement[] }
  | { readonly settings: readonly Setting[] }
  | { readonly week: Week }
  | { readonly day: Day }
  /** A span of days, both included. */
  | { readonly from: Day; readonly to: Day };

/** One sentence as data: which pattern, and the facts in it. */
export type Statement = {
  readonly pattern: Pattern;
  readonly slots: Readonly<Record<string, Slot>>;
};
