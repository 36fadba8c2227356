import { ConfigError } from "../src/config.ts";
import { type Grid, isSumOfLengths, type Row } from "../src/insight/grid.ts";
import type { MetricKind } from "../src/metrics.ts";
import type { Level } from "../src/series.ts";
import { parseWeek, type Week, weeksFrom } from "../src/week.ts";

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

type Cell = { readonly week: Week; readonly value: number; readonly n: number; readonly team: string };
/** Half a million rows as arrays of plain values take a tenth of the memory of as many objects. */
type Cells = { [Key in keyof Cell]: Cell[Key][] } & { row: number[]; line: number[] };
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
 * @param records cells of a line and its number, as a CSV parser gives them
 * @throws {ConfigError} that names line, column, value and what was expected, a line for each fault
 */
export async function readPanelRows(records: Iterable<PanelRecord>): Promise<ReadPanel> {
  const faults: string[] = [];
  const series = new Map<string, { row: number; own: Series }>();
  const weekOfText = new Map<string, Week | null>();
  const cells: Cells = { row: [], week: [], value: [], n: [], team: [], line: [] };
  let hasHeader = false;
  for (const { record, line } of records) {
    if (!hasHeader) {
      hasHeader = true;
      if (record.join() === panelColumns.join()) continue;
      throw new ConfigError(`line ${line}: got ${record.join()}, expected ${panelColumns.join()}`);
    }
    const read = readRow(record, weekOfText, series.get(record[0] ?? "")?.own);
    if ("fault" in read) {
      faults.push(faultLine(line, read.fault));
      continue;
    }
    const known = series.get(read.series.id) ?? { row: series.size, own: read.series };
    if (known.own !== read.series) {
      const clash = clashOf(known.own, read.series);
      if (clash) faults.push(faultLine(line, clash));
    }
    if (known.row === series.size) series.set(read.series.id, known);
    cells.row.push(known.row);
    cells.week.push(read.cell.week);
    cells.value.push(read.cell.value);
    cells.n.push(read.cell.n);
    cells.team.push(read.cell.team);
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

export type PanelRecord = { readonly record: readonly string[]; readonly line: number };

const faultLine = (line: number, { column, got, expected }: Fault): string =>
  `line ${line}: ${column}: got ${JSON.stringify(got)}, expected ${expected}`;

function readRow(
  record: readonly string[],
  weekOfText: Map<string, Week | null>,
  known: Series | undefined,
): { series: Series; cell: Cell } | { fault: Fault } {
  const bad = (column: string, got: string, expected: string) => ({ fault: { column, got, expected } });
  if (record.length !== panelColumns.length)
    return bad("row", record.join(), `${panelColumns.length} columns, got ${record.length}`);
  const [id = "", levelText = "", team = "", user = "", metric = "", kind = ""] = record;
  const [weekText = "", valueText = "", baseText = ""] = [record[6], record[7], record[8]];
  const level = levels[levelText];
  if (id === "") return bad("series_id", id, "a name");
  if (!level) return bad("level", levelText, "user, team or company");
  if (level === "team" && team === "") return bad("team", team, "a team");
  if (level === "person" && user === "") return bad("user", user, "a user");
  if (metric === "") return bad("metric", metric, "a metric");
  if (!kinds.includes(kind)) return bad("kind", kind, kinds.join(", "));
  const week = knownWeek(weekText, weekOfText);
  if (week === null) return bad("week", weekText, "2026-W46 or a Monday like 2026-11-09");
  const value = numberOf(valueText);
  if (Number.isNaN(value)) return bad("value", valueText, "a number; leave the row out where there is none");
  if (kind !== "score" && value < 0) return bad("value", valueText, `0 or more for a ${kind}`);
  if (kind === "count" && !Number.isInteger(value))
    return bad("value", valueText, "a whole number for a count");
  const n = numberOf(baseText);
  if (baseText !== "" && !(n >= 0)) return bad("n", baseText, "a number of 0 or more, or nothing");
  const unit = level === "person" ? user : level === "team" ? team : "company";
  const cell = { week, value, n, team: level === "company" ? "" : team };
  const isKnown =
    known?.level === level && known.unit === unit && known.metric === metric && known.kind === kind;
  if (isKnown) return { series: known, cell };
  const isSum = isSumOfLengths(metric, kind);
  return { series: { id, level, unit, metric, kind: kind as MetricKind, isSum }, cell };
}

/** NaN for what is no plain number, such as an empty cell or `0x10`. */
function numberOf(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

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
