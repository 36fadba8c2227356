import { describe, expect, it } from "vitest";
import { makePanel } from "../../bench/insight/make-panel.ts";
import { alertsOf } from "../../src/insight/decision.ts";
import type { Grid } from "../../src/insight/grid.ts";
import { newRecent, recordScore, rememberScore, togetherScore } from "../../src/insight/persistence.ts";
import { judgeWeeks } from "../../src/insight/weeks.ts";

const scoresOf = (grid: Grid): readonly (readonly number[])[] =>
  [...judgeWeeks(grid)].length === 0
    ? []
    : Array.from(judgeWeeks(grid), ({ sheet }) => [...sheet.score, ...sheet.expected, ...sheet.p]);

function firstWeeks(grid: Grid, weeks: number): Grid {
  const cut = <Numbers extends Float64Array | Int32Array>(numbers: Numbers): Numbers =>
    numbers.filter((_, cell) => cell % grid.weeks < weeks) as Numbers;
  return { ...grid, weeks, values: cut(grid.values), bases: cut(grid.bases), teams: cut(grid.teams) };
}

describe("judgeWeeks", () => {
  const { grid } = makePanel({ seed: 3, people: 24, weeks: 40 });

  it("never uses a later week: cutting the future off changes nothing", () => {
    const whole = scoresOf(grid);

    for (const weeks of [7, 20, 39]) {
      expect(scoresOf(firstWeeks(grid, weeks))).toEqual(whole.slice(0, weeks));
    }
  });

  it("gives a week the same figures when the weeks before it are only learnt from", () => {
    const whole = scoresOf(grid);

    for (const from of [0, 20, 39]) {
      const asked = Array.from(judgeWeeks(grid, from), ({ sheet }) => [
        ...sheet.score,
        ...sheet.expected,
        ...sheet.p,
      ]);

      expect(asked).toEqual(whole.slice(from));
    }
  });

  it("reads each value about as often in a long past as in a short one", () => {
    const readsOf = (weeks: number): number => {
      let reads = 0;
      const short = firstWeeks(makePanel({ seed: 3, people: 24, weeks: 120 }).grid, weeks);
      const values = new Proxy(short.values, {
        get: (target, key) => {
          reads += 1;
          return Reflect.get(target, key);
        },
      });
      for (const _ of judgeWeeks({ ...short, values }));
      return reads;
    };

    expect(readsOf(120) - readsOf(60)).toBeLessThan(1.1 * (readsOf(100) - readsOf(40)));
  });

  it("tells at most ten findings a week", () => {
    for (const { week, sheet } of judgeWeeks(grid)) {
      expect(alertsOf(grid, week, sheet).alerts.size).toBeLessThanOrEqual(10);
    }
  });
});

describe("silence", () => {
  /** Twenty people of two counts each; the first does nothing for the last `weeks`. */
  const silentFor = (weeks: number): readonly number[] => {
    const length = 40;
    const rows = Array.from({ length: 40 }, (_, row) => ({
      level: "person" as const,
      unit: `p${row >> 1}`,
      metric: row % 2 === 0 ? "callsAsHost" : "callsAttended",
      kind: "count" as const,
    }));
    const values = Float64Array.from({ length: rows.length * length }, (_, cell) =>
      cell < 2 * length && cell % length >= length - weeks ? 0 : 8 + (cell % 3),
    );
    const none = new Float64Array(values.length).fill(Number.NaN);
    const teams = new Int32Array(values.length);
    const grid = { weeks: length, rows, values, bases: none, teams, teamCount: 1 };
    let scores: readonly number[] = [];
    for (const { sheet } of judgeWeeks(grid)) scores = [...sheet.score.slice(0, 2)];
    return scores;
  };
  const sizeOf = (weeks: number) => Math.max(...silentFor(weeks).map(Math.abs));

  it("is leave for two weeks, news in the third and fourth, and known from the fifth on", () => {
    expect(sizeOf(2)).toBeLessThanOrEqual(2.6);
    expect(sizeOf(3)).toBeGreaterThan(2.6);
    expect(sizeOf(4)).toBeGreaterThan(2.6);
    expect(sizeOf(5)).toBe(1.5);
  });
});

describe("togetherScore", () => {
  const recentOf = (...scores: readonly number[]) => {
    const recent = newRecent(1);
    for (const [week, score] of scores.entries()) rememberScore(recent, 0, score, week);
    return recent;
  };
  const lastOf = (...scores: readonly number[]) => togetherScore(recentOf(...scores), 0, 0);

  it("adds weeks of one direction up: three of −2 are 6 / √3 − 0.25", () => {
    expect(lastOf(-2, -2, -2)).toEqual({ size: expect.closeTo(6 / Math.sqrt(3) - 0.25, 12), span: 3 });
  });

  it("ends at a week of the other direction, and lends an old spike little", () => {
    expect(lastOf(2, -2, 2)).toEqual({ size: 2, span: 1 });
    // 9 counts as 1.5 + 0.8
    expect(lastOf(9, 1.5).size).toBeCloseTo((1.5 + 2.3) / Math.SQRT2 - 0.2, 12);
  });

  it("believes weeks less that follow from each other: at r = 0.2 two have the variance 2.4, not 2", () => {
    expect(togetherScore(recentOf(-2, -2), 0, 0.2).size).toBeCloseTo(4 / Math.sqrt(2.4) - 0.2, 12);
  });

  it("knows the record of the same direction, this week left out", () => {
    expect(recordScore(recentOf(3, -2, 1.5, 2.5), 0)).toBe(3);
    expect(recordScore(recentOf(3, -2, 1.5, -0.5), 0)).toBe(2);
    expect(recordScore(recentOf(-1, 2), 0)).toBe(0);
  });
});
