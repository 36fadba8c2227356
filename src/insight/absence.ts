import { add, at, clamp } from "./cells.ts";
import type { Block, GridWeek } from "./grid.ts";
import { normalQuantile } from "./normal.ts";

/** Weeks back that say how often somebody is away. */
const memoryWeeks = 52;

/** Until the third week silence is most likely leave: these are the scores it can reach. */
const leaveScores = [2.2, 2.6];

/**
 * Who did nothing at all. Somebody is absent in a week when every count of theirs is 0.
 *
 * For people who are always active such a week is leave: it must neither lower what is usual for them nor be
 * told as a drop of every metric. For people with many such weeks (open-source contributors, occasional users)
 * it is an ordinary week. In between it counts in part.
 */
export type Absence = {
  /** Weeks of silence so far, this week included; 0 when active. */
  readonly run: Int32Array;
  /** How often this person starts a silence, and how often it goes on, as known before the present one. */
  readonly start: Float64Array;
  readonly goOn: Float64Array;
  /** The week as it enters the baseline: 0 leave, 1 an ordinary week. */
  readonly entry: Float64Array;
  /** z of the silence, negative; NaN where a zero is ordinary. */
  readonly score: Float64Array;
  readonly history: Uint8Array;
  readonly spells: Spells;
};

/** Weeks in which an absence could start or go on, and did; of each unit, and of all in the last place. */
type Spells = Readonly<Record<"couldStart" | "started" | "couldGoOn" | "wentOn", Float64Array>>;

const unknown = 2;

export function newAbsence(units: number, weeks: number): Absence {
  const spells = () => new Float64Array(units + 1);
  return {
    run: new Int32Array(units),
    start: new Float64Array(units),
    goOn: new Float64Array(units),
    entry: new Float64Array(units).fill(1),
    score: new Float64Array(units).fill(Number.NaN),
    history: new Uint8Array(units * weeks).fill(unknown),
    spells: { couldStart: spells(), started: spells(), couldGoOn: spells(), wentOn: spells() },
  };
}

export function entryWeight({ entry }: Absence, unit: number): number {
  return at(entry, unit);
}

export function wasAbsent({ history }: Absence, unit: number, week: number, weeks: number): boolean {
  return at(history, unit * weeks + week) === 1;
}

/**
 * Reads one week: p = p1 · pc^(L−1) for a silence of L weeks, where p1 is how often this person starts one (with
 * everybody's rate weighing 6 weeks) and pc how often it goes on (weighing 5), both as known before this silence
 * began, so that it does not make itself ordinary, and both times the company's lift this week (Christmas). At most 2.2 in the first week and 2.6 in the second, which are leave; from the third on
 * as it comes.
 *
 * The share of absent weeks r = (absent + 0.6) / (weeks + 12) decides how far silence is ordinary:
 * entry = (r − 0.08) / (0.18 − 0.08), between 0 and 1.
 */
export function readAbsence(absence: Absence, grid: GridWeek, blocks: readonly Block[], week: number): void {
  const { run, entry, score, history, spells } = absence;
  const { here, active } = activityOf(grid, blocks, run.length);
  entry.fill(1);
  score.fill(Number.NaN);
  const all = run.length;
  const ratesOf = (unit: number) => ({
    start: pooledRate(spells.started, spells.couldStart, unit, all, 6, [1, 20]),
    goOn: pooledRate(spells.wentOn, spells.couldGoOn, unit, all, 5, [1, 2]),
  });
  let [silent, expected] = [5, 5];
  const [starts, goOns] = [new Float64Array(all), new Float64Array(all)];
  for (let unit = 0; unit < all; unit += 1) {
    if (at(here, unit) === 0) continue;
    const { start, goOn } = ratesOf(unit);
    starts[unit] = start;
    goOns[unit] = goOn;
    expected += at(run, unit) > 0 ? goOn : start;
    if (at(active, unit) === 0) silent += 1;
  }
  const lift = Math.max(1, silent / expected);
  for (let unit = 0; unit < all; unit += 1) {
    if (at(here, unit) === 0) continue;
    if (at(run, unit) === 0) {
      absence.start[unit] = at(starts, unit);
      absence.goOn[unit] = at(goOns, unit);
    }
    const isSilent = at(active, unit) === 0;
    const ordinary = isSilent ? ordinaryShare(history, unit, week, grid.weeks) : 1;
    history[unit * grid.weeks + week] = isSilent ? 1 : 0;
    countSpell(spells, at(run, unit) > 0, isSilent, unit, all);
    run[unit] = isSilent ? at(run, unit) + 1 : 0;
    if (!isSilent || ordinary >= 1) continue;
    entry[unit] = ordinary;
    const length = at(run, unit);
    const chance =
      Math.min(1, at(absence.start, unit) * lift) *
      Math.min(1, at(absence.goOn, unit) * lift) ** (length - 1);
    const size = Math.abs(normalQuantile(Math.max(chance, 1e-12) / 2));
    score[unit] = -Math.min(size, leaveScores[length - 1] ?? size);
  }
}

function activityOf(grid: GridWeek, blocks: readonly Block[], units: number) {
  const [here, active] = [new Uint8Array(units), new Uint8Array(units)];
  for (const { kind, level, rows, units: own } of blocks) {
    if (kind !== "count" || level !== "person") continue;
    for (let place = 0; place < rows.length; place += 1) {
      const value = at(grid.values, at(rows, place));
      if (Number.isNaN(value)) continue;
      here[at(own, place)] = 1;
      if (value > 0) active[at(own, place)] = 1;
    }
  }
  return { here, active };
}

function ordinaryShare(history: Uint8Array, unit: number, week: number, weeks: number): number {
  let [absent, known] = [0, 0];
  for (let past = Math.max(0, week - memoryWeeks); past < week; past += 1) {
    const mark = at(history, unit * weeks + past);
    if (mark === unknown) continue;
    known += 1;
    absent += mark;
  }
  return clamp(((absent + 0.6) / (known + 12) - 0.08) / 0.1, 0, 1);
}

function pooledRate(
  done: Float64Array,
  could: Float64Array,
  unit: number,
  all: number,
  weight: number,
  [extraDone, extraCould]: readonly [number, number],
): number {
  const others = (at(done, all) + extraDone) / (at(could, all) + extraCould);
  return (at(done, unit) + weight * others) / (at(could, unit) + weight);
}

function countSpell(spells: Spells, wasSilent: boolean, isSilent: boolean, unit: number, all: number): void {
  for (const place of [unit, all]) {
    add(wasSilent ? spells.couldGoOn : spells.couldStart, place, 1);
    if (isSilent) add(wasSilent ? spells.wentOn : spells.started, place, 1);
  }
}
