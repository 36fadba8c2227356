import { ConfigError } from "../../src/config.ts";
import { isComplete } from "../../src/history/ledger.ts";
import { explain } from "../../src/insight/explain.ts";
import { explanationLines } from "../../src/insight/explain-lines.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import { wrap } from "../../src/mail/columns.ts";
import type { Level } from "../../src/series.ts";
import { weekOption } from "../pull/backfill.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { judgedWeekInTurns, type ToldContext } from "../weekly/judged-week.ts";
import { toldAbout, toldLines, whyNotJudged } from "./explain-feedback.ts";

const shape = /^(\d{4}-W\d{2}):(person|team|company):([^:]+):([^:]+)$/;

/** Prints the whole arithmetic behind a finding, or behind any value that was judged. */
export async function explainFinding(
  session: Session,
  id: string,
  options: { json?: boolean },
): Promise<ExitCode> {
  const [, weekText = "", level, entity = "", metric = ""] = shape.exec(id) ?? [];
  if (level === undefined) {
    throw new ConfigError(
      `FINDING: got ${JSON.stringify(id)}, expected an id from digest.json like 2026-W46:team:4001:callsAsHost`,
    );
  }
  const week = weekOption("FINDING", weekText);
  const database = await session.history();
  if (!isComplete(database, week)) {
    throw new ConfigError(
      `${week} is not whole in the history; gong-digest backfill --from ${week} --to ${week} reads it`,
    );
  }
  const judged = await judgedWeekInTurns(session.signal, database, week, session.settings.config.usual);
  const { judgement, panel } = judged;
  const verdict = verdictFor(judgement, level as Level, entity, metric);
  if (!verdict) {
    throw new ConfigError(`${id} was not judged: ${whyNotJudged(judged, level as Level, entity, metric)}`);
  }
  const explanation = explain(verdict, judgement, panel);
  const [told, context] = [toldAbout(judged, id, verdict), judged.contextFor(verdict)];
  const steps = [...explanationLines(explanation, verdict), ...toldLines(told)].flatMap(folded);
  const lines = [...steps, ...contextLines(context)];
  session.print(
    options.json
      ? `${JSON.stringify({ ...explanation, ...told, ...context }, null, 2)}\n`
      : `${lines.join("\n")}\n`,
  );
  return exitCode.done;
}

function contextLines({ sentences, evidence }: ToldContext): readonly string[] {
  if (sentences.length + evidence.length === 0) return [];
  const links = evidence.flatMap(({ text, url }) => [`  ${text}`, `    ${url}`]);
  return ["", "What Gong tells beside it:", ...sentences.map((sentence) => `  ${sentence}`), ...links];
}

/** A terminal's width; what a step continues with stands under its text. */
const columns = 80;

function folded(line: string): readonly string[] {
  if (line.length <= columns) return [line];
  const [first = "", ...rest] = wrap(line, columns - 4);
  return [first, ...rest.map((text) => `    ${text}`)];
}
