import { isAscii } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { ConfigError } from "../../src/config.ts";

/** One line of a panel: which series, which week, what value. */
export type PanelRecord = {
  readonly line: number;
  /** The first six cells as they stand in the file. Lines of one series mostly have the same. */
  readonly head: string;
  readonly week: string;
  readonly value: string;
  readonly n: string;
  /** All cells, also of a line that has too few or too many. */
  readonly cells: () => readonly string[];
};

/** Cells that say which series a line is about. */
const headCells = 6;

export function recordOf(cells: readonly string[], line: number): PanelRecord {
  const [week = "", value = "", n = ""] = cells.slice(headCells);
  return { line, head: cells.slice(0, headCells).join("\u0000"), week, value, n, cells: () => cells };
}

/** A file's bytes as text. Most panels are ASCII, which needs no decoding. */
export function textOf(bytes: Buffer): string {
  return (isAscii(bytes) ? bytes.toString("latin1") : bytes.toString("utf8")).replace(/^\uFEFF/, "");
}

/**
 * Lines as records. A file without a quotation mark needs no CSV parser, and a line no array of its cells: half a
 * million lines are read in a third of a second.
 */
export function recordsIn(text: string): Iterable<PanelRecord> {
  return text.includes('"') ? quotedRecords(text) : plainRecords(text);
}

function* plainRecords(text: string): Generator<PanelRecord> {
  const [heads, weeks] = [newGuesses(), newGuesses()];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const next = found < 0 ? text.length : found;
    const end = text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
    line += 1;
    if (end > start) yield plainRecord(text, { start, end, line, heads, weeks });
    start = next + 1;
  }
}

const carriageReturn = 13;

type PlainLine = {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly heads: Guesses;
  readonly weeks: Guesses;
};

function plainRecord(text: string, { start, end, line, heads, weeks }: PlainLine): PanelRecord {
  const cells = () => text.slice(start, end).split(",");
  const head = guessed(heads, text, start) ?? cellsAt(text, start, end, headCells);
  const weekStart = start + (head?.length ?? 0) + 1;
  const week = guessed(weeks, text, weekStart) ?? cellsAt(text, weekStart, end, 1);
  if (head === null || week === null) return recordOf(cells(), line);
  const second = weekStart + week.length;
  const third = text.indexOf(",", second + 1);
  const fourth = text.indexOf(",", third + 1);
  if (third < 0 || third >= end || (fourth > 0 && fourth < end)) return recordOf(cells(), line);
  remember(heads, head);
  remember(weeks, week);
  return { line, head, week, value: text.slice(second + 1, third), n: text.slice(third + 1, end), cells };
}

/** So many cells and no comma behind them; null where the line ends before. */
function cellsAt(text: string, start: number, end: number, cells: number): string | null {
  let last = start - 1;
  for (let cell = 0; cell < cells; cell += 1) {
    last = text.indexOf(",", last + 1);
    if (last < 0 || last >= end) return null;
  }
  return text.slice(start, last);
}

/**
 * What may come next: files are sorted by week or by series, so that it is mostly what came last, or what followed it
 * the time before. A guess that is right costs no new text and no search for commas.
 */
type Guesses = { last: string; readonly after: Map<string, string> };

const newGuesses = (): Guesses => ({ last: "", after: new Map() });

function guessed({ last, after }: Guesses, text: string, start: number): string | null {
  for (const guess of [last, after.get(last) ?? ""]) {
    if (guess !== "" && text.charCodeAt(start + guess.length) === comma && text.startsWith(guess, start))
      return guess;
  }
  return null;
}

const comma = 44;

function remember(guesses: Guesses, text: string): void {
  if (text === guesses.last) return;
  if (guesses.last !== "") guesses.after.set(guesses.last, text);
  guesses.last = text;
}

function* quotedRecords(text: string): Generator<PanelRecord> {
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true } as const;
    for (const { record, info } of parse(text, options) as unknown as ParsedRecord[]) {
      yield recordOf(record, info.lines);
    }
  } catch (error) {
    if (error instanceof CsvError) throw new ConfigError(`PANEL: ${error.message}`, { cause: error });
    throw error;
  }
}

type ParsedRecord = { readonly record: string[]; readonly info: { readonly lines: number } };
