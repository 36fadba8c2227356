import { add, at, clamp, decay, fresh, mapped, type Scratch } from "./cells.ts";
import { leastWeeks } from "./counts.ts";
import type { Block } from "./grid.ts";
import { putEntry, type Sheet } from "./sheet.ts";
import { shareQuantile, shareScore } from "./tails.ts";

const halfLife = 13;
const fade = decay(halfLife);
const fadeCorrelation = decay(26);

/** Calls that the others' share weighs against the own; a team's against the company's; the lift's prior. */
const prior = { own: 6, team: 20, lift: 60 } as const;

/** Past weeks from which somebody is a measure for others. */
const leastMeasure = 3;

/** What is kept of the past of a block of shares: hits and trials, and what says how alike one week's calls are. */
export type Shares = {
  readonly hits: Float64Array;
  readonly trials: Float64Array;
  readonly weeks: Float64Array;
  readonly team: Int32Array;
  /** Σ of excess variance and Σ of what a correlation of 1 would make it. */
  readonly excess: Float64Array;
};

export function newShares(size: number, take: Scratch = fresh): Shares {
  const sums = () => take(size);
  return {
    hits: sums(),
    trials: sums(),
    weeks: sums(),
    team: new Int32Array(size).fill(-1),
    excess: new Float64Array(2),
  };
}

type SharesWeek = {
  readonly values: Float64Array;
  readonly bases: Float64Array;
  readonly teams: Int32Array;
  readonly teamCount: number;
  readonly sheet: Sheet;
  readonly take: Scratch;
};

/**
 * Judges one week of shares of calls: k hits of n. Usual p = (Σ a k + 6 p_team) / (Σ a n + 6), times the lift of all
 * others this week, L = (Σ k + 60) / (Σ p n + 60); the tail is a beta-binomial's with correlation
 * ρ + 1 / (Σ a n + 6), the second part for p being an estimate. ρ is the metric's, by moments:
 * Σ w [(k − np)² − npq − error] / Σ w n (n − 1) pq, between 0.005 and 0.5.
 *
 * @see Williams, Extra-binomial variation in logistic linear models, Applied Statistics 31 (1982)
 */
export function judgeShares(block: Block, shares: Shares, week: SharesWeek): void {
  const { values, bases, sheet } = week;
  const size = values.length;
  const usual = usualShares(block, shares, week);
  const rho = correlationOf(shares);
  const isMeasure = (place: number) =>
    !Number.isNaN(at(values, place)) && at(shares.weeks, place) >= leastMeasure;
  let [hits, expected] = [prior.lift, prior.lift];
  for (let place = 0; place < size; place += 1) {
    if (!isMeasure(place)) continue;
    hits += hitsOf(values, bases, place);
    expected += at(usual, place) * at(bases, place);
  }
  for (let index = 0; index < 2; index += 1)
    shares.excess[index] = at(shares.excess, index) * fadeCorrelation;

  for (let place = 0; place < size; place += 1) {
    if (Number.isNaN(at(values, place))) continue;
    const n = Math.round(at(bases, place));
    const k = hitsOf(values, bases, place);
    const own = Number(isMeasure(place));
    const without = expected - own * at(usual, place) * at(bases, place);
    const lift = block.level === "company" ? 1 : (hits - own * k) / without;
    const p = clamp(at(usual, place) * lift, 0.002, 0.98);
    const error = 1 / (at(shares.trials, place) + prior.own);
    if (at(shares.weeks, place) >= leastWeeks && n >= 1) {
      const row = at(block.cells, place);
      const correlation = Math.min(0.9, rho + error);
      sheet.weeks[row] = at(shares.weeks, place);
      sheet.weight[row] = at(shares.trials, place);
      sheet.pastValues[row] = at(shares.hits, place);
      sheet.pastExposure[row] = at(shares.trials, place);
      sheet.priorWeight[row] = prior.own;
      sheet.rate[row] = at(usual, place);
      sheet.exposure[row] = n;
      sheet.common[row] = lift;
      sheet.pooledSpread[row] = rho;
      sheet.ownSpread[row] = Number.NaN;
      sheet.spread[row] = Number.NaN;
      sheet.freedom[row] = Number.NaN;
      sheet.predictive[row] = correlation;
      sheet.expected[row] = p;
      sheet.middle[row] = p;
      sheet.low[row] = shareQuantile(0.025, n, p, correlation) / n;
      sheet.high[row] = shareQuantile(0.975, n, p, correlation) / n;
      sheet.z[row] = shareScore(k, n, p, correlation);
      sheet.base[row] = n;
    }
    if (own === 1 && n > 1) learnCorrelation(shares, { k, n, p, error, rho });
    putEntry(sheet, at(block.cells, place), { value: k / lift, exposure: n, weight: 1, halfLife });
    shares.hits[place] = at(shares.hits, place) * fade + k / lift;
    shares.trials[place] = at(shares.trials, place) * fade + n;
    add(shares.weeks, place, 1);
  }
}

const hitsOf = (values: Float64Array, bases: Float64Array, place: number): number =>
  Math.round(at(values, place) * at(bases, place));

function usualShares(
  { level }: Block,
  shares: Shares,
  { teams, teamCount, values, take }: SharesWeek,
): Float64Array {
  const [teamHits, teamTrials] = [take(teamCount), take(teamCount)];
  let [hits, trials] = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    if (!Number.isNaN(at(values, place))) shares.team[place] = at(teams, place);
    hits += at(shares.hits, place);
    trials += at(shares.trials, place);
    const team = at(shares.team, place);
    if (team < 0) continue;
    add(teamHits, team, at(shares.hits, place));
    add(teamTrials, team, at(shares.trials, place));
  }
  const all = trials > 0 ? hits / trials : 0.5;
  const usual = (own: number, place: number): number => {
    const team = at(shares.team, place);
    const hasTeam = level === "person" && team >= 0;
    const others = hasTeam
      ? (at(teamHits, team) + prior.team * all) / (at(teamTrials, team) + prior.team)
      : all;
    return (own + prior.own * others) / (at(shares.trials, place) + prior.own);
  };
  return mapped(shares.hits, usual, take);
}

function correlationOf({ excess }: Shares): number {
  const most = at(excess, 1);
  return most > 0 ? clamp(at(excess, 0) / most, 0.005, 0.5) : 0.02;
}

type Learnt = { k: number; n: number; p: number; error: number; rho: number };

/** One week's surprise counts for at most three standard deviations. */
function learnCorrelation({ excess }: Shares, { k, n, p, error, rho }: Learnt): void {
  const binomial = n * p * (1 - p);
  const believed = binomial * (1 + (n - 1) * rho);
  const estimate = p * (1 - p) * error * n * n;
  const surplus = Math.min((k - n * p) ** 2, 9 * (believed + estimate)) - binomial - estimate;
  const weight = 1 / believed ** 2;
  add(excess, 0, weight * surplus * (n - 1) * binomial);
  add(excess, 1, weight * ((n - 1) * binomial) ** 2);
}
