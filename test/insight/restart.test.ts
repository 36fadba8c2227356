import { describe, expect, it } from "vitest";
import type { Expectation } from "../../src/feedback.ts";
import { restartsOf } from "../../src/insight/expected.ts";
import { findingsOf } from "../../src/insight/findings.ts";
import { judgeWeek, type Verdict } from "../../src/insight/judge.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import type { Panel, Series } from "../../src/series.ts";
import { languageOf } from "../../src/words/language.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

const weeksOf = (count: number, value: number) => Array.from({ length: count }, () => value);

/** The panel with some of its series starting anew in its week number `index`. */
function restarted(index: number, names: readonly Series[], ...all: readonly Series[]): Panel {
  const panel = panelOf(...all);
  const week = panel.weeks[index] ?? "";
  const restarts = names.map(({ entity, metric }) => ({ level: entity.level, id: entity.id, metric, week }));
  return { ...panel, restarts };
}

const judged = (panel: Panel, id: string, metric = "callsAsHost", level: "person" | "team" = "person") =>
  verdictFor(judgeWeek(panel), level, id, metric);

describe("a series that starts anew", () => {
  const ana = (...newWeeks: readonly number[]) =>
    series(person("Ana"), "callsAsHost", [...weeksOf(20, 40), ...newWeeks]);
  const from20 = (own: Series) => judged(restarted(20, [own], own), "Ana");

  it.each([[[10]], [[10, 10]], [[10, 10, 10]]])(
    "is not judged while it has %j of its new level",
    (values) => {
      expect(from20(ana(...values))).toBeUndefined();
    },
  );

  it("is judged from the fourth week on by its new weeks alone, with the range of three weeks", () => {
    const verdict = from20(ana(10, 10, 10, 10));
    // Three weeks with weights 1, 2^(−1/16), 2^(−2/16) of 10 each, and the least dispersion there is.
    const weights = [1, 2 ** (-1 / 16), 2 ** (-2 / 16)];
    const sum = weights.reduce((all, weight) => all + weight, 0);
    const weeks = sum ** 2 / weights.reduce((all, weight) => all + weight ** 2, 0);
    const joint = (8 * 0.005) / (8 + weeks * 0.05);

    expect(verdict?.weeks).toBe(3);
    expect(verdict?.figures.weight).toBeCloseTo(sum, 12);
    expect(verdict?.figures.pastValues).toBeCloseTo(10 * sum, 12);
    expect(verdict?.figures.expected).toBeCloseTo(10, 12);
    expect(verdict?.figures.predictive).toBeCloseTo(joint + (joint + 1 / 10) / weeks, 12);
    expect(verdict?.newLevelSince).toBe("2026-W43");
  });

  it("is judged as one that begins in that week, to the last digit", () => {
    const values = [12, 9, 11, 10, 8, 12, 9, 7];
    const newcomer = series(person("Ana"), "callsAsHost", [...weeksOf(20, 40).map(() => null), ...values]);

    const [known, fresh] = [from20(ana(...values)), judged(panelOf(newcomer), "Ana")];

    // What all series of a metric have shown, her old weeks among them, stays known of the metric.
    const own = ({ figures: { record: _, ...figures }, ...verdict }: Verdict) => ({ ...verdict, figures });
    expect(known && fresh && { ...own(known), series: null, newLevelSince: null }).toEqual(
      fresh && { ...own(fresh), series: null },
    );
  });

  it("has no rivals from before, so that the old level is found when it comes back", () => {
    const verdict = from20(ana(10, 11, 9, 10, 10, 11, 40));

    expect(verdict?.figures.rivals).toBe(0);
    expect(verdict?.isFinding).toBe(true);
    expect(judged(panelOf(ana(10, 11, 9, 10, 10, 11, 40)), "Ana")?.figures.rivals).toBe(20);
  });

  it("adds no week before to those of one direction", () => {
    expect(from20(ana(10, 10, 10, 15))?.span).toBe(1);
  });

  it("that was new itself has no head start", () => {
    const short = series(person("Ana"), "callsAsHost", [40, 40, 40, 10, 10, 10, 10]);

    expect(judged(restarted(3, [short], short), "Ana")).toBeUndefined();
  });

  it("may start anew twice", () => {
    const own = ana(10, 10, 10, 10, 90, 90, 90, 90);
    const [first, second] = [restarted(20, [own], own), restarted(24, [own], own)];
    const both = { ...first, restarts: [...(first.restarts ?? []), ...(second.restarts ?? [])] };

    expect(judged(both, "Ana")).toMatchObject({ weeks: 3, newLevelSince: "2026-W43" });
    expect(judged(both, "Ana")?.usual.middle).toBeCloseTo(90, 10);
  });

  it("says so where it is found again", () => {
    const own = ana(10, 11, 9, 10, 10, 11, 40);
    const panel = restarted(20, [own], own);
    const [finding] = findingsOf(judgeWeek(panel), panel);

    expect(finding?.statements.map(languageOf("en").say)).toContain(
      "New level since 2026-W40; the range was moved.",
    );
  });

  it.each`
    metric         | before | after
    ${"talkRatio"} | ${0.4} | ${0.7}
    ${"patience"}  | ${2}   | ${0.5}
    ${"callHours"} | ${20}  | ${4}
  `("moves the range of a mean like $metric too", ({ metric, before, after }) => {
    const own = series(person("Ana"), metric, [...weeksOf(20, before), ...weeksOf(4, after)], 20);

    expect(judged(panelOf(own), "Ana", metric)?.usual.middle).not.toBeCloseTo(after, 1);
    expect(judged(restarted(20, [own], own), "Ana", metric)?.usual.middle).toBeCloseTo(after, 4);
  });

  it("moves the company's range", () => {
    const whole = series(company, "callsAsHost", [...weeksOf(20, 900), ...weeksOf(4, 300)]);
    const verdict = verdictFor(judgeWeek(restarted(20, [whole], whole)), "company", "company", "callsAsHost");

    expect(verdict?.figures.expected).toBeCloseTo(300, 10);
  });
});

