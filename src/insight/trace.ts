import type { Panel, Series } from "../series.ts";
import type { Week } from "../week.ts";
import { at, decay } from "./cells.ts";
import { gridOf } from "./panel-grid.ts";
import { judgeWeeks } from "./weeks.ts";

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
export function traceOf(panel: Panel, series: Series, since = 0): readonly TracedWeek[] {
  const row = panel.series.indexOf(series);
  const last = panel.weeks.length - 1;
  const entries: { week: number; counted: number; exposure: number; weight: number }[] = [];
  for (const { week, sheet } of judgeWeeks(gridOf(panel))) {
    if (week >= last) break;
    const counted = at(sheet.entryValue, row);
    if (!Number.isNaN(counted) && week >= since) {
      const fade = decay(at(sheet.halfLife, row));
      for (const entry of entries) entry.weight *= fade;
      const [exposure, weight] = [at(sheet.entryExposure, row), at(sheet.entryWeight, row)];
      entries.push({ week, counted, exposure, weight });
    }
    const unit = at(sheet.unit, row);
    if (!Number.isNaN(unit)) for (const entry of entries) entry.exposure /= unit;
  }
  return entries.map(({ week, ...entry }) => ({
    week: panel.weeks[week] ?? "",
    value: series.values[week] ?? Number.NaN,
    base: series.bases[week] ?? null,
    ...entry,
  }));
}
