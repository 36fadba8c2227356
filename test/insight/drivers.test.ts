import { describe, expect, it } from "vitest";
import { driversOf } from "../../src/insight/drivers.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import type { Entity, Series } from "../../src/series.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

const flat = (value: number) => Array.from({ length: 12 }, () => value);

function driversFor({ level, id }: Entity, metric: string, ...all: readonly Series[]) {
  const panel = panelOf(...all);
  const judgement = judgeWeek(panel);
  const verdict = verdictFor(judgement, level, id, metric);
  if (!verdict) throw new Error(`${level} ${id} was not judged`);
  return { ...driversOf(verdict, judgement, panel), verdict };
}

const close = (value: number) => expect.closeTo(value, 6);

describe("drivers of a sum", () => {
  // Weights of twelve weeks halving every ten add up to 8.4; the others' rate of 33 weighs 1 of 9.4, so that Ana's usual
  // is (8.4 × 50 + 33) / 9.4 = 48, Bo's 30 and Cy's 21; scaled to the team's middle of 100: 48.5, 30.5 and 21.5.
  it("carry y − E each, largest share first, and add up to the change", () => {
    const { parts, verdict } = driversFor(
      team("T"),
      "callsAsHost",
      series(team("T"), "callsAsHost", [...flat(100), 40]),
      series(person("Ana"), "callsAsHost", [...flat(50), 5]),
      series(person("Bo"), "callsAsHost", [...flat(30), 18]),
      series(person("Cy"), "callsAsHost", [...flat(20), 17]),
    );

    expect(parts.map(({ name, delta, share }) => [name, Math.round(delta), share.toFixed(1)])).toEqual([
      ["Ana", -44, "0.7"],
      ["Bo", -12, "0.2"],
      ["Cy", -4, "0.1"],
    ]);
    const [deltas, usual] = [parts.map(({ delta }) => delta), parts.map((each) => each.usual ?? 0)];
    expect(deltas.reduce((sum, delta) => sum + delta)).toBeCloseTo(40 - verdict.usual.middle, 9);
    expect(usual.reduce((sum, each) => sum + each)).toBeCloseTo(verdict.usual.middle, 9);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("give somebody who moved against it a negative share, last", () => {
    const { parts } = driversFor(
      team("T"),
      "callsAsHost",
      series(team("T"), "callsAsHost", [...flat(100), 60]),
      series(person("Ana"), "callsAsHost", [...flat(50), 2]),
      series(person("Bo"), "callsAsHost", [...flat(50), 58]),
    );

    expect(parts.map(({ name }) => name)).toEqual(["Ana", "Bo"]);
    expect(parts[0]?.share).toBeGreaterThan(1);
    expect(parts[1]?.share).toBeLessThan(0);
  });

  it("expect nothing of somebody on leave, and of nobody who has left", () => {
    const { parts } = driversFor(
      team("T"),
      "callsAsHost",
      series(team("T"), "callsAsHost", [...flat(100), 20]),
      series(person("Ana"), "callsAsHost", [...flat(40), 0]),
      series(person("Bo"), "callsAsHost", [...flat(40), 20]),
      series(person("Cy"), "callsAsHost", [...flat(20), null]),
    );

    expect(parts.map(({ name }) => name)).toEqual(["Bo"]);
  });

  it("split the company's by team, and by people who are in none", () => {
    const { parts } = driversFor(
      company,
      "callsAsHost",
      series(company, "callsAsHost", [...flat(110), 60]),
      series(team("A"), "callsAsHost", [...flat(50), 10]),
      series(team("B"), "callsAsHost", [...flat(50), 42]),
      series(person("A1", "A"), "callsAsHost", [...flat(25), 5]),
      series(person("A2", "A"), "callsAsHost", [...flat(25), 5]),
      series(person("B1", "B"), "callsAsHost", [...flat(25), 21]),
      series(person("B2", "B"), "callsAsHost", [...flat(25), 21]),
      series(person("Lee", null), "callsAsHost", [...flat(10), 7]),
    );

    expect(parts.map(({ id }) => id)).toEqual(["A", "B", "Lee"]);
  });
});

describe("drivers of a mean", () => {
  it("split what moved within people from who made the calls", () => {
    const { parts, decomposition } = driversFor(
      team("T"),
      "talkRatio",
      series(team("T"), "talkRatio", [...flat(0.5), 0.6], 40),
      series(person("Ana"), "talkRatio", [...flat(0.5), 0.7], 20),
      series(person("Bo"), "talkRatio", [...flat(0.5), 0.5], 20),
    );

    expect(decomposition).toEqual({
      weeks: 12,
      from: close(0.5),
      to: close(0.6),
      within: close(0.1),
      between: close(0),
    });
    expect(parts).toEqual([
      expect.objectContaining({ id: "Ana", delta: close(0.1), share: close(1), within: close(0.1) }),
    ]);
  });

  // Before: 20 of 40 calls each at 0.4 and 0.6, mean 0.5. Now 10 and 30 of 40: 0.25 × 0.4 + 0.75 × 0.6 = 0.55. Nobody's
  // own value moved, so within is 0. c = 0.525: Ana (¼ − ½)(0.4 − 0.525) = 0.03125, Bo (¾ − ½)(0.6 − 0.525) = 0.01875.
  it("find a change that is mix alone", () => {
    const { parts, decomposition } = driversFor(
      team("T"),
      "talkRatio",
      series(team("T"), "talkRatio", [...flat(0.5), 0.55], 40),
      series(person("Ana"), "talkRatio", [...flat(0.4), 0.4], [...flat(20), 10]),
      series(person("Bo"), "talkRatio", [...flat(0.6), 0.6], [...flat(20), 30]),
    );

    expect(decomposition).toMatchObject({
      from: close(0.5),
      to: close(0.55),
      within: 0,
      between: close(0.05),
    });
    expect(parts).toEqual([
      expect.objectContaining({
        id: "Ana",
        within: 0,
        between: close(0.03125),
        callShare: { now: 0.25, before: 0.5 },
      }),
      expect.objectContaining({ id: "Bo", within: 0, between: close(0.01875) }),
    ]);
  });
});
