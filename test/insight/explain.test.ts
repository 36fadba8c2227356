import { describe, expect, it } from "vitest";
import { type Explanation, explain } from "../../src/insight/explain.ts";
import { explanationLines } from "../../src/insight/explain-lines.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import type { Entity, Series } from "../../src/series.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

/** Around a level, a little more and less, the same each time. */
const around = (level: number, weeks: number, shift = 0) =>
  Array.from({ length: weeks }, (_, week) => level + (((week + shift) * 7) % 5) - 2);

function explained({ level, id }: Entity, metric: string, ...all: readonly Series[]) {
  const panel = panelOf(...all);
  const judgement = judgeWeek(panel);
  const verdict = verdictFor(judgement, level, id, metric);
  if (!verdict) throw new Error(`${level} ${id} was not judged`);
  return { verdict, explanation: explain(verdict, judgement, panel) };
}

const others = (metric: string, level: number, weeks: number, base: number | null = null) =>
  ["Bo", "Cy", "Di", "Ed"].map((id, at) =>
    series(
      person(id),
      metric,
      around(level, weeks, at).map((value) => (base === null ? value : value / 100)),
      base,
    ),
  );

/** What a reader adds up from the list of past weeks. */
function sums({ past }: Explanation): readonly [values: number, exposures: number] {
  let [values, exposures] = [0, 0];
  for (const { counted, exposure, weight } of past) {
    values += weight * counted;
    exposures += weight * exposure;
  }
  return [values, exposures];
}

describe("the past weeks of an explanation", () => {
  const weeks = 20;
  const away = around(12, weeks).map((value, week) => (week === 7 || week === 8 ? 0 : value));
  const late = [...Array<null>(5).fill(null), ...around(12, weeks - 5)];
  const half = around(10, weeks).map((value) => value / 20);

  it.each<[string, Entity, string, readonly Series[]]>([
    [
      "a person's count",
      person("Ana"),
      "callsAsHost",
      [series(person("Ana"), "callsAsHost", around(12, weeks))],
    ],
    [
      "somebody with weeks of leave",
      person("Ana"),
      "callsAsHost",
      [series(person("Ana"), "callsAsHost", away)],
    ],
    ["somebody who joined later", person("Ana"), "callsAsHost", [series(person("Ana"), "callsAsHost", late)]],
    ["a team's count", team("T"), "callsAsHost", [series(team("T"), "callsAsHost", around(60, weeks))]],
    ["the company's", company, "callsAsHost", [series(company, "callsAsHost", around(90, weeks))]],
    ["a mean", person("Ana"), "talkRatio", [series(person("Ana"), "talkRatio", half, 20)]],
  ])("of %s add up to what the rate is made of, to the last digit", (_, entity, metric, own) => {
    const more = metric === "callsAsHost" ? others(metric, 12, weeks) : others(metric, 50, weeks, 20);
    const { explanation } = explained(entity, metric, ...own, ...more);

    const [values, exposures] = sums(explanation);

    expect(explanation.past.length).toBe(explanation.figures.weeks);
    expect(values).toBeCloseTo(explanation.figures.pastValues ?? Number.NaN, 9);
    expect(exposures).toBeCloseTo(explanation.figures.pastExposure ?? Number.NaN, 9);
  });
});

describe("an explanation", () => {
  /** Ana, who hosts about twelve calls, has three; she attends as many as ever. */
  const dropOfAna = () =>
    explained(
      person("Ana"),
      "callsAsHost",
      series(person("Ana"), "callsAsHost", [...around(12, 20), 3]),
      series(person("Ana"), "callsAttended", [...around(9, 20), 9]),
      ...others("callsAsHost", 12, 21),
    );

  it("of a count can be done again from what it lists", () => {
    const { explanation } = dropOfAna();
    const { figures, othersRate, tails, value } = explanation;
    const known = (number: number | null) => number ?? Number.NaN;

    const [values, exposures] = sums(explanation);
    const prior = known(figures.priorWeight);
    const rate = (values + prior * known(othersRate)) / (exposures + prior);
    const mean = rate * known(figures.exposure) * known(figures.common);
    const size = 1 / known(figures.predictive);
    const p = size / (size + mean);
    let [chance, below] = [p ** size, 0];
    for (let count = 0; count < value; count += 1) {
      below += chance;
      chance *= ((size + count) / (count + 1)) * (1 - p);
    }

    expect(rate).toBeCloseTo(known(figures.rate), 9);
    expect(mean).toBeCloseTo(known(figures.expected), 9);
    expect(tails?.below).toBeCloseTo(below, 9);
    expect(tails?.at).toBeCloseTo(chance, 9);
    expect(2 * (below + chance / 2)).toBeCloseTo(known(figures.p), 6);
  });

  it("of a score follows from its parts", () => {
    const { explanation } = dropOfAna();
    const f = explanation.figures;
    const known = (number: number | null) => number ?? Number.NaN;
    const beyond = Math.min(1, Math.max(-1, Math.abs(known(f.tail)) - known(f.record)));

    const score =
      known(f.together) +
      known(f.size) +
      2 * known(f.memory) * beyond +
      known(f.fromOthers) -
      0.15 * Math.min(4, known(f.rivals));

    expect(Math.abs(explanation.score)).toBeCloseTo(Math.max(0, score), 9);
  });

  it("lists every week, every step and every driver as text", () => {
    const people = ["Ana", "Bo", "Cy"].map((id) =>
      series(person(id), "callsAsHost", [...around(20, 20), id === "Ana" ? 1 : 18]),
    );
    const whole = series(team("T"), "callsAsHost", [...around(60, 20), 37]);
    const { explanation, verdict } = explained(team("T"), "callsAsHost", whole, ...people);

    const lines = explanationLines(explanation, verdict);

    expect(lines.filter((line) => /^ {2}2026-W\d\d /.test(line))).toHaveLength(20);
    expect(lines.filter((line) => /^\d+\. /.test(line)).length).toBeGreaterThanOrEqual(10);
    expect(lines.join("\n")).not.toMatch(/NaN|undefined|–,/);
    expect(lines.filter((line) => /(Ana|Bo|Cy)$/.test(line)).length).toBeGreaterThanOrEqual(2);
  });
});
