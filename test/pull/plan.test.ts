import { describe, expect, it } from "vitest";
import { planPull, type Step, sourcesOf } from "../../src/pull/plan.ts";
import { weeksFrom } from "../../src/week.ts";

const words = (steps: readonly Step[]) =>
  steps.map(({ source, span }) => `${source} ${span.from}..${span.to}`);

describe("planPull", () => {
  it("reads activity in one pass, what is paged by row in one for each run of weeks, interaction by week", () => {
    const weeks = ["2026-W40", "2026-W44", "2026-W45"];

    expect(words(planPull({ weeks, callsFrom: "2026-W45", has: () => false }))).toEqual([
      "activity 2026-W40..2026-W45",
      "scorecards 2026-W40..2026-W40",
      "scorecards 2026-W44..2026-W45",
      "calls 2026-W45..2026-W45",
      "interaction 2026-W40..2026-W40",
      "interaction 2026-W44..2026-W44",
      "interaction 2026-W45..2026-W45",
    ]);
  });

  it("reads fewer weeks of many people in a pass, which is held in memory until it is whole", () => {
    const weeks = weeksFrom("2026-W35", "2026-W46");

    const steps = planPull({ weeks, callsFrom: "2026-W41", has: () => false, people: 10_000 });

    expect(words(steps.filter(({ source }) => source !== "interaction"))).toEqual([
      "activity 2026-W35..2026-W40",
      "activity 2026-W41..2026-W46",
      "scorecards 2026-W35..2026-W40",
      "scorecards 2026-W41..2026-W46",
      "calls 2026-W41..2026-W46",
    ]);
  });

  it("asks only for what an unfinished pull has not brought", () => {
    const has = (source: string, week: string) => source !== "interaction" || week < "2026-W45";

    expect(words(planPull({ weeks: weeksFrom("2026-W43", "2026-W46"), callsFrom: null, has }))).toEqual([
      "interaction 2026-W45..2026-W45",
      "interaction 2026-W46..2026-W46",
    ]);
  });
});

describe("sourcesOf", () => {
  it("needs calls from the window on alone", () => {
    expect(sourcesOf("2026-W34", "2026-W35")).not.toContain("calls");
    expect(sourcesOf("2026-W35", "2026-W35")).toContain("calls");
    expect(sourcesOf("2026-W35", null)).not.toContain("calls");
  });
});
