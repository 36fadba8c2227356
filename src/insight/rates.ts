import { add, at, fresh, mapped, type Scratch } from "./cells.ts";

/**
 * What is kept of the past of a block of counts: sums over weeks j with weights a = 2^(−age/half-life), of
 * values y and exposures e. A new week is one multiplication and one addition, however long the past.
 */
export type Rates = {
  readonly a: Float64Array;
  readonly aa: Float64Array;
  readonly y: Float64Array;
  readonly e: Float64Array;
  readonly yy: Float64Array;
  readonly ye: Float64Array;
  readonly ee: Float64Array;
  readonly weeks: Float64Array;
  /** Team of each when last seen. */
  readonly team: Int32Array;
};

export function newRates(size: number, take: Scratch = fresh): Rates {
  const sums = () => take(size);
  return {
    a: sums(),
    aa: sums(),
    y: sums(),
    e: sums(),
    yy: sums(),
    ye: sums(),
    ee: sums(),
    weeks: sums(),
    team: new Int32Array(size).fill(-1),
  };
}

/**
 * The usual count for each unit of exposure, b = (Σ a y + κ m) / (Σ a e + κ): the own past, with a rate m that
 * is usual for others weighing as much as κ units of exposure. Short histories start from the team's rate
 * (itself the company's with two units added), long ones are on their own.
 *
 * @param weight κ
 * @param teamCount 0 for rates that no team is an example for
 * @see Robbins, An empirical Bayes approach to statistics (1956); Gamma-Poisson shrinkage
 * @example
 * // 24 calls over weights of 5, others host 6 a week, κ = 1: (24 + 6) / (5 + 1) = 5
 */
export function usualRates(
  rates: Rates,
  weight: number,
  teamCount: number,
  take: Scratch = fresh,
): Float64Array {
  const size = rates.a.length;
  const [teamY, teamE] = [take(teamCount), take(teamCount)];
  let [allY, allE] = [0, 0];
  const teamAt = (place: number): number => (teamCount === 0 ? -1 : at(rates.team, place));
  for (let place = 0; place < size; place += 1) {
    allY += at(rates.y, place);
    allE += at(rates.e, place);
    const team = teamAt(place);
    if (team < 0) continue;
    add(teamY, team, at(rates.y, place));
    add(teamE, team, at(rates.e, place));
  }
  const all = allE > 0 ? allY / allE : 0;
  const usual = (own: number, place: number): number => {
    const team = teamAt(place);
    const others = team < 0 ? all : (at(teamY, team) + 2 * all) / (at(teamE, team) + 2);
    return (own + weight * others) / (at(rates.e, place) + weight);
  };
  return mapped(rates.y, usual, take);
}

/** Past weeks in effect, (Σ a)² / Σ a²: as many equal weights would tell as much. */
export function effectiveWeeks(rates: Rates, place: number): number {
  const squares = at(rates.aa, place);
  return squares > 0 ? at(rates.a, place) ** 2 / squares : 0;
}

/** Adds a week to the past, everything before weighing `fade` of what it did. */
export function rememberCount(
  rates: Rates,
  place: number,
  fade: number,
  { value, exposure, weight }: { value: number; exposure: number; weight: number },
): void {
  const put = (sums: Float64Array, keep: number, amount: number): void => {
    sums[place] = at(sums, place) * keep + amount;
  };
  put(rates.a, fade, weight);
  put(rates.aa, fade * fade, weight * weight);
  put(rates.y, fade, weight * value);
  put(rates.e, fade, weight * exposure);
  put(rates.yy, fade, weight * value * value);
  put(rates.ye, fade, weight * value * exposure);
  put(rates.ee, fade, weight * exposure * exposure);
  add(rates.weeks, place, 1);
}

/**
 * Divides past exposures by `unit`: a common factor has no zero point of its own, so that one of 1.3 every week
 * would be no movement. With this its mean over the weeks that count stays at 1.
 */
export function rescaleExposure(rates: Rates, unit: number): void {
  for (let place = 0; place < rates.a.length; place += 1) {
    rates.e[place] = at(rates.e, place) / unit;
    rates.ye[place] = at(rates.ye, place) / unit;
    rates.ee[place] = at(rates.ee, place) / unit ** 2;
  }
}
