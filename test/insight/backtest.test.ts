import { describe, expect, it } from "vitest";
import {
  backtestOf,
  foundAt,
  repeatsIn,
  type ToldFinding,
  tell,
  type WeekTold,
} from "../../src/insight/backtest.ts";
import { calibrationOf } from "../../src/insight/calibration.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import { budgetsAround, differenceOf } from "../../src/insight/tune.ts";
import { panelOf, person, series, team } from "./panel.ts";

const finding = (id: string, more: Partial<ToldFinding> = {}): ToldFinding => {
  const [, level = "", entityId = "", metric = ""] = id.split(":");
  return {
    id,
    level: level as ToldFinding["level"],
    entityId,
    metric,
    certainty: "likely",
    score: 3.5,
    value: 40,
    usual: { low: 10, middle: 20, high: 30 },
    sentence: "",
    isCorrected: false,
    ...more,
  };
};

const week = (name: string, findings: readonly ToldFinding[], more: Partial<WeekTold> = {}): WeekTold => ({
  week: name,
  knownThen: true,
  weeksBefore: 20,
  checked: 100,
  values: findings.length,
  findings,
  calibration: null,
  ...more,
});

/** Four weeks, counted by hand below. */
const told: readonly WeekTold[] = [
  week(
    "2026-W10",
    [
      finding("2026-W10:person:1:callsAsHost"),
      finding("2026-W10:team:9:callsAsHost", { certainty: "clear" }),
    ],
    { knownThen: false, weeksBefore: 7 },
  ),
  week(
    "2026-W11",
    [
      finding("2026-W11:person:1:callsAsHost", { isCorrected: true }),
      finding("2026-W11:person:1:talkRatio"),
      finding("2026-W11:person:9:callsAsHost", { certainty: "weak" }),
    ],
    { weeksBefore: 8, calibration: { values: 200, below1: 3, below01: 1, inside: 190 } },
  ),
  week("2026-W12", [], {
    weeksBefore: 11,
    calibration: { values: 300, below1: 2, below01: 0, inside: 290 },
  }),
  week("2026-W13", [finding("2026-W13:person:1:talkRatio", { isCorrected: true })], { weeksBefore: 12 }),
];

describe("backtestOf", () => {
  it("counts weeks, levels, certainties, repeats, corrections and thin histories", () => {
    expect(backtestOf(told, 0.75)).toEqual({
      falseAlerts: 0.75,
      weeks: 4,
      known: { asThen: 3, readLater: 1 },
      findings: 6,
      byLevel: { company: 0, team: 1, person: 5 },
      byCertainty: { clear: 1, likely: 4, weak: 1 },
      // 2, 3, 0 and 1 findings.
      perWeek: { mean: 1.5, median: 1.5, max: 3 },
      // Of the four after the first week only person 1's calls hosted in W11 were told the week before: the team
      // named after person 9 is not person 9, and talk ratio skipped W12.
      repeated: { count: 1, of: 4, share: 0.25 },
      corrected: ["2026-W11:person:1:callsAsHost", "2026-W13:person:1:talkRatio"],
      quietWeeks: 1,
      calibration: {
        weeks: 2,
        values: 500,
        below1: 5,
        below01: 1,
        inside: 480,
        below1Percent: 0.01,
        below01Percent: 0.002,
        coverage: 0.96,
      },
      thin: { learning: 1, early: 2 },
    });
  });

  it("gives no rate where there was nothing to take a rate of", () => {
    const { repeated, calibration } = backtestOf([week("2026-W10", [])], 0.75);

    expect([repeated.share, calibration.below1Percent, calibration.coverage]).toEqual([null, null, null]);
  });

  it("counts repeats of a week against the week before alone", () => {
    expect([repeatsIn(undefined, told[0] as WeekTold), repeatsIn(told[0], told[1] as WeekTold)]).toEqual([
      0, 1,
    ]);
  });
});

const steady = Array.from({ length: 12 }, () => 20);

describe("calibrationOf", () => {
  it("counts tails below 0.01 and 0.001, values in their range with its ends, and no silence", () => {
    const outcome = (value: number, p: number, isSilence = false) => ({
      value,
      usual: { low: 10, middle: 20, high: 30 },
      isSilence,
      figures: { p },
    });

    const counts = calibrationOf([
      outcome(20, 0.9),
      outcome(10, 0.06),
      outcome(30.000000000001, 0.06),
      outcome(9, 0.01),
      outcome(35, 0.0099),
      outcome(50, 0.00099),
      outcome(0, 0.0001, true),
    ]);

    expect(counts).toEqual({ values: 6, below1: 2, below01: 1, inside: 3 });
  });
});

describe("tell", () => {
  const replayed = (value: number, ofTeam = 40) => {
    const panel = panelOf(
      series(person("a"), "callsAsHost", [...steady, value]),
      series(person("b"), "callsAsHost", [...steady, 20]),
      series(team("T"), "callsAsHost", [...steady.map((each) => 2 * each), ofTeam]),
    );
    return { week: "2026-W46", panel, judgement: judgeWeek(panel) };
  };

  it("marks what today's values would not find, and nothing when they are the same", () => {
    const own = replayed(60);
    const marks = (foundToday: ReadonlySet<string> | null) =>
      tell(own, 0.75, { knownThen: true, foundToday }).findings.map(({ id, isCorrected }) => [
        id,
        isCorrected,
      ]);

    expect(marks(null)).toEqual([["2026-W46:person:a:callsAsHost", false]]);
    expect(marks(foundAt(replayed(60).judgement, 0.75))).toEqual([["2026-W46:person:a:callsAsHost", false]]);
    expect(marks(foundAt(replayed(21).judgement, 0.75))).toEqual([["2026-W46:person:a:callsAsHost", true]]);
  });

  it("measures calibration unless a team or the company was found", () => {
    const calibration = (value: number, ofTeam: number) =>
      tell(replayed(value, ofTeam), 0.75, { knownThen: true, foundToday: null }).calibration?.values ?? null;

    expect([calibration(20, 40), calibration(60, 40), calibration(60, 120)]).toEqual([3, 3, null]);
  });
});

describe("tune", () => {
  it("tries budgets around the configured one, each once", () => {
    expect(budgetsAround(0.75)).toEqual([0.25, 0.5, 0.75, 1, 2, 4]);
    expect(budgetsAround(10)).toEqual([0.25, 0.5, 0.75, 1, 2, 4, 10]);
  });

  it("says which findings come and which go", () => {
    const [a, b] = [finding("2026-W10:person:1:callsAsHost"), finding("2026-W10:person:2:callsAsHost")];

    const { more, less } = differenceOf([week("2026-W10", [b])], [week("2026-W10", [a])]);

    expect([more.map(({ id }) => id), less.map(({ id }) => id)]).toEqual([[b.id], [a.id]]);
  });
});
