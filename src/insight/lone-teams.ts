import { median } from "simple-statistics";
import { at, clamp } from "./cells.ts";

/** How far from the middle team one may be and still be a measure of what all did. */
const mostTimes = 1.5;

/** Counts that hold a team's ratio at 1, so that a small one is no measure by chance. */
const prior = 5;

/** Fewer teams have no middle one. */
const leastTeams = 4;

/** One person's part of the week: what they did, as far as it counts, and what they usually do. */
export type Part = { readonly done: number; readonly usual: number };

/**
 * What to multiply each person's count by before it measures the movement of all. A team that moves alone draws the
 * sum of everybody with it, though nobody else moved: its ratio (done + 5) / (usual + 5) is cut to within a factor of
 * 1.5 of the middle team's, and its people's counts are scaled by as much.
 *
 * @param partOf null for somebody who is no measure
 * @returns 1 for everybody where fewer than four teams are known
 * @example
 * // middle team as usual, one team at 4 times its usual 95: (380 + 5) / 100 = 3.85 is cut to 1.5: 145 of 380, × 0.38
 */
export function loneTeamScales(
  teams: Int32Array,
  partOf: (place: number) => Part | null,
): (place: number) => number {
  const sums = new Map<number, { done: number; usual: number }>();
  for (let place = 0; place < teams.length; place += 1) {
    const [team, part] = [at(teams, place), partOf(place)];
    if (!part || team < 0) continue;
    const own = sums.get(team) ?? { done: 0, usual: 0 };
    sums.set(team, { done: own.done + part.done, usual: own.usual + part.usual });
  }
  if (sums.size < leastTeams) return () => 1;
  const ratioOf = ({ done, usual }: Part): number => (done + prior) / (usual + prior);
  const middle = median([...sums.values()].map(ratioOf));
  const scales = new Map<number, number>();
  for (const [team, own] of sums) {
    const ratio = clamp(ratioOf(own), middle / mostTimes, middle * mostTimes);
    scales.set(team, own.done > 0 ? Math.max(0, ratio * (own.usual + prior) - prior) / own.done : 1);
  }
  return (place) => scales.get(at(teams, place)) ?? 1;
}
