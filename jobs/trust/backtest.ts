import { backtestOf, repeatsIn, type WeekTold } from "../../src/insight/backtest.ts";
import type { Week } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { replayAt, type SpanOptions } from "./replay.ts";
import { backtestLines } from "./text.ts";

export type BacktestOptions = SpanOptions & { readonly budget?: number };

/** What past weeks would have told, each judged as it was known then; figures by week and in sum. */
export async function backtest(session: Session, options: BacktestOptions): Promise<ExitCode> {
  const budget = options.budget ?? session.settings.config.usual.falseAlerts;
  const told = (await replayAt(session, options, [budget])).get(budget) ?? [];
  const summary = backtestOf(told, budget);
  const span = spanOf(told);
  session.print(
    options.json
      ? `${JSON.stringify({ schemaVersion: 1, ...span, summary, weeks: told.map(asJson) }, null, 2)}\n`
      : `${backtestLines(told, summary).join("\n")}\n`,
  );
  return exitCode.done;
}

export function spanOf(told: readonly WeekTold[]): { readonly from: Week; readonly to: Week } {
  return { from: told[0]?.week ?? "", to: told.at(-1)?.week ?? "" };
}

const asJson = (week: WeekTold, place: number, all: readonly WeekTold[]) => ({
  ...week,
  repeated: place === 0 ? null : repeatsIn(all[place - 1], week),
});
