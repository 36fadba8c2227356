import { ConfigError } from "../../src/config.ts";
import { at } from "../../src/insight/cells.ts";
import { type Grid, isSumOfLengths, type Row } from "../../src/insight/grid.ts";
import type { MetricKind } from "../../src/metrics.ts";
import type { Level } from "../../src/series.ts";
import { parseWeek, type Week, weeksFrom } from "../../src/week.ts";
import type { PanelRecord } from "./detect-records.ts";

export const panelColumns = [
  "series_id",
  "level",
  "team",
  "user",
  "metric",
  "kind",
  "week",
  "value",
  "n",
] as const;

/** A panel as it was read: the grid, and what its rows and weeks are called in the file. */
export type ReadPanel = {
  readonly grid: Grid;
  readonly ids: readonly string[];
  /** Every week from the first to the last, oldest first. */
  readonly weeks: readonly Week[];
  /** As the file writes them, `2026-11-09` or `2026-W46`; null for a week that no row is about. */
  readonly weekTexts: readonly (string | null)[];
};

type Cell = { readonly week: number; readonly value: number; readonly n: number };

/** Half a million rows as columns of numbers: a third of the time of arrays, and a tenth of the memory of objects. */
type Cells = {
  size: number;
  row: Int32Array;
  week: Int32Array;
  value: Float64Array;
  n: Float64Array;
  team: Int32Array;
  line: Int32Array;
};

/** What texts stand for, in the order in which they came. */
type Numbers = Map<string, number>;

function newCells(room: number): Cells {
  const whole = () => new Int32Array(room);
  const real = () => new Float64Array(room);
  return { size: 0, row: whole(), week: whole(), value: real(), n: real(), team: whole(), line: whole() };
}

/** The same cells with twice the room. */
function grown(cells: Cells): Cells {
  const more = newCells(2 * cells.size);
  for (const name of ["row", "week", "value", "n", "team", "line"] as const) more[name].set(cells[name]);
  more.size = cells.size;
  return more;
}

function numberIn(numbers: Numbers, text: string): number {
  const known = numbers.get(text) ?? numbers.size;
  numbers.set(text, known);
  return known;
}
type Series = Row & { readonly id: string };
type Fault = { readonly column: string; readonly got: string; readonly expected: string };

const levels: Readonly<Record<string, Level>> = {
  user: "person",
  person: "person",
  team: "team",
  company: "company",
};
const kinds: readonly string[] = ["count", "ratio", "duration", "score"] satisfies MetricKind[];

/**
 * Reads the rows of a panel, header first. A row that is not there is a value that is not there.
 *
 * @throws {ConfigError} that names line, column, value and what was expected, a line for each fault
 */
export function readPanelRows(records: Iterable<PanelRecord>): ReadPanel {
  const faults: string[] = [];
  const heads = new Map<string, Head>();
  const series = new Map<string, Head>();
  const weekOfText: WeekTexts = new Map();
  const [weeks, teams]: [Numbers, Numbers] = [new Map(), new Map()];
  let cells = newCells(1024);
  let hasHeader = false;
  for (const record of records) {
    const { line } = record;
    if (!hasHeader) {
      hasHeader = true;
      const header = record.cells().join();
      if (header === panelColumns.join()) continue;
      throw new ConfigError(`line ${line}: got ${header}, expected ${panelColumns.join()}`);
    }
    const known = heads.get(record.head);
    const head = known ?? newHead(record, series, teams);
    const cell = "fault" in head ? head : cellOf(record, head.own.kind, weekOfText, weeks);
    if ("fault" in head || "fault" in cell) {
      faults.push(faultLine(line, "fault" in head ? head.fault : (cell as { fault: Fault }).fault));
      continue;
    }
    if (!known) heads.set(record.head, head);
    if (cells.size === cells.row.length) cells = grown(cells);
    const place = cells.size;
    cells.row[place] = head.row;
    cells.week[place] = cell.week;
    cells.value[place] = cell.value;
    cells.n[place] = cell.n;
    cells.team[place] = head.team;
    cells.line[place] = line;
    cells.size += 1;
  }
  if (!hasHeader) throw new ConfigError(`line 1: got nothing, expected ${panelColumns.join()}`);
  const panel = gridOf(
    [...series.values()].map(({ own }) => own),
    cells,
    { weekOfText, weeks, teamCount: teams.size },
    faults,
  );
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return panel;
}

const faultLine = (line: number, { column, got, expected }: Fault): string =>
  `line ${line}: ${column}: got ${JSON.stringify(got)}, expected ${expected}`;

const bad = (column: string, got: string, expected: string) => ({ fault: { column, got, expected } });

/** What the first six cells say; the same cells need no second look. */
type Head = { readonly own: Series; readonly row: number; readonly team: number };

