import { type AsOf, changedSince, type Telling, tellings } from "../src/history/as-of.ts";
import type { Database } from "../src/history/database.ts";
import { readPanel } from "../src/history/panel.ts";
import { foundAt } from "../src/insight/backtest.ts";
import { memoryStart } from "../src/insight/memory.ts";
import { type Replayed, replay } from "../src/insight/replay.ts";
import { type Week, weeksFrom } from "../src/week.ts";

/** What a week finds at each budget. */
type Found = ReadonlyMap<number, ReadonlySet<string>>;

/** A past week as it was known when it was told, and what it finds on today's values where those are others. */
export type ReplayedWeek = Replayed & {
  readonly knownThen: boolean;
  readonly foundToday: Found | null;
};

/** Weeks that one pass serves: the same start, and the same values as far as each of them goes. */
type Pass = { readonly from: Week; readonly asOf: AsOf | null; readonly weeks: Set<Week> };

/**
 * Replays past weeks as they were known then, pass by pass, so not in their order. Weeks that nothing has changed
 * since share one pass over today's values; so do weeks that were told at the same moment. A week that was restated
 * after its telling is a pass of its own.
 *
 * @param weeks complete in the history
 * @param budgets for which `foundToday` is worked out
 */
export function* replayedWeeks(
  database: Database,
  weeks: readonly Week[],
  budgets: readonly number[],
): Generator<ReplayedWeek> {
  const complete = tellings(database);
  const first = complete[0]?.week ?? "";
  const wanted = new Set(weeks);
  const known = new Map(complete.map((telling) => [telling.week, telling]));
  const changed = new Set<Week>();
  const passes = new Map<string, Pass>();
  for (const telling of complete.filter(({ week }) => wanted.has(week))) {
    const from = startOf(telling.week, first);
    const hasChanged = changedSince(database, telling.asOf, from, telling.week).length > 0;
    if (hasChanged) changed.add(telling.week);
    addTo(passes, from, hasChanged ? telling : null, telling.week);
  }
  const today = findToday(database, changed, first, budgets);
  for (const { from, asOf, weeks: own } of passes.values()) {
    for (const replayed of replayPass(database, from, own, asOf)) {
      const knownThen = known.get(replayed.week)?.isTimely === true;
      yield { ...replayed, knownThen, foundToday: today.get(replayed.week) ?? null };
    }
  }
}

/** Weeks whose memory begins before the history does begin with it. */
const startOf = (week: Week, first: Week): Week => {
  const start = memoryStart(week);
  return start < first ? first : start;
};

function addTo(passes: Map<string, Pass>, from: Week, telling: Telling | null, week: Week): void {
  const asOf = telling?.asOf ?? null;
  const key = `${from} ${asOf?.seenUntil ?? ""} ${asOf?.weeksUntil ?? ""}`;
  const pass = passes.get(key) ?? { from, asOf, weeks: new Set() };
  pass.weeks.add(week);
  passes.set(key, pass);
}

function findToday(
  database: Database,
  weeks: ReadonlySet<Week>,
  first: Week,
  budgets: readonly number[],
): ReadonlyMap<Week, Found> {
  const passes = new Map<string, Pass>();
  for (const week of weeks) addTo(passes, startOf(week, first), null, week);
  const found = new Map<Week, Found>();
  for (const { from, weeks: own } of passes.values()) {
    for (const { week, judgement } of replayPass(database, from, own, null)) {
      found.set(week, new Map(budgets.map((budget) => [budget, foundAt(judgement, budget)])));
    }
  }
  return found;
}

function replayPass(
  database: Database,
  from: Week,
  weeks: ReadonlySet<Week>,
  asOf: AsOf | null,
): Generator<Replayed> {
  const last = [...weeks].sort().at(-1) ?? from;
  const panel = readPanel(database, last, weeksFrom(from, last).length - 1, asOf ?? undefined);
  return replay(panel, weeks);
}
