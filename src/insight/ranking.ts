import { type Absence, wasAbsent } from "./absence.ts";
import { add, at, clamp, type Scratch } from "./cells.ts";
import { type Evidence, evidenceColumns, evidenceOf, rivalsOf, sizeEvidence } from "./evidence.ts";
import type { Block, GridWeek } from "./grid.ts";
import { fadeMemory, learnMemory, type Memory, memoryOf, newMemory } from "./memory.ts";
import {
  newestScore,
  newRecent,
  type RecentScores,
  recordScore,
  rememberScore,
  scoreBefore,
  togetherScore,
} from "./persistence.ts";
import {
  fadeRelation,
  fromOthers,
  learnRelation,
  newRelation,
  othersWeight,
  type Relation,
} from "./relation.ts";
import type { Sheet } from "./sheet.ts";
import { learnTail, newTailRecord, type TailRecord, tailCorrection } from "./tail-record.ts";

/** What is kept of past z to tell how much this week's mean. */
export type Ranking = {
  readonly recent: RecentScores;
  readonly blocks: ReadonlyMap<Block, { tails: TailRecord; memory: Memory; relation: Relation }>;
  /** Of each unit this week: sum and number of its counts' z. */
  readonly sums: Float64Array;
  readonly numbers: Float64Array;
  /** This week's evidence by row, where it is notable and the sheet has no columns for it. */
  readonly notes: Map<number, Evidence>;
};

/** @param scored the only week that is to be scored; null when any may be */
export function newRanking(
  blocks: readonly Block[],
  rows: number,
  units: number,
  scored: number | null = null,
  take?: Scratch,
): Ranking {
  const own = () => ({ tails: newTailRecord(), memory: newMemory(), relation: newRelation() });
  return {
    recent: newRecent(rows, scored, take),
    blocks: new Map(blocks.map((block) => [block, own()])),
    sums: new Float64Array(units),
    numbers: new Float64Array(units),
    notes: new Map(),
  };
}

export type RankedWeek = {
  readonly grid: GridWeek;
  readonly week: number;
  readonly sheet: Sheet;
  readonly absence: Absence;
  /** False for a week that is only learnt from: it needs no scores. */
  readonly isAsked: boolean;
  /** Week in which a row's past begins. */
  readonly since: (row: number) => number;
};

/**
 * Turns one week's z into scores: z is a probability under a model, the score is what findings are ranked by and
 * told on. In this order: the tails that the metric has shown (`tail`), several weeks together, rivals and record of
 * the own past, the size of a count, the person's other counts. What is learnt of this week comes after it was scored.
 */
export function* rankSteps(
  ranking: Ranking,
  { grid, week, sheet, absence, isAsked, since }: RankedWeek,
): Generator<null> {
  ranking.sums.fill(0);
  ranking.numbers.fill(0);
  ranking.notes.clear();
  for (const [block, { tails }] of ranking.blocks) correctTails(ranking, block, tails, sheet);
  for (const [block, { memory, relation }] of ranking.blocks) {
    const [correlation, weight] = [memoryOf(memory), hasOthers(block) ? othersWeight(relation) : 0];
    for (let place = 0; place < block.rows.length; place += 1) {
      const row = at(block.rows, place);
      const tail = at(sheet.tail, row);
      rememberScore(ranking.recent, row, tail, week);
      if (Number.isNaN(tail)) continue;
      const unit = at(block.units, place);
      if (at(sheet.silence, row) > 0) {
        scoreSilence(ranking, sheet, row, at(absence.run, unit));
        continue;
      }
      const others = hasOthers(block) ? othersOf(ranking, unit, tail) : Number.NaN;
      sheet.others[row] = others;
      if (!isAsked) continue;
      const isLeave = (past: number) =>
        block.level === "person" && block.kind === "count" && wasAbsent(absence, unit, past, grid.weeks);
      const { size, span } = togetherScore(ranking.recent, row, correlation);
      const found: Evidence = {
        tail,
        memory: correlation,
        together: size,
        rivals: rivalsOf(grid, row, week, tail > 0, isLeave, since(row)),
        record: recordScore(ranking.recent, row),
        size: hasOthers(block) ? sizeEvidence(at(sheet.expected, row)) : 0,
        othersWeight: weight,
        fromOthers: Number.isNaN(others) ? 0 : fromOthers(weight, others, Math.sign(tail)),
      };
      sheet.span[row] = span;
      const evidence = evidenceOf(found);
      putEvidence(ranking, sheet, row, found, evidence);
      const isOld = hasOthers(block) && at(absence.run, unit) > mostNews;
      sheet.score[row] = Math.sign(tail) * (isOld ? Math.min(evidence, mostOldNews) : evidence);
    }
    learn(ranking, block, sheet);
    yield null;
  }
}