describe("the team of somebody whose change was accepted", () => {
  const members = (ana: readonly number[], bo: readonly number[]) => {
    const weeks = 20 + ana.length;
    const people = [
      series(person("Ana"), "callsAsHost", [...weeksOf(20, 120), ...ana]),
      series(person("Bo"), "callsAsHost", [...weeksOf(20, 60), ...bo]),
      series(person("Cy"), "callsAsHost", weeksOf(weeks, 60)),
      series(person("Di"), "callsAsHost", weeksOf(weeks, 60)),
    ];
    const sums = Array.from({ length: weeks }, (_, week) =>
      people.reduce((sum, { values }) => sum + (values[week] ?? 0), 0),
    );
    return { people, whole: series(team("T"), "callsAsHost", sums) };
  };
  const verdictOn = (ana: readonly number[], bo: readonly number[], isAccepted = true) => {
    const { people, whole } = members(ana, bo);
    const names = isAccepted ? people.slice(0, 1) : [];
    return judged(restarted(20, names, whole, ...people), "T", "callsAsHost", "team");
  };

  // People are drawn a little to each other's rate: to one call in a hundred, not to the digit.
  it("is expected to do without it from that week on: 300 less 120, plus the 6 that were done", () => {
    expect(verdictOn([6], [60], false)).toMatchObject({ isFinding: true });
    const verdict = verdictOn([6], [60]);

    expect(verdict?.isFinding).toBe(false);
    expect(Math.abs((verdict?.figures.exposure ?? 0) - 186)).toBeLessThan(1.86);
    expect(Math.abs((verdict?.figures.expected ?? 0) - 186)).toBeLessThan(1.86);
  });

  it("is still found when somebody else moves it", () => {
    expect(verdictOn([6, 6], [60, 2])).toMatchObject({ isFinding: true, value: 128 });
  });

  it("is expected to keep it once it is learnt", () => {
    const middle = verdictOn(weeksOf(8, 6), weeksOf(8, 60))?.usual.middle ?? 0;

    expect(middle).toBeGreaterThan(180);
    expect(middle).toBeLessThan(200);
  });
});

describe("restartsOf", () => {
  const all = [
    series(team("T"), "callsAsHost", weeksOf(8, 20)),
    series(person("Ana", "T"), "callsAsHost", weeksOf(8, 10)),
    series(person("Ana", "T"), "talkRatio", weeksOf(8, 0.5), 10),
    series(person("Bo", "U"), "callsAsHost", weeksOf(8, 10)),
  ];
  const panel = panelOf(...all);
  const told = { id: 1, reason: "", by: "ada", at: "2026-11-16T09:00:00Z", endedAt: null };
  const expectation = (subject: Expectation["subject"], since = "2026-W44"): Expectation => ({
    ...told,
    subject,
    also: [],
    since,
  });
  const named = (...expectations: readonly Expectation[]) =>
    restartsOf(expectations, panel).map(({ id, metric, week }) => `${id} ${metric} ${week}`);
  const any = { level: null, id: null, metric: null, withPeople: false };

  it.each`
    subject                                                                | covered
    ${{ ...any, metric: "talkRatio" }}                                     | ${["Ana talkRatio 2026-W44"]}
    ${{ ...any, level: "team", id: "T" }}                                  | ${["T callsAsHost 2026-W44"]}
    ${{ ...any, level: "person", id: "Bo" }}                               | ${["Bo callsAsHost 2026-W44"]}
    ${{ ...any, level: "person", id: "T" }}                                | ${[]}
    ${{ level: "team", id: "T", metric: "callsAsHost", withPeople: true }} | ${["T callsAsHost 2026-W44", "Ana callsAsHost 2026-W44"]}
  `("of $subject are $covered", ({ subject, covered }) => {
    expect(named(expectation(subject))).toEqual(covered);
  });

  it("has those that changed for the same reason, and nothing the panel does not reach back to", () => {
    const also = [{ level: "person", id: "Ana", metric: "callsAsHost" }] as const;
    const own = { level: "team", id: "T", metric: "callsAsHost", withPeople: false } as const;

    expect(named({ ...expectation(own), also })).toHaveLength(2);
    expect(named(expectation(own, "2025-W44"))).toEqual([]);
  });
});
