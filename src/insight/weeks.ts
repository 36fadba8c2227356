import { newAbsence, readAbsence } from "./absence.ts";
import { at, newScratch, type Scratch } from "./cells.ts";
import { judgeCounts, newCounts } from "./counts.ts";
import type { Evidence } from "./evidence.ts";
import { newExposure } from "./exposure.ts";
import { type Block, blocksOf, type Grid, type GridWeek, type Table, tableOf } from "./grid.ts";
import { foldIntoTeams } from "./groups.ts";
import { judgeMeanBlock, newMeanBlock } from "./mean-block.ts";
import { newRecent, recentLists } from "./persistence.ts";
import { newRanking, rankSteps } from "./ranking.ts";
import { countsMemory, meanMemories, startRestarts } from "./restart.ts";
import { bothTails, type Column, clearSheet, columns, emptySheet, type Sheet } from "./sheet.ts";
import { countStreaks } from "./streak.ts";

/** One judged week. The sheet is used again for the next: take from it what you need before you go on. */
export type JudgedWeek = {
  readonly week: number;
  readonly sheet: Sheet;
  /** By row, what a notable score is made from, where the sheet does not hold it. */
  readonly notes?: ReadonlyMap<number, Evidence>;
};

/**
 * Judges the weeks of a grid in turn, each from what came before it alone. Nothing later than a week can change
 * its figures. A week costs the same however long the past is, so that all weeks cost series × weeks.
 *
 * @param from place of the first week that is asked for; weeks before it are only learnt from, which takes half the time
 * @example
 * for (const { week, sheet } of judgeWeeks(grid)) console.log(week, sheet.score[0]);
 */
export function* judgeWeeks(table: Grid | Table, from = 0): Generator<JudgedWeek> {
  const steps = judgeSteps("read" in table ? table : tableOf(table), { from });
  for (const judged of steps) if (judged) yield judged;
}

/** What is asked of judging; every figure of every week when nothing is said. */
export type Asked = {
  /** Place of the first week that is asked for. */
  readonly from?: number;
  /** The only week whose scores are asked for; of the others only ranges and streaks are. */
  readonly scored?: number | null;
  /** Columns whose figures are asked for; must hold those that ranking reads. */
  readonly kept?: readonly Column[];
};

/** Judges as `judgeWeeks` does, with pauses, in which it yields null. */
export function* judgeSteps(
  table: Table,
  { from = 0, scored = null, kept = columns }: Asked = {},
): Generator<JudgedWeek | null> {
  const { blocks: judged, units } = blocksOf(table);
  const { take } = newScratch((keptLists + recentLists(scored) + gridLists) * table.size);
  const blocks = judged.map((block) => startBlock(block, take));
  const grid = newGridWeek(table, take);
  const scratch = newScratch(scratchLists * largest(judged));
  const absence = newAbsence(units, table.weeks);
  const ranking = newRanking(judged, table.size, units, scored, take);
  const restarts = startRestarts(table, blocks, ranking.recent);
  const sheet = emptySheet(table.size, kept);
  const streaks = new Int32Array(table.size);
  for (let week = 0; week < table.weeks; week += 1) {
    table.read(week, grid);
    clearSheet(sheet);
    restarts.begin(week);
    readAbsence(absence, grid, judged, week);
    yield null;
    const exposure = restarts.within(newExposure(table.teamCount));
    const isAsked = week >= from;
    for (const { judge } of blocks) {
      scratch.reset();
      judge({ grid, sheet, absence, exposure, isAsked, take: scratch.take });
      yield null;
    }
    restarts.countWeeks(sheet);
    tellSilenceOnce(judged, absence.score, sheet);
    const isScored = scored === null ? isAsked : week === scored;
    yield* rankSteps(ranking, { grid, week, sheet, absence, isAsked: isScored, since: restarts.since });
    if (!isAsked) continue;
    for (let row = 0; row < sheet.p.length; row += 1) sheet.p[row] = bothTails(at(sheet.z, row));
    foldIntoTeams(judged, grid, sheet);
    countStreaks(streaks, grid, sheet);
    yield { week, sheet, notes: ranking.notes };
  }
}

/** One metric of one level in one week, its figures by the place of its series among them. */
export type JudgedBlock = { readonly week: number; readonly block: Block; readonly sheet: Sheet };

