import { at } from "./cells.ts";
import { loneTeamScales } from "./lone-teams.ts";

/** Weeks of history from which somebody is a measure for others. */
const leastWeeks = 3;

/** What the others did this week against what they usually do. */
export type CommonFactor = {
  /** Of all together, for the scale of the factors. */
  readonly all: number;
  /** Of all but one. */
  readonly without: (place: number) => number;
};

/**
 * The movement that all share this week, for each series without itself: f = (Σ min(y, 3μ + 3) + κ) / (Σ μ + κ).
 * Values are cut at 3μ + 3, so that one spike is no movement; κ holds f at 1 where few are a measure. Holidays,
 * summit weeks and the ends of quarters move it, with no calendar.
 *
 * f also becomes the exposure of that week in later baselines, so that no holiday lowers what is usual.
 *
 * @param values this week's, NaN for those that are not here or not a measure
 * @param usual μ, what each usually does
 * @param weight κ
 * @param mostTimes where values are cut; groups are steadier, so lower for them
 * @param teams of people, so that one team alone is no movement either; null for groups
 * @example
 * // four people at usually 10 do 5 each, κ = 10: for each of them f = (15 + 10) / (30 + 10) = 0.625
 */
export function commonFactor(
  values: Float64Array,
  usual: Float64Array,
  weeks: Float64Array,
  weight: number,
  mostTimes = 3,
  teams: Int32Array | null = null,
): CommonFactor {
  const counts = (place: number): boolean =>
    !Number.isNaN(at(values, place)) && !Number.isNaN(at(usual, place)) && at(weeks, place) >= leastWeeks;
  const cut = (place: number): number => Math.min(at(values, place), mostTimes * at(usual, place) + 3);
  const partOf = (place: number) => (counts(place) ? { done: cut(place), usual: at(usual, place) } : null);
  const scaleOf = teams ? loneTeamScales(teams, partOf) : () => 1;
  const part = (place: number): number => cut(place) * scaleOf(place);
  let [done, expected] = [weight, weight];
  for (let place = 0; place < values.length; place += 1) {
    if (!counts(place)) continue;
    done += part(place);
    expected += at(usual, place);
  }
  return {
    all: done / expected,
    without: (place) =>
      counts(place) ? (done - part(place)) / (expected - at(usual, place)) : done / expected,
  };
}
