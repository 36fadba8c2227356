import { median } from "simple-statistics";
import { add, at, clamp } from "./cells.ts";

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
  let count = 0;
  for (const team of teams) count = Math.max(count, team + 1);
  const [done, usual, seen] = [new Float64Array(count), new Float64Array(count), new Uint8Array(count)];
  for (let place = 0; place < teams.length; place += 1) {
    const team = at(teams, place);
    const part = team < 0 ? null : partOf(place);
    if (!part) continue;
    seen[team] = 1;
    add(done, team, part.done);
    add(usual, team, part.usual);
  }
  const known = [...seen.keys()].filter((team) => seen[team] === 1);
  if (known.length < leastTeams) return () => 1;
  const ratioOf = (team: number): number => (at(done, team) + prior) / (at(usual, team) + prior);
  const middle = median(known.map(ratioOf));
  const scales = new Float64Array(count).fill(1);
  for (const team of known) {
    const ratio = clamp(ratioOf(team), middle / mostTimes, middle * mostTimes);
    const all = at(done, team);
    scales[team] = all > 0 ? Math.max(0, ratio * (at(usual, team) + prior) - prior) / all : 1;
  }
  return (place) => {
    const team = at(teams, place);
    return team < 0 ? 1 : (scales[team] ?? 1);
  };
}
