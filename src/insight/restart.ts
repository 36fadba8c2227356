import type { Panel, Series } from "../series.ts";
import type { Week } from "../week.ts";
import { add, at } from "./cells.ts";
import { leastWeeks } from "./counts.ts";
import type { Exposure } from "./exposure.ts";
import type { Block, Table } from "./grid.ts";
import type { MeanBlock } from "./mean-block.ts";
import { forgetScores, type RecentScores } from "./persistence.ts";
import type { Rates } from "./rates.ts";
import type { Sheet } from "./sheet.ts";

/**
 * Weeks at a new level from which it is judged. A newcomer takes six; a change that somebody has accepted is known
 * to be one, and the range says by its width that it rests on three.
 */
export const learningWeeks = 3;

/** What a block keeps of its series' past: a place for each series. */
export type SeriesMemory = { readonly weeks: Float64Array; readonly sums: readonly Float64Array[] };

export function countsMemory({ weeks, a, aa, y, e, yy, ye, ee }: Rates): SeriesMemory {
  return { weeks, sums: [a, aa, y, e, yy, ye, ee] };
}

export function meanMemories({
  means,
  shares,
}: Pick<MeanBlock, "means" | "shares">): readonly SeriesMemory[] {
  const { weight, sum, faded, squares } = means;
  return [
    { weeks: means.weeks, sums: [weight, sum, faded, squares] },
    { weeks: shares.weeks, sums: [shares.hits, shares.trials] },
  ];
}

/** Where the past of one row is kept. */
type Home = {
  readonly memories: readonly SeriesMemory[];
  readonly place: number;
  readonly block: Block;
  /** Where its figures stand in a sheet. */
  readonly cell: number;
};

/** A memory that is filled anew; `isKnown` when the series was judged before. */
type Learning = {
  readonly row: number;
  readonly memory: SeriesMemory;
  readonly place: number;
  isKnown: boolean;
};

/** Accepted changes of level, week by week. */
export type Restarts = {
  /** Before a week is judged: ends the past of the rows that start anew in it. */
  readonly begin: (week: number) => void;
  /** Teams' exposure, with the people whose level is being learnt. */
  readonly within: (exposure: Exposure) => Exposure;
  /** After a week is judged: past weeks as they are, without the head start. @param only the block that the sheet is of */
  readonly countWeeks: (sheet: Sheet, only?: Block) => void;
  /** The week a row started anew, 0 when it never did. */
  readonly since: (row: number) => number;
};

/**
 * Lets series start anew. From that week on a series is judged as one that begins in it, to the last digit: by the
 * others of its metric and by its own new weeks, with the spread of the metric. Only its head start differs: one
 * that was judged before is judged again from its fourth week on, not from its seventh. Nothing of the old level
 * stays, because even half a week of it would widen the range of a far lower level for months.
 *
 * A team's exposure is what its people usually do. Of somebody whose new level is being learnt it is what they
 * did: an accepted change is no movement of their team, and hides none.
 *
 * @example
 * // calls of a person at 40, accepted from week 20 on: weeks 20 to 22 are not judged, week 23 by those three
 */
