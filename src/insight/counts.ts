import { type Absence, entryWeight } from "./absence.ts";
import { at, decay, mapped, type Scratch } from "./cells.ts";
import { commonFactor } from "./common-factor.ts";
import { dispersionsOf, predictiveDispersion } from "./dispersion.ts";
import { type Exposure, isMadeFromHosted, teamExposure } from "./exposure.ts";
import type { Block, GridWeek } from "./grid.ts";
import { effectiveWeeks, newRates, type Rates, rememberCount, rescaleExposure, usualRates } from "./rates.ts";
import { putEntry, type Sheet } from "./sheet.ts";
import { type CountRange, countRange, countScore } from "./tails.ts";

/** Past weeks from which a series is judged. */
export const leastWeeks = 6;

/**
 * How fast the past fades, how many units of exposure the others' rate weighs, and how strongly the common
 * factor is held at 1. Groups have more calls, so that they need less of others and can remember for longer.
 */
const ways = {
  person: { halfLife: 16, priorRate: 1, priorFactor: 25 },
  team: { halfLife: 20, priorRate: 3, priorFactor: 15 },
  company: { halfLife: 20, priorRate: 3, priorFactor: 15 },
} as const;

/** Least expected count: a person who never did a thing is not infinitely surprising. */
const leastExpected = 0.02;

export function newCounts(block: Block, take?: Scratch): Rates {
  return newRates(block.rows.length, take);
}

/**
 * Judges one week of one metric's counts at one level, and takes the week into what is remembered. In this order:
 * usual rates, dispersions, common factor, expected count b · f · exposure, score, memory.
 */
export function judgeCounts(
  block: Block,
  rates: Rates,
  { grid, sheet, absence, exposure, isAsked, take }: CountsWeek,
): void {
  const { level, rows, cells } = block;
  const way = ways[level];
  const fade = decay(way.halfLife);
  const { values, exposures, isDerived } = readWeek(block, rates, { grid, exposure, take });
  const priorRate =
    way.priorRate * (isDerived ? Math.max(1, total(rates.e) / Math.max(total(rates.a), 1e-9)) : 1);
  const usual = usualRates(rates, priorRate, level === "person" ? grid.teamCount : 0, take);
  const { pooled, own, joint } = dispersionsOf(rates, usual, take);
  const weekly = mapped(usual, (rate, place) => rate * at(exposures, place), take);
  if (level === "person") exposure.learn(block, { rates, values, weekly, absence });
  const measured = mapped(
    values,
    (value, place) =>
      level === "person" && entryWeight(absence, at(block.units, place)) < 1 ? Number.NaN : value,
    take,
  );
  const weight = way.priorFactor * (1 + pooled * meanWeek(rates, usual));
  const factor =
    level === "person"
      ? commonFactor(measured, weekly, rates.weeks, weight, 3, rates.team)
      : commonFactor(measured, weekly, rates.weeks, weight, 1.5);

  const unit = level === "company" ? 1 : fade + (1 - fade) * factor.all;
  for (let place = 0; place < rows.length; place += 1) {
    const [value, own1] = [at(values, place), at(exposures, place)];
    if (Number.isNaN(value) || Number.isNaN(own1)) continue;
    const f = level === "company" ? 1 : factor.without(place);
    if (at(rates.weeks, place) >= leastWeeks && own1 > 0) {
      const row = at(cells, place);
      const b = at(usual, place);
      const typical = (b * at(rates.e, place)) / at(rates.a, place);
      const predictive = predictiveDispersion(at(joint, place), typical, effectiveWeeks(rates, place), f);
      const expected = Math.max(leastExpected, b * f * own1);
      sheet.weeks[row] = at(rates.weeks, place);
      sheet.weight[row] = at(rates.a, place);
      sheet.pastValues[row] = at(rates.y, place);
      sheet.pastExposure[row] = at(rates.e, place);
      sheet.priorWeight[row] = priorRate;
      sheet.rate[row] = b;
      sheet.exposure[row] = own1;
      sheet.common[row] = f;
      sheet.ownSpread[row] = at(own, place);
      sheet.pooledSpread[row] = pooled;
      sheet.spread[row] = at(joint, place);
      sheet.predictive[row] = predictive;
      sheet.expected[row] = expected;
      if (isAsked) putRange(sheet, row, countRange(expected, predictive));
      sheet.z[row] = countScore(value, expected, predictive);
    }
    const entry = level === "person" ? entryWeight(absence, at(block.units, place)) : 1;
    putEntry(sheet, at(cells, place), { value, exposure: own1 * f, weight: entry, halfLife: way.halfLife });
    rememberCount(rates, place, fade, { value, exposure: own1 * f, weight: entry });
  }
  rescaleExposure(rates, unit);
  for (let place = 0; place < rows.length; place += 1) sheet.unit[at(cells, place)] = unit;
}

function putRange(sheet: Sheet, row: number, { low, middle, high }: CountRange): void {
  sheet.low[row] = low;
  sheet.middle[row] = middle;
  sheet.high[row] = high;
}

export type CountsWeek = {
  readonly grid: GridWeek;
  readonly sheet: Sheet;
  readonly absence: Absence;
  readonly exposure: Exposure;
  /** False for a week that is only learnt from: it needs no usual range. */
  readonly isAsked: boolean;
  readonly take: Scratch;
};

function readWeek(
  block: Block,
  rates: Rates,
  { grid, exposure, take }: Pick<CountsWeek, "grid" | "exposure" | "take">,
) {
  const isDerived = block.level === "person" && isMadeFromHosted(block.metric);
  const values = take(block.rows.length);
  const exposures = take(block.rows.length).fill(1);
  for (let place = 0; place < values.length; place += 1) {
    const row = at(block.rows, place);
    values[place] = at(grid.values, row);
    if (Number.isNaN(at(values, place))) continue;
    rates.team[place] = at(grid.teams, row);
    if (isDerived) {
      const hosted = at(block.hosted, place);
      exposures[place] = hosted < 0 ? Number.NaN : at(grid.values, hosted);
    }
    if (block.level !== "team") continue;
    // In a metric's very first week nobody's usual is known yet: then the team did what its people do.
    const known = teamExposure(exposure, block.metric, at(rates.team, place));
    exposures[place] = Number.isNaN(known) ? Math.max(at(values, place), 0.05) : known;
  }
  return { values, exposures, isDerived };
}

/** What is usual in a week, over all series with a past. */
function meanWeek(rates: Rates, usual: Float64Array): number {
  let [sum, series] = [0, 0];
  for (let place = 0; place < usual.length; place += 1) {
    if (at(rates.a, place) <= 0) continue;
    sum += (at(usual, place) * at(rates.e, place)) / at(rates.a, place);
    series += 1;
  }
  return series > 0 ? sum / series : 1;
}

function total(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
