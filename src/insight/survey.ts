import type { UsualRange } from "../finding.ts";
import type { Panel, Series } from "../series.ts";
import { drained, type Steps } from "../steps.ts";
import { at } from "./cells.ts";
import { gridOf } from "./panel-grid.ts";
import { type Column, columns, figuresOf, noFigures, type Sheet } from "./sheet.ts";
import { judgeSteps } from "./weeks.ts";

/** How one week entered the past of a series, as it was judged then; NaN where it did not. */
export type Entry = Readonly<
  Record<"entryValue" | "entryExposure" | "entryWeight" | "halfLife" | "unit", number>
>;

/** One series in every week of a panel: what was to be expected then, not what is known now. */
export type Survey = {
  /** A place for each week of the panel. */
  readonly entries: readonly Entry[];
  /** Null where the week could not be judged. */
  readonly ranges: readonly (UsualRange | null)[];
  /** Of the last week; those that ranking works out are NaN. */
  readonly figures: Readonly<Record<Column, number>>;
};

/**
 * Goes through the weeks of some series again, for whoever wants to see them. Their metrics are judged for it, of all
 * people and teams, since a range takes the others' movement into account.
 */
export function surveyOf(panel: Panel, wanted: readonly Series[]): ReadonlyMap<Series, Survey> {
  return drained(surveySteps(panel, wanted));
}

export function* surveySteps(panel: Panel, wanted: readonly Series[]): Steps<ReadonlyMap<Series, Survey>> {
  const own = new Set(wanted);
  const rows = panel.series.flatMap((series, row) => (own.has(series) ? [{ series, row }] : []));
  const entries = rows.map((): Entry[] => []);
  const ranges = rows.map((): (UsualRange | null)[] => []);
  let figures: readonly Record<Column, number>[] = [];
  if (rows.length === 0) return new Map();
  const only = new Set(wanted.map(({ metric }) => metric));
  for (const judged of judgeSteps(gridOf(panel), { only, kept: surveyed })) {
    if (judged === null) {
      yield;
      continue;
    }
    const { week, sheet } = judged;
    for (const [index, { row }] of rows.entries()) {
      entries[index]?.push(entryOf(sheet, row));
      ranges[index]?.push(rangeOf(sheet, row));
    }
    if (week === panel.weeks.length - 1) figures = rows.map(({ row }) => figuresOf(sheet, row));
  }
  return new Map(
    rows.map(({ series }, index) => [
      series,
      { entries: entries[index] ?? [], ranges: ranges[index] ?? [], figures: figures[index] ?? noFigures },
    ]),
  );
}

const scores = new Set<Column>([
  "tail",
  "memory",
  "span",
  "together",
  "rivals",
  "record",
  "size",
  "others",
  "othersWeight",
  "fromOthers",
  "score",
]);
const surveyed = columns.filter((column) => !scores.has(column));

function entryOf(sheet: Sheet, row: number): Entry {
  return {
    entryValue: at(sheet.entryValue, row),
    entryExposure: at(sheet.entryExposure, row),
    entryWeight: at(sheet.entryWeight, row),
    halfLife: at(sheet.halfLife, row),
    unit: at(sheet.unit, row),
  };
}

function rangeOf(sheet: Sheet, row: number): UsualRange | null {
  const [low, middle, high] = [at(sheet.low, row), at(sheet.expected, row), at(sheet.high, row)];
  if (Number.isNaN(low + middle + high)) return null;
  return { low: Math.min(low, middle), middle, high: Math.max(high, middle) };
}
