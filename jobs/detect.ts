import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse/sync";
import { ConfigError } from "../src/config.ts";
import { alertsOf } from "../src/insight/decision.ts";
import type { Sheet } from "../src/insight/sheet.ts";
import { judgeWeeks } from "../src/insight/weeks.ts";
import { weekOption } from "./backfill.ts";
import { type PanelRecord, type ReadPanel, readPanelRows } from "./detect-panel.ts";
import { type ExitCode, exitCode } from "./exit.ts";

export type DetectOptions = { readonly week?: string; readonly all?: boolean };

/**
 * Judges any weekly panel, with no history and no Gong: CSV in, CSV out. The newest week of the file, one week,
 * or all of them; each from the weeks before it alone.
 *
 * @param file a path, or `-` for stdin
 */
export async function detect(file: string, options: DetectOptions): Promise<ExitCode> {
  if (file !== "-" && !existsSync(file))
    throw new ConfigError(`PANEL: ${file} is not there; expected a CSV, or - for stdin`);
  const panel = await readPanelRows(await recordsOf(file));
  const only = options.all ? null : weekAsked(panel, options.week);
  try {
    await pipeline(Readable.from(resultLines(panel, only)), process.stdout);
  } catch (error) {
    // A reader like `head` that has seen enough closes the pipe.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
  return exitCode.done;
}

/**
 * Lines as records. A file without a quotation mark needs no CSV parser, which takes four times as long: half a
 * million rows are read in about a second.
 */
async function recordsOf(file: string): Promise<Iterable<PanelRecord>> {
  const text = (file === "-" ? await textOfStdin() : readFileSync(file, "utf8")).replace(/^\uFEFF/, "");
  return text.includes('"') ? quotedRecords(text) : plainRecords(text);
}

async function textOfStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function* plainRecords(text: string): Generator<PanelRecord> {
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    line += 1;
    const own = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
    start = end + 1;
    if (own !== "") yield { record: own.split(","), line };
  }
}

function* quotedRecords(text: string): Generator<PanelRecord> {
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true } as const;
    for (const { record, info } of parse(text, options) as unknown as ParsedRecord[]) {
      yield { record, line: info.lines };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new ConfigError(`PANEL: ${error.message}`, { cause: error });
    throw error;
  }
}

type ParsedRecord = { readonly record: string[]; readonly info: { readonly lines: number } };

function weekAsked({ weeks }: ReadPanel, text: string | undefined): number {
  if (text === undefined) return weeks.length - 1;
  const place = weeks.indexOf(weekOption("WEEK", text));
  if (place >= 0) return place;
  throw new ConfigError(
    `WEEK: got ${text}, expected one from ${weeks[0]} to ${weeks.at(-1)}, as in the file`,
  );
}

/** Chunks of CSV, a week each. */
function* resultLines({ grid, ids, weekTexts }: ReadPanel, only: number | null): Generator<string> {
  yield "series_id,week,score,p,alert,expected,lo,hi\n";
  const names = ids.map(quoted);
  for (const { week, sheet } of judgeWeeks(grid, only ?? 0)) {
    const text = weekTexts[week] ?? null;
    if (text !== null && (only === null || week === only)) {
      const { alerts } = alertsOf(grid, week, sheet);
      const lines = names.flatMap((name, row) => resultLine(sheet, row, `${name},${text}`, alerts.has(row)));
      if (lines.length > 0) yield `${lines.join("\n")}\n`;
    }
    if (week === only) return;
  }
}

function resultLine(sheet: Sheet, row: number, start: string, isAlert: boolean): string[] {
  const score = sheet.score[row] ?? Number.NaN;
  if (Number.isNaN(score)) return [];
  const figures = [sheet.middle, sheet.low, sheet.high].map((column) => figure(column[row]));
  return [`${start},${figure(Math.abs(score))},${figure(sheet.p[row])},${Number(isAlert)},${figures.join()}`];
}

const figure = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(9)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