/**
 * Judges some metrics alone, block by block, without ranking: of the figures only those before `z` are what they are
 * among all. The sheet is that of one block and used again for the next.
 *
 * @param only the metrics
 * @param kept columns whose figures are asked for
 */
export function* blockSteps(
  table: Table,
  only: ReadonlySet<string>,
  kept: readonly Column[],
): Generator<JudgedBlock | null> {
  const { blocks: all, units } = blocksOf(table);
  const size = largest(all);
  const cells = Int32Array.from({ length: size }, (_, place) => place);
  const judged = all
    .filter(({ metric }) => only.has(metric))
    .map((block) => ({ ...block, cells: cells.subarray(0, block.rows.length) }));
  const { take } = newScratch((keptLists + gridLists) * table.size);
  const blocks = judged.map((block) => startBlock(block, take));
  const grid = newGridWeek(table, take);
  const scratch = newScratch(scratchLists * size);
  const absence = newAbsence(units, table.weeks);
  const restarts = startRestarts(table, blocks, newRecent(0));
  const sheet = emptySheet(size, kept);
  for (let week = 0; week < table.weeks; week += 1) {
    table.read(week, grid);
    restarts.begin(week);
    readAbsence(absence, grid, all, week);
    yield null;
    const exposure = restarts.within(newExposure(table.teamCount));
    for (const { block, judge } of blocks) {
      scratch.reset();
      clearSheet(sheet);
      judge({ grid, sheet, absence, exposure, isAsked: true, take: scratch.take });
      restarts.countWeeks(sheet, block);
      yield { week, block, sheet };
    }
  }
}

/** Lists of numbers that judging a block takes at most, each as long as the block. */
const scratchLists = 12;

const largest = (blocks: readonly Block[]): number => Math.max(0, ...blocks.map(({ rows }) => rows.length));

function newGridWeek({ weeks, teamCount, size, valueIn }: Table, take: Scratch): GridWeek {
  const [values, bases] = [take(size), take(size)];
  return { weeks, teamCount, values, bases, teams: new Int32Array(size), valueIn };
}

/** Lists of numbers that are kept of a block's past and of the week at hand, each as long as the block or the table. */
const [keptLists, gridLists] = [8, 2];

/**
 * @param take from one piece of memory for all: the operating system has it back afterwards, which it has not of
 *   hundreds of pieces of 80 KB to 2 MB each
 */
function startBlock(block: Block, take: Scratch) {
  type Week = Parameters<typeof judgeCounts>[2];
  if (block.kind === "count") {
    const rates = newCounts(block, take);
    const memories = [countsMemory(rates)];
    return { block, memories, judge: (week: Week) => judgeCounts(block, rates, week) };
  }
  const state = newMeanBlock(block, take);
  const memories = meanMemories(state);
  return { block, memories, judge: (week: Week) => judgeMeanBlock(block, state, week) };
}

/**
 * Somebody's silence is one thing to tell, not a drop of each count: the count that misses most carries it, the
 * others score 0.
 */
function tellSilenceOnce(blocks: readonly Block[], silence: Float64Array, sheet: Sheet): void {
  const carrier = new Int32Array(silence.length).fill(-1);
  const counts = blocks.filter(({ kind, level }) => kind === "count" && level === "person");
  for (const { rows, units } of counts) {
    for (let place = 0; place < rows.length; place += 1) {
      const [row, unit] = [at(rows, place), at(units, place)];
      if (Number.isNaN(at(silence, unit)) || Number.isNaN(at(sheet.z, row))) continue;
      const best = at(carrier, unit);
      if (best < 0 || at(sheet.z, row) < at(sheet.z, best)) carrier[unit] = row;
    }
  }
  for (const { rows, units } of counts) {
    for (let place = 0; place < rows.length; place += 1) {
      const [row, unit] = [at(rows, place), at(units, place)];
      if (Number.isNaN(at(silence, unit)) || Number.isNaN(at(sheet.z, row))) continue;
      const isCarrier = at(carrier, unit) === row;
      sheet.z[row] = isCarrier ? at(silence, unit) : 0;
      sheet.silence[row] = isCarrier ? 1 : 2;
    }
  }
}
