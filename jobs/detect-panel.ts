import { ConfigError } from "../src/config.ts";
import { type Grid, isSumOfLengths, type Row } from "../src/insight/grid.ts";
import type { MetricKind } from "../src/metrics.ts";
import type { Level } from "../src/series.ts";
import { parseWeek, type Week, weeksFrom } from "../src/week.ts";
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

type Cell = { readonly week: Week; readonly value: number; readonly n: number };
/** Half a million rows as arrays of plain values take a tenth of the memory of as many objects. */
type Cells = { [Key in keyof Cell]: Cell[Key][] } & { row: number[]; line: number[]; team: string[] };
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
  const weekOfText = new Map<string, Week | null>();
  const cells: Cells = { row: [], week: [], value: [], n: [], team: [], line: [] };
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
    const head = known ?? newHead(record, series);
    const cell = "fault" in head ? head : cellOf(record, head.own.kind, weekOfText);
    if ("fault" in head || "fault" in cell) {
      faults.push(faultLine(line, "fault" in head ? head.fault : (cell as { fault: Fault }).fault));
      continue;
    }
    if (!known) heads.set(record.head, head);
    cells.row.push(head.row);
    cells.week.push(cell.week);
    cells.value.push(cell.value);
    cells.n.push(cell.n);
    cells.team.push(head.team);
    cells.line.push(line);
  }
  if (!hasHeader) throw new ConfigError(`line 1: got nothing, expected ${panelColumns.join()}`);
  const panel = gridOf(
    [...series.values()].map(({ own }) => own),
    cells,
    weekOfText,
    faults,
  );
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return panel;
}

const faultLine = (line: number, { column, got, expected }: Fault): string =>
  `line ${line}: ${column}: got ${JSON.stringify(got)}, expected ${expected}`;

const bad = (column: string, got: string, expected: string) => ({ fault: { column, got, expected } });

/** What the first six cells say; the same cells need no second look. */
type Head = { readonly own: Series; readonly row: number; readonly team: string };

function newHead(record: PanelRecord, series: Map<string, Head>): Head | { fault: Fault } {
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
    team: level === "company" ? "" : team,
  };
  if (!known) series.set(id, head);
  return head;
}

const isKind = (kind: string): kind is MetricKind => kinds.includes(kind);

function cellOf(
  { week: weekText, value: valueText, n: baseText }: PanelRecord,
  kind: MetricKind,
  weekOfText: Map<string, Week | null>,
): Cell | { fault: Fault } {
  const week = knownWeek(weekText, weekOfText);
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

function knownWeek(text: string, weekOfText: Map<string, Week | null>): Week | null {
  const known = weekOfText.get(text);
  if (known !== undefined) return known;
  let week: Week | null = null;
  try {
    week = parseWeek(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  weekOfText.set(text, week);
  return week;
}

function clashOf(known: Series | undefined, own: Series): Fault | null {
  for (const key of ["level", "unit", "metric", "kind"] as const) {
    if (!known || known[key] === own[key]) continue;
    const column = key === "unit" ? (own.level === "team" ? "team" : "user") : key;
    return { column, got: own[key], expected: `${known[key]}, as in the rows of ${own.id} before` };
  }
  return null;
}

function gridOf(
  rows: readonly Series[],
  cells: Cells,
  weekOfText: ReadonlyMap<string, Week | null>,
  faults: string[],
): ReadPanel {
  const texts = new Map<Week, string>();
  for (const [text, week] of weekOfText) if (week !== null && !texts.has(week)) texts.set(week, text);
  const known = [...texts.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  const weeks = first === undefined || last === undefined ? [] : weeksFrom(first, last);
  const placeOf = new Map(weeks.map((week, index) => [week, index]));
  const size = rows.length * weeks.length;
  const values = new Float64Array(size).fill(Number.NaN);
  const bases = new Float64Array(size).fill(Number.NaN);
  const teams = new Int32Array(size).fill(-1);
  const lines = new Int32Array(size);
  const teamOf = new Map<string, number>();
  for (const [index, row] of cells.row.entries()) {
    const week = cells.week[index] ?? "";
    const line = cells.line[index] ?? 0;
    const cell = row * weeks.length + (placeOf.get(week) ?? 0);
    const before = lines[cell] ?? 0;
    if (before > 0) {
      const expected = `one row for ${rows[row]?.id} in a week; line ${before} is the first`;
      faults.push(faultLine(line, { column: "week", got: week, expected }));
      continue;
    }
    lines[cell] = line;
    values[cell] = cells.value[index] ?? Number.NaN;
    bases[cell] = cells.n[index] ?? Number.NaN;
    const team = cells.team[index] ?? "";
    if (team === "") continue;
    if (!teamOf.has(team)) teamOf.set(team, teamOf.size);
    teams[cell] = teamOf.get(team) ?? -1;
  }
  return {
    grid: { weeks: weeks.length, rows, values, bases, teams, teamCount: teamOf.size },
    ids: rows.map(({ id }) => id),
    weeks,
    weekTexts: weeks.map((week) => texts.get(week) ?? null),
  };
}
