import { type Absence, entryWeight } from "./absence.ts";
import { at, type Scratch } from "./cells.ts";
import { type Block, type GridWeek, isMeanOfRatios } from "./grid.ts";
import { judgeMeans, type Means, newMeans } from "./means.ts";
import { judgeShares, newShares, type Shares } from "./shares.ts";
import type { Sheet } from "./sheet.ts";
import { type MeanScale, newVariance, type Variance } from "./variance.ts";

/** Means of calls: shares of calls where value × n is whole, other means otherwise. */
export type MeanBlock = {
  readonly means: Means;
  readonly shares: Shares;
  readonly variance: Variance;
  /** Values seen that rest on more than one call, and those of them that are a whole number of calls. */
  seen: number;
  whole: number;
};

export function newMeanBlock(block: Block, take?: Scratch): MeanBlock {
  const size = block.rows.length;
  const variance = newVariance(scaleOf(block));
  return { means: newMeans(size, take), shares: newShares(size, take), variance, seen: 0, whole: 0 };
}

/**
 * The scale on which a mean is judged: lengths and rates differ by factors, so their logarithm; a sum of lengths
 * by its square root, which stands zeros; shares and scores as they are.
 */
export function scaleOf({ kind, isSum }: Pick<Block, "kind" | "isSum">): MeanScale {
  if (kind === "ratio") return scales.ratio;
  if (kind === "score") return scales.score;
  return isSum ? scales.sum : scales.length;
}

const positive = (value: number): number => Math.max(0, value);
const scales = {
  ratio: {
    formula: "x",
    to: (value) => value,
    from: (scaled) => Math.min(1, positive(scaled)),
    least: 2.5e-5,
    first: [0.002, 0.02],
    shift: 0.05,
  },
  score: { formula: "x", to: (value) => value, from: positive, least: 1e-4, first: [0.05, 0.3], shift: 0.12 },
  sum: {
    formula: "√x",
    to: (value) => Math.sqrt(positive(value)),
    from: (scaled) => positive(scaled) ** 2,
    least: 1e-4,
    first: [0.05, 0.3],
    shift: 0.3,
  },
  length: {
    formula: "ln x",
    to: (value) => Math.log(Number.isNaN(value) ? value : Math.max(value, 1e-3)),
    from: Math.exp,
    least: 1e-4,
    first: [0.02, 0.2],
    shift: 0.12,
  },
} as const satisfies Record<string, MeanScale>;

/**
 * Judges one week of one metric that is a mean, and takes it into what is remembered. What is known of it as a mean
 * is kept for a share too: one value that is no share of its calls ends its being judged as one.
 */
export function judgeMeanBlock(
  block: Block,
  state: MeanBlock,
  { grid, sheet, absence, take }: MeanWeek,
): void {
  const { values, bases } = readMeans(block, grid, take);
  if (block.isSum && block.level === "person") leaveOut(values, block, absence);
  if (block.kind === "ratio" && !isMeanOfRatios(block.metric)) countWhole(state, values, bases);
  judgeMeans(block, state.means, state.variance, { values, bases, sheet, take });
  if (!isShare(state)) return;
  const teams = block.rows.map((row) => at(grid.teams, row));
  judgeShares(block, state.shares, { values, bases, teams, teamCount: grid.teamCount, sheet, take });
}

export type MeanWeek = {
  readonly grid: GridWeek;
  readonly sheet: Sheet;
  readonly absence: Absence;
  readonly take: Scratch;
};

/** No hours in a week of leave say nothing that the leave itself does not, nor what hours are usual. */
function leaveOut(values: Float64Array, { units }: Block, absence: Absence): void {
  for (let place = 0; place < values.length; place += 1) {
    if (entryWeight(absence, at(units, place)) < 1) values[place] = Number.NaN;
  }
}

/** Is the metric so far a share of calls, such as calls with feedback of calls hosted? */
export function isShare({ seen, whole }: Pick<MeanBlock, "seen" | "whole">): boolean {
  return seen >= 5 && whole >= 0.97 * seen;
}

/** Where the calls behind a value are not known, hosted calls stand in for them; else it counts as one call. */
function readMeans(block: Block, { values: all, bases: known }: GridWeek, take: Scratch) {
  const size = block.rows.length;
  const [values, bases] = [take(size).fill(Number.NaN), take(size)];
  for (let place = 0; place < size; place += 1) {
    const row = at(block.rows, place);
    const hosted = at(block.hosted, place);
    const told = at(known, row);
    const stand = hosted < 0 || block.isSum ? 1 : at(all, hosted);
    const base = Number.isNaN(told) ? (stand > 0 ? stand : 1) : told;
    if (base <= 0) continue;
    values[place] = at(all, row);
    bases[place] = base;
  }
  return { values, bases };
}

/** Values are printed with a few digits, so that a whole number is one to within 0.02. */
function countWhole(state: MeanBlock, values: Float64Array, bases: Float64Array): void {
  for (let place = 0; place < values.length; place += 1) {
    const [value, base] = [at(values, place), at(bases, place)];
    if (Number.isNaN(value) || base <= 1) continue;
    state.seen += 1;
    const hits = value * base;
    if (value <= 1 && Math.abs(hits - Math.round(hits)) < 0.02 + 1e-5 * base) state.whole += 1;
  }
}
