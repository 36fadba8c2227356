import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigError } from "../../src/config.ts";
import { alertsOf } from "../../src/insight/decision.ts";
import type { Sheet } from "../../src/insight/sheet.ts";
import { judgeWeeks } from "../../src/insight/weeks.ts";
import { visibleLines } from "../../src/text.ts";
import { weekOption } from "../pull/backfill.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { type ReadPanel, readPanelRows } from "./detect-panel.ts";
import { recordsIn, textOf } from "./detect-records.ts";

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
  const panel = readPanelRows(recordsIn(textOf(await bytesOf(file))));
  const only = options.all ? null : weekAsked(panel, options.week);
  try {
    await pipeline(Readable.from(resultLines(panel, only)), process.stdout);
  } catch (error) {
    // A reader like `head` that has seen enough closes the pipe.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
  return exitCode.done;
}

async function bytesOf(file: string): Promise<Buffer> {
  if (file !== "-") return readFileSync(file);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

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
  const names = ids.map((id) => visibleLines(quoted(id)));
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
