import type { UsualRange } from "../finding.ts";
import type { Panel, Series } from "../series.ts";
import { drained, type Steps } from "../steps.ts";
import { at } from "./cells.ts";
import type { Block } from "./grid.ts";
import { gridOf } from "./panel-grid.ts";
import { type Column, columns, figuresOf, noFigures, type Sheet } from "./sheet.ts";
import { blockSteps } from "./weeks.ts";

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
  const surveys = new Map<number, Filling>();
  for (const [row, series] of panel.series.entries())
    if (own.has(series)) surveys.set(row, { series, entries: [], ranges: [], figures: noFigures });
  if (surveys.size === 0) return new Map();
  const only = new Set(wanted.map(({ metric }) => metric));
  const placesIn = new Map<Block, readonly number[]>();
  for (const judged of blockSteps(gridOf(panel), only, surveyed)) {
    yield;
    if (judged === null) continue;
    const { week, block, sheet } = judged;
    const places = placesIn.get(block) ?? placesOf(block, surveys);
    placesIn.set(block, places);
    for (const place of places) {
      const survey = surveys.get(block.rows[place] ?? -1);
      survey?.entries.push(entryOf(sheet, place));
      survey?.ranges.push(rangeOf(sheet, place));
      if (survey && week === panel.weeks.length - 1) survey.figures = figuresOf(sheet, place);
    }
  }
  return new Map([...surveys.values()].map(({ series, ...survey }) => [series, survey]));
}

type Filling = {
  readonly series: Series;
  readonly entries: Entry[];
  readonly ranges: (UsualRange | null)[];
  figures: Readonly<Record<Column, number>>;
};

function placesOf({ rows }: Block, surveys: ReadonlyMap<number, Filling>): readonly number[] {
  const places: number[] = [];
  for (let place = 0; place < rows.length; place += 1) if (surveys.has(at(rows, place))) places.push(place);
  return places;
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
