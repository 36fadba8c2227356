import { describe, expect, it } from "vitest";
import { absentPeople, judgeWeek } from "../../src/insight/judge.ts";
import { countScore } from "../../src/insight/tails.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

/** Twelve weeks around 20. */
const flat = (value: number) => Array.from({ length: 12 }, () => value);
const steady = [20, 21, 19, 20, 22, 18, 20, 21, 19, 20, 20, 20];

describe("judgeWeek", () => {
  it("scores a count by hand: μ, α and the tail of a negative binomial", () => {
    const panel = panelOf(series(person("a"), "callsAsHost", [...flat(20), 8]));
    const verdict = verdictFor(judgeWeek(panel), "person", "a", "callsAsHost");
    // Weights 2^(−age/16) of 12 steady weeks: no dispersion of their own, the least, 0.005, of the metric.
    const weights = flat(0).map((_, age) => 2 ** (-age / 16));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    const squares = weights.reduce((all, weight) => all + weight ** 2, 0);
    const weeks = sum ** 2 / squares;
    const joint = (8 * 0.005) / (8 + (weeks * 0.1) / 1.1);
    const alpha = joint + (joint + 1 / 20) / weeks;

    expect(verdict?.usual.middle).toBeCloseTo(20, 10);
    expect(verdict?.figures.predictive).toBeCloseTo(alpha, 10);
    expect(verdict?.figures.z).toBeCloseTo(countScore(8, 20, alpha), 10);
    // Size adds 0.5 log10(20); six judged weeks of one person say next to nothing of tails and memory.
    expect(verdict?.score).toBeCloseTo(countScore(8, 20, alpha) - 0.5 * Math.log10(20), 3);
  });

  it("finds a spike however few the weeks: the judged week is not in its own window", () => {
    const panel = panelOf(series(person("a"), "callsAsHost", [5, 5, 5, 5, 5, 5, 60]));

    expect(verdictFor(judgeWeek(panel), "person", "a", "callsAsHost")?.certainty).toBe("clear");
  });

  it("judges nobody on fewer than six weeks, and nothing that is missing", () => {
    const panel = panelOf(
      series(person("new"), "callsAsHost", [null, null, 5, 5, 5, 5, 5, 60]),
      series(person("gone"), "callsAsHost", [5, 5, 5, 5, 5, 5, 5, null]),
    );

    expect([...judgeWeek(panel).verdicts]).toEqual([]);
  });

  it("lets no steady series make a trifle a finding", () => {
    const panel = panelOf(series(person("a"), "talkRatio", [...steady.map(() => 0.5), 0.54], 30));

    expect(verdictFor(judgeWeek(panel), "person", "a", "talkRatio")?.isFinding).toBe(false);
  });

  it("does not judge a mean of fewer than three calls, and is slower to believe one of few", () => {
    const ratio = (base: number) =>
      verdictFor(
        judgeWeek(
          panelOf(
            series(
              person("a"),
              "talkRatio",
              [...steady.map(() => 0.5), 0.7],
              [...steady.map(() => 16), base],
            ),
          ),
        ),
        "person",
        "a",
        "talkRatio",
      );

    expect(ratio(2)).toBeUndefined();
    expect(ratio(16)?.score).toBeGreaterThanOrEqual(ratio(4)?.score ?? Number.NaN);
  });

  it("does not judge people who did nothing at all: leave looks like silence", () => {
    const panel = panelOf(
      series(person("away"), "callsAsHost", [...steady, 0]),
      series(person("away"), "callsAttended", [...steady, 0]),
      series(person("quiet"), "callsAsHost", [...steady, 0]),
      series(person("quiet"), "callsAttended", [...steady, 20]),
    );

    expect(absentPeople(panel)).toEqual(new Set(["away"]));
    expect(judgeWeek(panel).verdicts.map(({ series: { entity } }) => entity.id)).toEqual(["quiet", "quiet"]);
  });

  it("judges teams and people in a week when all move against what that leaves to expect", () => {
    const half = [...steady, 10];
    const teams = ["A", "B", "C", "D"].flatMap((id) => [
      series(team(id), "callsAsHost", id === "D" ? [...steady, 1] : half),
      series(person(`${id}1`, id), "callsAsHost", half),
      series(person(`${id}2`, id), "callsAsHost", half),
    ]);
    const whole = series(company, "callsAsHost", [...steady.map((value) => value * 8), 80]);
    const judgement = judgeWeek(panelOf(whole, ...teams));

    expect(verdictFor(judgement, "company", "company", "callsAsHost")?.isFinding).toBe(true);
    expect(verdictFor(judgement, "team", "A", "callsAsHost")).toMatchObject({
      isFinding: false,
      companyFactor: expect.closeTo(0.5, 1),
    });
    expect(verdictFor(judgement, "team", "D", "callsAsHost")?.isFinding).toBe(true);
  });

  it("takes no team's own movement for the company's", () => {
    const teams = ["A", "B", "C"].flatMap((id) => [
      series(team(id), "callsAsHost", [...steady, id === "A" ? 200 : 20]),
      series(person(`${id}1`, id), "callsAsHost", [...steady, 20]),
      series(person(`${id}2`, id), "callsAsHost", [...steady, 20]),
    ]);
    const whole = series(company, "callsAsHost", [...steady.map((value) => value * 3), 240]);
    const judgement = judgeWeek(panelOf(whole, ...teams));

    const verdict = verdictFor(judgement, "team", "B", "callsAsHost");

    expect(verdict?.isFinding).toBe(false);
    expect(verdict?.companyFactor).toBe(1);
  });

  it("raises the bar with the number of series, so that about one a digest is chance", () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      series(person(`p${index}`), "callsAsHost", [...steady, 20]),
    );

    expect(judgeWeek(panelOf(...many)).threshold).toBeCloseTo(3.48, 2);
    expect(judgeWeek(panelOf(...many.slice(0, 10))).threshold).toBe(2.5);
  });

  it("does not judge a team of one", () => {
    const panel = panelOf(
      series(team("A"), "callsAsHost", [...steady, 1]),
      series(person("a", "A"), "callsAsHost", [...steady, 1]),
    );

    expect(verdictFor(judgeWeek(panel), "team", "A", "callsAsHost")).toBeUndefined();
  });
});
