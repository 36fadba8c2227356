import { type AsOf, changedSince, tellings } from "../../src/history/as-of.ts";
import type { Database } from "../../src/history/database.ts";
import { readPanel } from "../../src/history/panel.ts";
import { patchedPanel } from "../../src/history/patched-panel.ts";
import { foundAt } from "../../src/insight/backtest.ts";
import { memoryStart } from "../../src/insight/horizon.ts";
import { type Replayed, replay } from "../../src/insight/replay.ts";
import { type Week, weeksFrom } from "../../src/week.ts";

/** What a week finds at each budget. */
type Found = ReadonlyMap<number, ReadonlySet<string>>;

/** A past week as it was known when it was told, and what it finds on today's values where those are others. */
export type ReplayedWeek = Replayed & {
  readonly knownThen: boolean;
  readonly foundToday: Found | null;
};

/** A week to replay. `firstChanged` is the first week in its memory that is not now as it was then; null for none. */
type Past = {
  readonly week: Week;
  readonly isTimely: boolean;
  readonly asOf: AsOf;
  readonly firstChanged: Week | null;
};

/**
 * Replays past weeks as they were known then, not in their order.
 *
 * Weeks whose memory starts in the same week share one pass over today's values. One that something has changed for
 * since is judged once more, on what was known then; where several were told at the same moment, as after a
 * backfill, those share that pass too.
 *
 * @param weeks complete in the history
 * @param budgets for which `foundToday` is worked out
 */
export function* replayedWeeks(
  database: Database,
  weeks: readonly Week[],
  budgets: readonly number[],
): Generator<ReplayedWeek> {
  for (const [from, past] of byStart(database, weeks)) {
    const last = past.at(-1)?.week ?? from;
    const now = readPanel(database, last, weeksFrom(from, last).length - 1);
    const own = new Map(past.map((each) => [each.week, each]));
    const today = new Map<Week, Found>();
    for (const replayed of replay(now, new Set(own.keys()))) {
      const { isTimely, firstChanged } = own.get(replayed.week) ?? { isTimely: false, firstChanged: null };
      if (firstChanged === null) {
        yield { ...replayed, knownThen: isTimely, foundToday: null };
      } else {
        const { judgement } = replayed;
        today.set(replayed.week, new Map(budgets.map((budget) => [budget, foundAt(judgement, budget)])));
      }
    }
    for (const together of byMoment(past.filter(({ firstChanged }) => firstChanged !== null))) {
      const { week, asOf } = together.at(-1) ?? { week: last, asOf: { seenUntil: "", weeksUntil: null } };
      const changes = together.flatMap(({ firstChanged }) => firstChanged ?? []).toSorted();
      const panel = patchedPanel(database, now, { week, asOf, firstChanged: changes[0] ?? week });
      for (const replayed of replay(panel, new Set(together.map((each) => each.week)))) {
        const knownThen = own.get(replayed.week)?.isTimely === true;
        yield { ...replayed, knownThen, foundToday: today.get(replayed.week) ?? null };
      }
    }
  }
}

/** The weeks by where their memory starts; one that would start before the history does starts with it. */
function byStart(database: Database, weeks: readonly Week[]): ReadonlyMap<Week, readonly Past[]> {
  const complete = tellings(database);
  const first = complete[0]?.week ?? "";
  const wanted = new Set(weeks);
  const groups = new Map<Week, Past[]>();
  for (const { week, isTimely, asOf } of complete.filter((telling) => wanted.has(telling.week))) {
    const start = memoryStart(week);
    const from = start < first ? first : start;
    const [firstChanged = null] = changedSince(database, asOf, from, week);
    groups.set(from, [...(groups.get(from) ?? []), { week, isTimely, asOf, firstChanged }]);
  }
  return groups;
}

function byMoment(past: readonly Past[]): readonly (readonly Past[])[] {
  const groups = new Map<string, Past[]>();
  for (const each of past) {
    const moment = `${each.asOf.seenUntil} ${each.asOf.weeksUntil}`;
    groups.set(moment, [...(groups.get(moment) ?? []), each]);
  }
  return [...groups.values()];
}
