import { newAbsence, readAbsence, wasAbsent } from "./absence.ts";
import { at } from "./cells.ts";
import { judgeCounts, newCounts } from "./counts.ts";
import { evidenceOf, rivalsOf } from "./evidence.ts";
import { newExposure } from "./exposure.ts";
import { type Block, blocksOf, type Grid, unitCount } from "./grid.ts";
import { foldIntoTeams } from "./groups.ts";
import { judgeMeanBlock, newMeanBlock } from "./mean-block.ts";
import { normalTail } from "./normal.ts";
import { newRecent, rememberScore, togetherScore } from "./persistence.ts";
import { countsMemory, meanMemories, startRestarts } from "./restart.ts";
import { clearSheet, emptySheet, type Sheet } from "./sheet.ts";
import { countStreaks } from "./streak.ts";

/** One judged week. The sheet is used again for the next: take from it what you need before you go on. */
export type JudgedWeek = { readonly week: number; readonly sheet: Sheet };

/**
 * Judges every week of a grid in turn, each from what came before it alone. Nothing later than a week can change
 * its figures. A week costs the same however long the past is, so that all weeks cost series × weeks.
 *
 * @example
 * for (const { week, sheet } of judgeWeeks(grid)) console.log(week, sheet.score[0]);
 */
export function* judgeWeeks(grid: Grid): Generator<JudgedWeek> {
  const blocks = blocksOf(grid).map(startBlock);
  const plain = blocks.map(({ block }) => block);
  const absence = newAbsence(unitCount(grid), grid.weeks);
  const recent = newRecent(grid.rows.length);
  const restarts = startRestarts(grid, blocks, recent);
  const sheet = emptySheet(grid.rows.length);
  const streaks = new Int32Array(grid.rows.length);
  for (let week = 0; week < grid.weeks; week += 1) {
    clearSheet(sheet);
    restarts.begin(week);
    readAbsence(absence, grid, plain, week);
    const exposure = restarts.within(newExposure(grid.teamCount));
    for (const { judge } of blocks) judge({ grid, week, sheet, absence, exposure });
    restarts.countWeeks(sheet);
    tellSilenceOnce(plain, absence.score, sheet);
    for (const block of plain) {
      for (let place = 0; place < block.rows.length; place += 1) {
        const row = at(block.rows, place);
        const z = at(sheet.z, row);
        rememberScore(recent, row, z);
        if (Number.isNaN(z)) continue;
        const isSilence = at(sheet.silence, row) > 0;
        const { size, span } = isSilence ? { size: Math.abs(z), span: 1 } : togetherScore(recent, row);
        const unit = at(block.units, place);
        const isLeave = (past: number) =>
          block.level === "person" && block.kind === "count" && wasAbsent(absence, unit, past, grid.weeks);
        const rivals = isSilence ? 0 : rivalsOf(grid, row, week, z > 0, isLeave, restarts.since(row));
        const expected = at(sheet.expected, row);
        sheet.p[row] = 2 * normalTail(Math.abs(z));
        sheet.span[row] = isSilence ? Math.max(1, at(absence.run, unit)) : span;
        sheet.together[row] = size;
        sheet.rivals[row] = rivals;
        const score = isSilence ? size : evidenceOf(size, rivals, block.kind, expected);
        sheet.score[row] = Math.sign(z) * score;
      }
    }
    foldIntoTeams(plain, grid, week, sheet);
    countStreaks(streaks, grid, week, sheet);
    yield { week, sheet };
  }
}

function startBlock(block: Block) {
  type Week = Parameters<typeof judgeCounts>[2];
  if (block.kind === "count") {
    const rates = newCounts(block);
    const memories = [countsMemory(rates)];
    return { block, memories, judge: (week: Week) => judgeCounts(block, rates, week) };
  }
  const state = newMeanBlock(block);
  const memories = meanMemories(state);
  return {
    block,
    memories,
    judge: ({ grid, week, sheet }: Week) => judgeMeanBlock(block, state, grid, week, sheet),
  };
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