export function startRestarts(
  { restarts = new Map() }: Pick<Table, "restarts">,
  blocks: readonly { readonly block: Block; readonly memories: readonly SeriesMemory[] }[],
  recent: RecentScores,
): Restarts {
  const homes = homesOf(new Set([...restarts.values()].flat()), blocks);
  const since = new Map<number, number>();
  const ahead = new Map<number, number>();
  let learning: readonly Learning[] = [];

  const forget = (row: number, week: number): void => {
    const home = homes.get(row);
    if (!home) return;
    const wasLearning = learning.some((each) => each.row === row && each.isKnown);
    learning = learning.filter((each) => each.row !== row);
    for (const memory of home.memories) {
      const isKnown = wasLearning || at(memory.weeks, home.place) >= leastWeeks;
      for (const numbers of [memory.weeks, ...memory.sums]) numbers[home.place] = 0;
      learning = [...learning, { row, memory, place: home.place, isKnown }];
    }
    forgetScores(recent, row);
    since.set(row, week);
    ahead.delete(row);
  };

  const begin = (week: number): void => {
    for (const row of restarts.get(week) ?? []) forget(row, week);
    const isLearnt = ({ memory, place }: Learning) => at(memory.weeks, place) >= learningWeeks;
    for (const { row, memory, place, isKnown } of learning.filter(isLearnt)) {
      if (!isKnown) continue;
      add(memory.weeks, place, leastWeeks - learningWeeks);
      ahead.set(row, leastWeeks - learningWeeks);
    }
    learning = learning.filter((each) => !isLearnt(each));
  };

  const within = (exposure: Exposure): Exposure => {
    if (learning.length === 0) return exposure;
    const rows = new Set(learning.map(({ row }) => row));
    const learn: Exposure["learn"] = (block, week) => {
      const asTheyDid = (usual: number, place: number) =>
        rows.has(at(block.rows, place)) ? at(week.values, place) : usual;
      exposure.learn(block, { ...week, weekly: week.weekly.map(asTheyDid) });
    };
    return { ...exposure, learn };
  };

  const countWeeks = (sheet: Sheet, only?: Block): void => {
    for (const [row, weeks] of ahead) {
      const { block, cell = -1 } = homes.get(row) ?? {};
      if (only === undefined || block === only) sheet.weeks[cell] = at(sheet.weeks, cell) - weeks;
    }
  };

  return { begin, within, countWeeks, since: (row) => since.get(row) ?? 0 };
}

function homesOf(
  rows: ReadonlySet<number>,
  blocks: readonly { readonly block: Block; readonly memories: readonly SeriesMemory[] }[],
): ReadonlyMap<number, Home> {
  const homes = new Map<number, Home>();
  if (rows.size === 0) return homes;
  for (const { block, memories } of blocks) {
    for (const [place, row] of block.rows.entries())
      if (rows.has(row)) homes.set(row, { memories, place, cell: block.cells[place] ?? -1, block });
  }
  return homes;
}

/** By week of the panel: the rows that start anew in it. What a panel does not reach back to has no effect. */
export function restartRows({ weeks, series, restarts = [] }: Panel): ReadonlyMap<number, readonly number[]> {
  if (restarts.length === 0) return new Map();
  const rows = new Map(series.map((each, row) => [keyOf(each), row]));
  const byWeek = new Map<number, number[]>();
  for (const restart of restarts) {
    const [week, row] = [weeks.indexOf(restart.week), rows.get(restartKey(restart))];
    if (week < 1 || row === undefined) continue;
    const own = byWeek.get(week) ?? [];
    byWeek.set(week, own.includes(row) ? own : [...own, row]);
  }
  return byWeek;
}

/** The last week in which each series of a panel started anew; those that did not are not in it. */
export function newLevels(panel: Panel): ReadonlyMap<Series, Week> {
  const levels = new Map<Series, Week>();
  for (const [week, rows] of [...restartRows(panel)].toSorted(([a], [b]) => a - b)) {
    for (const row of rows) {
      const series = panel.series[row];
      if (series) levels.set(series, panel.weeks[week] ?? "");
    }
  }
  return levels;
}

/** Has a series fewer weeks of its new level before the judged one than it is judged from? */
export function isLearning({ weeks }: Panel, { values }: Series, since: Week): boolean {
  const known = values.slice(weeks.indexOf(since), -1).filter((value) => value !== null);
  return known.length < learningWeeks;
}

const keyOf = ({ entity, metric }: Series): string => `${entity.level} ${entity.id} ${metric}`;
const restartKey = ({ level, id, metric }: NonNullable<Panel["restarts"]>[number]): string =>
  `${level} ${id} ${metric}`;