function newHead(record: PanelRecord, series: Map<string, Head>, teams: Numbers): Head | { fault: Fault } {
  const cells = record.cells();
  if (cells.length !== panelColumns.length)
    return bad("row", cells.join(), `${panelColumns.length} columns, got ${cells.length}`);
  const [id = "", levelText = "", team = "", user = "", metric = "", kind = ""] = cells;
  const level = levels[levelText];
  if (id === "") return bad("series_id", id, "a name");
  if (!level) return bad("level", levelText, "user, team or company");
  if (level === "team" && team === "") return bad("team", team, "a team");
  if (level === "person" && user === "") return bad("user", user, "a user");
  if (metric === "") return bad("metric", metric, "a metric");
  if (!isKind(kind)) return bad("kind", kind, kinds.join(", "));
  const unit = level === "person" ? user : level === "team" ? team : "company";
  const own = { id, level, unit, metric, kind, isSum: isSumOfLengths(metric, kind) };
  const known = series.get(id);
  const clash = clashOf(known?.own, own);
  if (clash) return { fault: clash };
  const head = {
    own: known?.own ?? own,
    row: known?.row ?? series.size,
    team: level === "company" || team === "" ? -1 : numberIn(teams, team),
  };
  if (!known) series.set(id, head);
  return head;
}

const isKind = (kind: string): kind is MetricKind => kinds.includes(kind);

function cellOf(
  { week: weekText, value: valueText, n: baseText }: PanelRecord,
  kind: MetricKind,
  weekOfText: WeekTexts,
  weeks: Numbers,
): Cell | { fault: Fault } {
  const week = knownWeek(weekText, weekOfText, weeks);
  if (week === null) return bad("week", weekText, "2026-W46 or a Monday like 2026-11-09");
  const value = numberOf(valueText);
  if (Number.isNaN(value)) return bad("value", valueText, "a number; leave the row out where there is none");
  if (kind !== "score" && value < 0) return bad("value", valueText, `0 or more for a ${kind}`);
  if (kind === "count" && !Number.isInteger(value))
    return bad("value", valueText, "a whole number for a count");
  const n = baseText === "" ? Number.NaN : numberOf(baseText);
  if (baseText !== "" && !(n >= 0)) return bad("n", baseText, "a number of 0 or more, or nothing");
  return { week, value, n };
}

/** NaN for what is no plain number, such as an empty cell or `0x10`. */
function numberOf(text: string): number {
  const whole = wholeOf(text);
  if (whole >= 0) return whole;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

/** A number of a few digits, as most are, without a pattern; −1 for anything else. */
function wholeOf(text: string): number {
  if (text.length === 0 || text.length > 9) return -1;
  let whole = 0;
  for (let place = 0; place < text.length; place += 1) {
    const digit = text.charCodeAt(place) - zero;
    if (digit < 0 || digit > 9) return -1;
    whole = 10 * whole + digit;
  }
  return whole;
}

const zero = 48;

/** Each text of a week with the week and its number; null where it is none. */
type WeekTexts = Map<string, { readonly week: Week; readonly number: number } | null>;

function knownWeek(text: string, weekOfText: WeekTexts, weeks: Numbers): number | null {
  const known = weekOfText.get(text);
  if (known !== undefined) return known?.number ?? null;
  const week = weekIn(text);
  const found = week === null ? null : { week, number: numberIn(weeks, week) };
  weekOfText.set(text, found);
  return found?.number ?? null;
}

function weekIn(text: string): Week | null {
  try {
    return parseWeek(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function clashOf(known: Series | undefined, own: Series): Fault | null {
  for (const key of ["level", "unit", "metric", "kind"] as const) {
    if (!known || known[key] === own[key]) continue;
    const column = key === "unit" ? (own.level === "team" ? "team" : "user") : key;
    return { column, got: own[key], expected: `${known[key]}, as in the rows of ${own.id} before` };
  }
  return null;
}

type Names = { readonly weekOfText: WeekTexts; readonly weeks: Numbers; readonly teamCount: number };

function gridOf(rows: readonly Series[], cells: Cells, names: Names, faults: string[]): ReadPanel {
  const texts = new Map<Week, string>();
  for (const [text, found] of names.weekOfText) {
    if (found !== null && !texts.has(found.week)) texts.set(found.week, text);
  }
  const known = [...texts.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  const weeks = first === undefined || last === undefined ? [] : weeksFrom(first, last);
  const placeOf = new Map(weeks.map((week, index) => [week, index]));
  const places = Int32Array.from(names.weeks.keys(), (week) => placeOf.get(week) ?? 0);
  const size = rows.length * weeks.length;
  const values = new Float64Array(size).fill(Number.NaN);
  const bases = new Float64Array(size).fill(Number.NaN);
  const teams = new Int32Array(size).fill(-1);
  const lines = new Int32Array(size);
  for (let index = 0; index < cells.size; index += 1) {
    const [row, line] = [at(cells.row, index), at(cells.line, index)];
    const place = at(places, at(cells.week, index));
    const cell = row * weeks.length + place;
    const before = at(lines, cell);
    if (before > 0) {
      const expected = `one row for ${rows[row]?.id} in a week; line ${before} is the first`;
      faults.push(faultLine(line, { column: "week", got: weeks[place] ?? "", expected }));
      continue;
    }
    lines[cell] = line;
    values[cell] = at(cells.value, index);
    bases[cell] = at(cells.n, index);
    teams[cell] = at(cells.team, index);
  }
  return {
    grid: { weeks: weeks.length, rows, values, bases, teams, teamCount: names.teamCount },
    ids: rows.map(({ id }) => id),
    weeks,
    weekTexts: weeks.map((week) => texts.get(week) ?? null),
  };
}
