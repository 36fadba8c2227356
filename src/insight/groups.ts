import { at } from "./cells.ts";
import type { Block, GridWeek } from "./grid.ts";
import type { Sheet } from "./sheet.ts";
import { countScore } from "./tails.ts";

/** From this z on a team has moved, from the second on it has without one of its people too. */
const [teamMoved, restMoved] = [3, 2.5];

/** The most a person scores whose change is their team's. */
const mostWithTeam = 1.5;

/**
 * A team that moves as a whole is one thing to tell. Where a team's count is beyond z 3, and still beyond 2.5 in the
 * same direction when one person is taken out of value and expectation, that person's change of the same
 * direction is the team's: it scores at most 1.5. Somebody who moves the team alone keeps their score.
 */
export function foldIntoTeams(blocks: readonly Block[], grid: GridWeek, sheet: Sheet): void {
  for (const team of blocks) {
    if (team.level !== "team" || team.kind !== "count") continue;
    const people = blocks.find(({ level, metric }) => level === "person" && metric === team.metric);
    if (!people) continue;
    const rowOf = new Map<number, number>();
    for (const row of team.rows) rowOf.set(at(grid.teams, row), row);
    for (const row of people.rows) {
      const teamRow = rowOf.get(at(grid.teams, row));
      if (teamRow === undefined || !movesWith(grid, sheet, row, teamRow)) continue;
      sheet.withTeam[row] = 1;
      sheet.score[row] = Math.sign(at(sheet.z, row)) * Math.min(Math.abs(at(sheet.score, row)), mostWithTeam);
    }
  }
}

function movesWith(grid: GridWeek, sheet: Sheet, row: number, teamRow: number): boolean {
  const [z, teamZ] = [at(sheet.z, row), at(sheet.z, teamRow)];
  if (!(Math.abs(teamZ) >= teamMoved) || Math.sign(z) !== Math.sign(teamZ)) return false;
  const value = (of: number) => at(grid.values, of);
  const own = (at(sheet.expected, row) * at(sheet.common, teamRow)) / at(sheet.common, row);
  const rest = value(teamRow) - value(row);
  const expected = at(sheet.expected, teamRow) - own;
  if (rest < 0 || !(expected >= 0.5)) return false;
  const without = countScore(rest, expected, at(sheet.predictive, teamRow));
  return Math.sign(without) === Math.sign(z) && Math.abs(without) >= restMoved;
}
