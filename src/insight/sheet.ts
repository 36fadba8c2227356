import { at } from "./cells.ts";
import { normalTail } from "./normal.ts";

/**
 * The names of what is worked out for each series of one week, in the order of the arithmetic. `explain` shows
 * every one of them.
 */
export const columns = [
  /** Past weeks with a value. */
  "weeks",
  /** Sum of the weights of past weeks, the newest weighing 1. */
  "weight",
  /** Σ weight × value, Σ weight × exposure, and how many units of exposure the others' rate weighs. */
  "pastValues",
  "pastExposure",
  "priorWeight",
  /** Usual value for each unit of exposure: a rate, a share, or a mean on its scale. */
  "rate",
  /** What this week's value is counted against: 1, hosted calls, or what a team's people usually do. */
  "exposure",
  /** What the others' movement this week does: a factor for counts and shares, an addition for means. */
  "common",
  /** Spread of the series alone, of all of its metric, and what both give. */
  "ownSpread",
  "pooledSpread",
  "spread",
  /** `spread` widened for a usual value that is itself an estimate. */
  "predictive",
  /** Degrees of freedom of a mean's t. */
  "freedom",
  "expected",
  /** Half of the weeks are below: the median of a count, for the others the same as `expected`. */
  "middle",
  "low",
  "high",
  /** Two-sided tail probability of `z`. */
  "p",
  "z",
  /** Weeks in a row outside the usual range of their time: above > 0, below < 0. */
  "streak",
  /** `z` after how often the metric's z have gone as far before; what follows rests on it. */
  "tail",
  /** How much one week of the metric is like the week before: a correlation. */
  "memory",
  /** Weeks that point the same way, and the z that they give together. */
  "span",
  "together",
  /** Past weeks of the last 26 at least as extreme. */
  "rivals",
  /** Largest `tail` of the 26 weeks before in the same direction, without its sign. */
  "record",
  /** What the size of a person's count adds to the score. */
  "size",
  /** Mean `tail` of the same person's other counts, how much one unit of it adds, and what it adds here. */
  "others",
  "othersWeight",
  "fromOthers",
  /** `together` with rivals, record, size and others: what findings are ranked by and told on. */
  "score",
  /** 1 for somebody's silence told through this series, 2 for one told through another. */
  "silence",
  /** 1 for a person whose change is their team's. */
  "withTeam",
  /** Calls behind the value. */
  "base",
  /** How the week is taken into what later weeks are judged by, judged itself or not: its value, exposure and weight. */
  "entryValue",
  "entryExposure",
  "entryWeight",
  /** What the exposures of this week and all before it are divided by afterwards. */
  "unit",
  /** Weeks in which a weight halves. */
  "halfLife",
] as const;

/** What is there to be shown, and read by nothing that follows. */
export const shown: ReadonlySet<string> = new Set([
  "weight",
  "pastValues",
  "pastExposure",
  "priorWeight",
  "ownSpread",
  "pooledSpread",
  "spread",
  "freedom",
  "base",
  "entryValue",
  "entryExposure",
  "entryWeight",
  "unit",
  "halfLife",
] satisfies readonly (typeof columns)[number][]);
export type Column = (typeof columns)[number];

/** What a score is made from, kept of those alone that may be findings. */
const behindScores: ReadonlySet<string> = new Set([
  "memory",
  "together",
  "rivals",
  "record",
  "size",
  "othersWeight",
  "fromOthers",
] satisfies readonly (typeof columns)[number][]);

/** What ranking reads and what is read after it. */
export const ranked = columns.filter(
  (column) => !shown.has(column) && !behindScores.has(column) && column !== "p",
);

/** One week's figures: a column each, a place for each row of the grid, NaN where nothing was judged. */
export type Sheet = Readonly<Record<Exclude<Column, Whole>, Float64Array> & Record<Whole, Float32Array>>;

/** Small whole numbers, which half the memory holds exactly. */
type Whole = "weeks" | "streak" | "span" | "silence" | "withTeam";
const whole: ReadonlySet<string> = new Set<Whole>(["weeks", "streak", "span", "silence", "withTeam"]);

/**
 * @param kept columns that are needed; what is written to others is lost
 */
export function emptySheet(rows: number, kept: readonly Column[] = columns): Sheet {
  const needed = new Set(kept);
  const entries = columns.map((column) => {
    const size = needed.has(column) ? rows : 0;
    return [column, (whole.has(column) ? new Float32Array(size) : new Float64Array(size)).fill(Number.NaN)];
  });
  return Object.fromEntries(entries) as Sheet;
}

/** Clears a sheet for the next week, so that judging years of weeks takes the memory of one. */
export function clearSheet(sheet: Sheet): void {
  for (const column of columns) sheet[column].fill(Number.NaN);
}

type Entry = { value: number; exposure: number; weight: number; halfLife: number };

/** Notes how a week enters the memory of its series, for whoever asks to see the arithmetic. */
export function putEntry(sheet: Sheet, row: number, entry: Entry): void {
  sheet.entryValue[row] = entry.value;
  sheet.entryExposure[row] = entry.exposure;
  sheet.entryWeight[row] = entry.weight;
  sheet.halfLife[row] = entry.halfLife;
}

/** All figures of a series that was not judged. */
export const noFigures = Object.fromEntries(columns.map((column) => [column, Number.NaN])) as Record<
  Column,
  number
>;

/** All figures of one row, by name. */
export function figuresOf(sheet: Sheet, row: number): Record<Column, number> {
  const figures = { ...noFigures };
  for (const column of columns) figures[column] = at(sheet[column], row);
  if (sheet.p.length === 0) figures.p = bothTails(figures.z);
  return figures;
}

/** The two-sided tail probability of a z. */
export const bothTails = (z: number): number => 2 * normalTail(Math.abs(z));
