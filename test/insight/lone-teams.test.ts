import { describe, expect, it } from "vitest";
import { loneTeamScales } from "../../src/insight/lone-teams.ts";

/** Two people a team who usually do the same each. */
const scalesOf = (done: readonly number[], usual: number) => {
  const teams = Int32Array.from(done.flatMap((_, team) => [team, team]));
  return loneTeamScales(teams, (place) => ({ done: (done[place >> 1] ?? 0) / 2, usual: usual / 2 }));
};

describe("a team's part in the movement of all", () => {
  it("is cut to one and a half times the middle team's", () => {
    const scale = scalesOf([95, 95, 95, 95, 380], 95);

    expect([scale(0), scale(8)]).toEqual([1, (1.5 * 100 - 5) / 380]);
  });

  it("is raised as far when it stands still alone", () => {
    const scale = scalesOf([95, 95, 95, 95, 20], 95);

    expect(scale(8)).toBeCloseTo((100 / 1.5 - 5) / 20, 12);
  });

  it("stays when all move together", () => {
    const scale = scalesOf([40, 42, 38, 41, 39], 95);

    expect([0, 2, 4, 6, 8].map(scale)).toEqual([1, 1, 1, 1, 1]);
  });

  it("stays where few teams, or none, are known", () => {
    expect(scalesOf([95, 380], 95)(2)).toBe(1);
    expect(loneTeamScales(Int32Array.of(-1), () => ({ done: 9, usual: 1 }))(0)).toBe(1);
  });
});
