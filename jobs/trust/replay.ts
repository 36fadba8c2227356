import { setImmediate as turn } from "node:timers/promises";
import { ConfigError } from "../../src/config.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { tell, type WeekTold } from "../../src/insight/backtest.ts";
import { counted } from "../../src/text.ts";
import { addWeeks, type Week, weeksFrom } from "../../src/week.ts";
import type { Session } from "../session/session.ts";
import { replayedWeeks } from "./replayed-weeks.ts";

/** Which past weeks; the newest half year that can be judged when nothing is said. */
export type SpanOptions = { readonly from?: Week; readonly to?: Week; readonly json?: boolean };

/** Past weeks without which nothing is judged. */
const leastBefore = 6;

const usualSpan = 26;

/**
 * The weeks of a span, each whole in the history and with six whole weeks before it.
 *
 * @param complete weeks of the history, oldest first
 * @throws {ConfigError} that names the option, and the first week that is missing or can be judged
 */
export function weeksToReplay(complete: readonly Week[], { from, to }: SpanOptions): readonly Week[] {
  const [newest, firstJudged] = [complete.at(-1), complete[leastBefore]];
  if (newest === undefined || firstJudged === undefined) {
    throw new ConfigError(
      `the history has ${counted(complete.length, "week")}, expected at least ${leastBefore + 1}; gong-digest backfill --from 2026-W01 reads more`,
    );
  }
  const last = to ?? newest;
  const newestStart = addWeeks(last, 1 - usualSpan);
  const first = from ?? (newestStart < firstJudged ? firstJudged : newestStart);
  if (first > last) {
    const name = from === undefined ? "--to" : "--from";
    const text =
      from === undefined
        ? `${last} is before ${firstJudged}, the first week with ${leastBefore} weeks before it`
        : `${first} is after ${last}; expected a week before it`;
    throw new ConfigError(`${name}: ${text}`);
  }
  const known = new Set(complete);
  const weeks = weeksFrom(first, last);
  const missing = weeks.filter((week) => !known.has(week));
  const [gap] = missing;
  if (gap !== undefined) {
    const what =
      missing.length === 1 ? `${gap} is` : `${gap} and ${missing.length - 1} more of ${first} to ${last} are`;
    throw new ConfigError(
      `${what} not whole in the history, which has ${complete[0]} to ${newest}; gong-digest backfill --from ${gap} --to ${missing.at(-1)} reads what Gong has`,
    );
  }
  if (first < firstJudged) {
    const before = complete.filter((week) => week < first).length;
    throw new ConfigError(
      `--from: ${first} has ${counted(before, "week")} before it in the history, expected at least ${leastBefore}; the first week that can be judged is ${firstJudged}`,
    );
  }
  return weeks;
}

/**
 * Replays past weeks and says what each told at every budget; a week is judged once for all of them. Progress goes
 * to stderr, and Ctrl-C stops between two weeks.
 */
export async function replayAt(
  session: Session,
  options: SpanOptions,
  budgets: readonly number[],
): Promise<ReadonlyMap<number, readonly WeekTold[]>> {
  const database = await session.history();
  const weeks = weeksToReplay(completeWeeks(database), options);
  const told = new Map<number, WeekTold[]>(budgets.map((budget) => [budget, []]));
  const started = performance.now();
  const draw = session.terminal ? (text: string) => process.stderr.write(`\r\u001b[K${text}`) : null;
  let done = 0;
  try {
    draw?.(`Reading ${counted(weeks.length, "week")} and those before them`);
    for (const { knownThen, foundToday, ...replayed } of replayedWeeks(database, weeks, budgets)) {
      for (const [budget, list] of told) {
        list.push(tell(replayed, budget, { knownThen, foundToday: foundToday?.get(budget) ?? null }));
      }
      done += 1;
      draw?.(`${done} of ${counted(weeks.length, "week")} judged again`);
      await turn();
      session.signal.throwIfAborted();
    }
  } finally {
    draw?.("");
  }
  const milliseconds = Math.round(performance.now() - started);
  session.log.info(
    `Judged ${counted(weeks.length, "week")} again, ${weeks[0]} to ${weeks.at(-1)}, in ${Math.ceil(milliseconds / 1000)} s`,
    { weeks: weeks.length, milliseconds },
  );
  for (const list of told.values()) list.sort((a, b) => (a.week < b.week ? -1 : 1));
  return told;
}

/** @throws {ConfigError} when it is no budget that `usual.falseAlerts` takes */
export function budgetOption(text: string): number {
  const budget = Number(text);
  if (text.trim() !== "" && budget >= 0.05 && budget <= 10) return budget;
  throw new ConfigError(`--budget: got ${JSON.stringify(text)}, expected a number from 0.05 to 10`);
}
