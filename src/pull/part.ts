import type { MetricId, Source } from "../metrics.ts";
import type { Week } from "../week.ts";

/** One number: Gong user id, metric, value in the metric's unit, and the calls or cards behind a mean. */
export type PersonValue = readonly [person: string, metric: MetricId, value: number, base: number | null];

/** What one source says about one week. A person or metric that is not in it was not in Gong's answer. */
export type Part = {
  readonly source: Source;
  readonly week: Week;
  readonly values: readonly PersonValue[];
  /** People whom Gong lists for other weeks of the pass and not for this one: their values are missing. */
  readonly gaps: readonly string[];
};

/** Consecutive weeks, both ends included. */
export type Span = { readonly from: Week; readonly to: Week };

type Draft = { source: Source; week: Week; values: PersonValue[]; gaps: string[] };

/** An empty part for every week of a span, to be filled. */
export function emptyParts(source: Source, weeks: readonly Week[]): Map<Week, Draft> {
  return new Map(weeks.map((week) => [week, { source, week, values: [], gaps: [] }]));
}
