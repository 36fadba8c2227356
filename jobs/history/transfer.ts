import { createReadStream, existsSync } from "node:fs";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify";
import { ConfigError } from "../../src/config.ts";
import { type ExportRow, exportColumns, exportRows } from "../../src/history/export.ts";
import { importRows } from "../../src/history/import.ts";
import { readFact, saveFact } from "../../src/history/ledger.ts";
import { readCell, safeCell } from "../../src/mail/csv.ts";
import { counted } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { openOutput } from "../tools/output.ts";

/** Every value of the history as CSV on stdout, or as JSON lines; missing values are empty. */
export async function exportHistory(
  session: Session,
  options: { readonly json?: boolean; readonly bases?: boolean; readonly from?: Week; readonly to?: Week },
): Promise<ExitCode> {
  const rows = exportRows(await session.history(), options);
  const columns = exportColumns.slice(0, options.bases ? undefined : -1);
  const lines = options.json
    ? Readable.from(jsonLines(rows))
    : Readable.from(safeRows(rows))
        .pipe(stringify({ header: true, columns }))
        .setEncoding("utf8");
  const output = await openOutput(session, undefined);
  // A reader like `head` that has seen enough closes the pipe.
  for await (const text of lines) if (!(await output.write(String(text)))) break;
  await output.close();
  return exitCode.done;
}

function* safeRows(rows: Iterable<ExportRow>): Generator<readonly (string | number | null)[]> {
  for (const row of rows) yield row.map(safeCell);
}

function* jsonLines(rows: Iterable<readonly unknown[]>): Generator<string> {
  for (const row of rows) {
    yield `${JSON.stringify(Object.fromEntries(exportColumns.map((column, index) => [column, row[index]])))}\n`;
  }
}

/** Reads a file of our own export into the history; weeks that it has already stay as they are. */
export async function importHistory(
  session: Session,
  file: string,
  options: { readonly timeZone?: string },
): Promise<ExitCode> {
  if (!existsSync(file))
    throw new ConfigError(`FILE: ${file} is not there; expected a CSV of history export`);
  const database = await session.history();
  const timeZone = options.timeZone ?? readFact(database, "timeZone");
  if (timeZone === null) {
    throw new ConfigError(
      "--time-zone: the history does not know the company's zone yet, expected one like Europe/Paris",
    );
  }
  const records: string[][] = [];
  for await (const record of createReadStream(file).pipe(parse({ bom: true, relax_column_count: true }))) {
    records.push((record as string[]).map(readCell));
  }
  const { weeks, values, kept } = importRows(database, records, {
    timeZone,
    at: session.now().toUTC().toISO() ?? "",
  });
  if (readFact(database, "timeZone") === null) saveFact(database, "timeZone", timeZone);
  session.log.info(`Imported ${counted(weeks, "week")}, ${counted(values, "value")}`, { weeks, values });
  if (kept.length > 0)
    session.log.warn(`Kept as they were in the history: ${kept.join(", ")}`, { kept: kept.length });
  return exitCode.done;
}
