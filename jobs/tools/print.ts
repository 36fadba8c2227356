import type { Action, InputOf, ListAction } from "../../src/gong/action.ts";
import type { Gong } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import { counted } from "../../src/text.ts";
import { type AnswerPage, isList, readPages } from "../../src/tools/pages.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import type { Output } from "./output.ts";

/** Prints one answer as JSON; of a list its first page. */
export async function printAnswer(
  session: Session,
  gong: Gong,
  action: Action,
  input: InputOf<Action>,
  output: Output,
): Promise<ExitCode> {
  if (!isList(action)) {
    await output.write(`${JSON.stringify(await gong.call(action, input), null, 2)}\n`);
    return exitCode.done;
  }
  for await (const page of readPages(gong, action, input)) {
    await output.write(`${JSON.stringify(page.answer, null, 2)}\n`);
    if (page.withheld !== undefined) session.log.info(page.withheld);
    if (page.next !== undefined) {
      const of = page.total === undefined ? "" : ` of ${page.total}`;
      session.log.info(
        `${counted(page.rows.length, "row")}${of}; --all reads every page`,
        known({ cursor: page.next }),
      );
    }
    return exitCode.done;
  }
  session.log.info("Gong found nothing for this input (404)");
  await output.write(`${JSON.stringify({ [action.rows]: [] }, null, 2)}\n`);
  return exitCode.done;
}

/** Prints the rows of a list, one a line, as the pages arrive; where it stops, it says how to go on. */
export async function printRows(
  session: Session,
  gong: Gong,
  action: ListAction,
  input: InputOf<Action>,
  { limit = Number.POSITIVE_INFINITY }: { readonly limit?: number },
  output: Output,
): Promise<ExitCode> {
  let rows = 0;
  let last: AnswerPage | undefined;
  const { signal, log } = session;
  try {
    for await (const page of readPages(gong, action, input)) {
      for (const row of page.rows.slice(0, limit - rows)) {
        if (!(await output.write(`${JSON.stringify(row)}\n`))) return exitCode.done;
        rows += 1;
      }
      last = page;
      if (page.withheld !== undefined) log.info(page.withheld);
      if (rows >= limit || page.next === undefined) break;
      signal.throwIfAborted();
    }
  } catch (error) {
    const why = signal.aborted ? "Stopped; " : "";
    const isRefuted = error instanceof GongError && error.kind === "incomplete";
    if (last?.next !== undefined && !isRefuted) {
      const next = `${why}${counted(rows, "row")} printed; --all --cursor ${last.next} goes on behind them`;
      log.warn(next, { cursor: last.next, rows });
    } else if (signal.aborted)
      log.warn(`${why}${counted(rows, "row")} printed; the same command starts anew`, { rows });
    throw error;
  }
  if (last === undefined) log.info("Gong found nothing for this input (404)", { rows: 0 });
  else log.info(`${counted(rows, "row")}${last.total === undefined ? "" : ` of ${last.total}`}`, { rows });
  return exitCode.done;
}

/** Fields of a log line, those left out of which nothing is known. */
export const known = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
