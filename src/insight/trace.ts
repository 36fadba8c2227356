import { baseIn, valueIn } from "../packed.ts";
import type { Panel, Series } from "../series.ts";
import type { Week } from "../week.ts";
import { decay } from "./cells.ts";
import type { Survey } from "./survey.ts";

/** How one past week stands in what the judged week is held against. */
export type TracedWeek = {
  readonly week: Week;
  /** In the metric's unit, as it is in the history. */
  readonly value: number;
  /** Calls or cards behind a mean; null for counts. */
  readonly base: number | null;
  /** The value as it counts: itself, on the metric's scale less what all others did, or the hits of a share. */
  readonly counted: number;
  /** What it is counted against, in today's units: the movement of all others, hosted calls, trials of a share. */
  readonly exposure: number;
  /** Its weight today; a week that enters in part, like one of leave, has less. */
  readonly weight: number;
};

/**
 * The past of one series as the judged week sees it. Σ weight × counted is `pastValues` and Σ weight × exposure
 * `pastExposure` of its figures, to the last digit, so that everything that follows can be done again by hand.
 *
 * Weights halve with each half-life of weeks that have a value.
 *
 * @param since place of the week from which the series' past counts
 */
export function traceOf(
  { weeks }: Panel,
  series: Series,
  { entries: all }: Pick<Survey, "entries">,
  since = 0,
): readonly TracedWeek[] {
  const entries: { week: number; counted: number; exposure: number; weight: number }[] = [];
  for (const [week, entry] of all.slice(0, -1).entries()) {
    if (!Number.isNaN(entry.entryValue) && week >= since) {
      const fade = decay(entry.halfLife);
      for (const each of entries) each.weight *= fade;
      const [exposure, weight] = [entry.entryExposure, entry.entryWeight];
      entries.push({ week, counted: entry.entryValue, exposure, weight });
    }
    if (!Number.isNaN(entry.unit)) for (const each of entries) each.exposure /= entry.unit;
  }
  return entries.map(({ week, ...entry }) => ({
    week: weeks[week] ?? "",
    value: valueIn(series, week) ?? Number.NaN,
    base: baseIn(series, week),
    ...entry,
  }));
}
