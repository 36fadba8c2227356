import { at, clamp, fresh, mapped, type Scratch } from "./cells.ts";
import { effectiveWeeks, type Rates } from "./rates.ts";

/** Weeks that the others' dispersion weighs against a series' own. */
const priorWeeks = 8;

/** Dispersions of a block of counts: variance = μ + α μ². */
export type Dispersions = {
  readonly pooled: number;
  readonly own: Float64Array;
  /** Own and pooled together. */
  readonly joint: Float64Array;
};

/**
 * How much more counts vary than a Poisson's, by moments: for one series Σ a [(y − be)² − be] / Σ a (be)², for all of
 * them the same with both sums over everybody, between 0.005 and 3.
 *
 * A dozen weeks say little about a dispersion, so joint = (8 pooled + I own) / (8 + I), where I is how many
 * weeks the series speaks for: its effective weeks, times αb / (1 + αb), the part of its variance that is not
 * Poisson's, between 0.05 and 1.
 *
 * @see Lloyd-Smith, Maximum likelihood estimation of the negative binomial dispersion parameter, PLoS ONE (2007)
 * @param usual the rates b
 */
export function dispersionsOf(rates: Rates, usual: Float64Array, take: Scratch = fresh): Dispersions {
  const size = usual.length;
  const own = take(size);
  let [extra, square] = [0, 0];
  for (let place = 0; place < size; place += 1) {
    const b = at(usual, place);
    const squares = b * b * at(rates.ee, place);
    if (squares <= 0) continue;
    const excess = at(rates.yy, place) - 2 * b * at(rates.ye, place) + squares - b * at(rates.e, place);
    own[place] = Math.max(0, excess / squares);
    extra += Math.max(excess, -squares);
    square += squares;
  }
  const pooled = square > 0 ? clamp(extra / square, 0.005, 3) : 0.1;
  const jointOf = (rate: number, place: number): number => {
    const beyond = pooled * rate;
    const speaksFor = effectiveWeeks(rates, place) * clamp(beyond / (1 + beyond), 0.05, 1);
    return (priorWeeks * pooled + speaksFor * at(own, place)) / (priorWeeks + speaksFor);
  };
  return { pooled, own, joint: mapped(usual, jointOf, take) };
}

/**
 * The dispersion to judge with: α, plus (α + 1/μ) / n for a rate that is itself an estimate from n weeks, plus
 * 0.4 (ln f)² because the more everybody moves, the less evenly they do: in a week at a fifth of normal, some
 * teams stand still and some work as ever.
 *
 * @param typical what the series usually counts in a week
 * @example
 * predictiveDispersion(0.2, 10, 10, 1); // => 0.2 + (0.2 + 0.1) / 10 = 0.23
 */
export function predictiveDispersion(alpha: number, typical: number, weeks: number, factor: number): number {
  return alpha + (alpha + 1 / Math.max(typical, 0.2)) / weeks + 0.4 * Math.log(factor) ** 2;
}
