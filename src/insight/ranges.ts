import type { UsualRange } from "../finding.ts";
import type { Panel, Series } from "../series.ts";
import { at } from "./cells.ts";
import { gridOf } from "./panel-grid.ts";
import { judgeWeeks } from "./weeks.ts";

/**
 * The usual range of every week of some series, each from the weeks before it alone: what was to be expected then,
 * not what is known now. A place for each week of the panel; null where the week could not be judged.
 *
 * All of the panel is judged for it, since a range takes the others' movement into account.
 */
export function rangesOf(
  panel: Panel,
  wanted: ReadonlySet<Series>,
): ReadonlyMap<Series, readonly (UsualRange | null)[]> {
  const rows = panel.series.flatMap((series, row) => (wanted.has(series) ? [{ series, row }] : []));
  const ranges = new Map(rows.map(({ series }) => [series, panel.weeks.map((): UsualRange | null => null)]));
  if (rows.length === 0) return ranges;
  for (const { week, sheet } of judgeWeeks(gridOf(panel))) {
    for (const { series, row } of rows) {
      const [low, middle, high] = [at(sheet.low, row), at(sheet.expected, row), at(sheet.high, row)];
      const own = ranges.get(series);
      if (own === undefined || Number.isNaN(low + middle + high)) continue;
      own[week] = { low: Math.min(low, middle), middle, high: Math.max(high, middle) };
    }
  }
  return ranges;
}