/** Evidence from which it can be that of a finding: it is kept though its columns are not. */
const notable = 2;

function putEvidence({ notes }: Ranking, sheet: Sheet, row: number, found: Evidence, evidence: number): void {
  if (sheet.together.length === 0) {
    if (evidence >= notable) notes.set(row, found);
    return;
  }
  for (const column of evidenceColumns) sheet[column][row] = found[column];
}

/** Silence is told in its third and fourth week; from the fifth on it is known, and scores at most 1.5. */
const [mostNews, mostOldNews] = [4, 1.5];

/** Only people's counts say how busy somebody was. */
const hasOthers = ({ level, kind }: Block): boolean => level === "person" && kind === "count";

function correctTails(ranking: Ranking, block: Block, tails: TailRecord, sheet: Sheet): void {
  const correct = tailCorrection(tails);
  for (let place = 0; place < block.rows.length; place += 1) {
    const row = at(block.rows, place);
    const z = at(sheet.z, row);
    if (Number.isNaN(z)) continue;
    const isSilence = at(sheet.silence, row) > 0;
    sheet.tail[row] = isSilence ? z : correct(z);
    if (isSilence) continue;
    if (!isSameEvent(z, newestScore(ranking.recent, row))) learnTail(tails, z);
    if (!hasOthers(block)) continue;
    add(ranking.sums, at(block.units, place), cut(at(sheet.tail, row)));
    add(ranking.numbers, at(block.units, place), 1);
  }
}

/** Two weeks in a row beyond 1.5 on one side are taken for one event, so that no lasting shift makes itself ordinary. */
const isSameEvent = (z: number, before: number): boolean =>
  z * before > 0 && Math.min(Math.abs(z), Math.abs(before)) > 1.5;

const cut = (z: number): number => clamp(z, -3, 3);

/** Mean z of a person's other counts; NaN where there is none. */
function othersOf({ sums, numbers }: Ranking, unit: number, tail: number): number {
  const others = at(numbers, unit) - 1;
  return others > 0 ? (at(sums, unit) - cut(tail)) / others : Number.NaN;
}

/** Silence has no evidence but itself. */
const noEvidence: Evidence = {
  tail: Number.NaN,
  memory: Number.NaN,
  together: Number.NaN,
  rivals: 0,
  record: Number.NaN,
  size: Number.NaN,
  othersWeight: Number.NaN,
  fromOthers: Number.NaN,
};

function scoreSilence(ranking: Ranking, sheet: Sheet, row: number, run: number): void {
  const z = at(sheet.z, row);
  sheet.span[row] = Math.max(1, run);
  putEvidence(ranking, sheet, row, { ...noEvidence, tail: z, together: Math.abs(z) }, Math.abs(z));
  sheet.score[row] = run > mostNews ? Math.max(z, -mostOldNews) : z;
}

function learn({ blocks, recent }: Ranking, block: Block, sheet: Sheet): void {
  const own = blocks.get(block);
  if (!own) return;
  fadeMemory(own.memory);
  fadeRelation(own.relation);
  for (const row of block.rows) {
    const tail = at(sheet.tail, row);
    if (Number.isNaN(tail) || at(sheet.silence, row) > 0) continue;
    learnMemory(own.memory, tail, scoreBefore(recent, row));
    const others = at(sheet.others, row);
    if (!Number.isNaN(others)) learnRelation(own.relation, cut(tail), others);
  }
}
