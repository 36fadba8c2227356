import { backtestOf, type ToldFinding } from "../../src/insight/backtest.ts";
import { budgetsAround, differenceOf } from "../../src/insight/tune.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { spanOf } from "./backtest.ts";
import { replayAt, type SpanOptions } from "./replay.ts";
import { tuneLines } from "./text.ts";

/** What other budgets of false alerts would have told over the same past weeks. */
export async function tune(session: Session, options: SpanOptions): Promise<ExitCode> {
  const configured = session.settings.config.usual.falseAlerts;
  const told = await replayAt(session, options, budgetsAround(configured));
  const own = told.get(configured) ?? [];
  const budgets = [...told].map(([budget, weeks]) => {
    return { ...backtestOf(weeks, budget), ...differenceOf(weeks, own) };
  });
  const span = spanOf(own);
  if (!options.json) {
    session.print(`${tuneLines({ ...span, configured, budgets }).join("\n")}\n`);
    return exitCode.done;
  }
  const asJson = budgets.map(({ more, less, ...summary }) => ({
    ...summary,
    more: more.map(brief),
    less: less.map(brief),
  }));
  session.print(
    `${JSON.stringify({ schemaVersion: 1, ...span, weeks: own.length, configured, budgets: asJson }, null, 2)}\n`,
  );
  return exitCode.done;
}

const brief = ({ id, certainty, score, sentence, isCorrected }: ToldFinding) => ({
  id,
  certainty,
  score,
  sentence,
  isCorrected,
});
