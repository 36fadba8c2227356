import { describe, expect, it } from "vitest";
import { Config } from "../../src/config.ts";
import { defaultFalseAlerts } from "../../src/insight/decision.ts";
import { findingsOf } from "../../src/insight/findings.ts";
import { memoryStart } from "../../src/insight/horizon.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import { normalTail } from "../../src/insight/normal.ts";
import { atBudget, replay } from "../../src/insight/replay.ts";
import type { Panel, Series } from "../../src/series.ts";
import { addWeeks, weeksFrom } from "../../src/week.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

const weeks = 30;

/** Some number between 0 and 1, the same each time. */
const noise = (...parts: readonly number[]): number => {
  let mixed = 17;
  for (const part of parts) mixed = (mixed * 31 + part * 7919 + 13) % 104_729;
  return ((mixed * 2_147_483) % 1_000_003) / 1_000_003;
};

/** Six people in two teams; one joins in the 15th week, one leaves in the 22nd, one has two weeks of leave. */
function madePanel(): Panel {
  const calls = (who: number) => (_: unknown, week: number) => {
    if ((who === 1 && week < 15) || (who === 4 && week >= 22)) return null;
    if (who === 2 && (week === 18 || week === 19)) return 0;
    return week === 25 && who < 3 ? 55 : 8 + Math.floor(12 * noise(who, week));
  };
  const made = Array.from({ length: 6 }, (_, who) => Array.from({ length: weeks }, calls(who)));
  const sums = (members: readonly number[]) =>
    Array.from({ length: weeks }, (_, week) =>
      members.reduce((sum, who) => sum + (made[who]?.[week] ?? 0), 0),
    );
  const all = made.flatMap((own, who): Series[] => {
    const entity = person(`p${who}`, who < 3 ? "A" : "B");
    const talk = own.map((value, week) => (value ? 0.4 + 0.1 * noise(who, week, 3) : null));
    return [series(entity, "callsAsHost", own), series(entity, "talkRatio", talk, own)];
  });
  return panelOf(
    ...all,
    series(team("A"), "callsAsHost", sums([0, 1, 2])),
    series(team("B"), "callsAsHost", sums([3, 4, 5])),
    series(company, "callsAsHost", sums([0, 1, 2, 3, 4, 5])),
  );
}

/** The panel as it would have been read in an earlier week, with nothing of what came later. */
function cutAt({ weeks: all, series: rows, teamOf }: Panel, last: number): Panel {
  const teams = new Map([...teamOf].map(([id, own]) => [id, own.slice(0, last + 1)]));
  const cut = rows.map((row) => ({
    ...row,
    entity:
      row.entity.level === "person"
        ? { ...row.entity, teamId: teams.get(row.entity.id)?.at(-1) ?? null }
        : row.entity,
    values: row.values.slice(0, last + 1),
    bases: row.bases.slice(0, last + 1),
  }));
  return {
    weeks: all.slice(0, last + 1),
    teamOf: teams,
    series: cut.filter(({ values }) => values.some((value) => value !== null)),
  };
}

describe("replay", () => {
  it("gives each week, in one pass, what judging the panel that ends there gives", () => {
    const panel = madePanel();
    const places = [10, 14, 15, 20, 23, 25, 26, 29];
    const wanted = new Set(places.map((place) => panel.weeks[place] ?? ""));

    const replayed = [...replay(panel, wanted, 2)];

    const alone = places.map((place) => {
      const own = cutAt(panel, place);
      const judgement = judgeWeek(own, 2);
      return { week: own.weeks.at(-1), judgement, findings: findingsOf(judgement, own) };
    });
    const together = replayed.map(({ week, judgement, panel: own }) => ({
      week,
      judgement,
      findings: findingsOf(judgement, own),
    }));
    expect(together).toEqual(alone);
    expect(together.flatMap(({ findings }) => findings).length).toBeGreaterThan(0);
  });
});

describe("atBudget", () => {
  it.each([0.05, 0.25, 0.75, 4, 10])("at %d, judges like judging anew at that budget", (budget) => {
    const panel = madePanel();

    for (const { judgement, panel: own } of replay(panel, new Set(panel.weeks), 0.75)) {
      expect(atBudget(judgement, budget)).toEqual(judgeWeek(own, budget));
    }
  });

  it("tells a score from the budget on that its tail probability and the number of series give", () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      series(person(`p${index}`), "callsAsHost", [...Array(12).fill(20), index === 0 ? 45 : 20]),
    );
    const judgement = judgeWeek(panelOf(...many));
    const found = (budget: number) =>
      atBudget(judgement, budget).verdicts.filter(({ isFinding }) => isFinding).length;

    // 2 (1 − Φ(score)) · N
    const budget = 2 * normalTail(judgement.verdicts.at(0)?.score ?? Number.NaN) * 2000;

    expect([found(budget * 0.99), found(budget * 1.01)]).toEqual([0, 1]);
  });

  it("is by default what the settings have by default", () => {
    expect(Config.parse({}).usual.falseAlerts).toBe(defaultFalseAlerts);
  });
});

describe("memoryStart", () => {
  it("reaches back a year to a year and a quarter, from one start for thirteen weeks", () => {
    const all = weeksFrom("2026-W01", "2027-W30");
    const starts = all.map((week) => [week, memoryStart(week)] as const);
    const shared = new Map<string, number>();
    for (const [, start] of starts) shared.set(start, (shared.get(start) ?? 0) + 1);

    expect(
      starts.filter(([week, start]) => start > addWeeks(week, -52) || start < addWeeks(week, -64)),
    ).toEqual([]);
    expect([...shared.values()].slice(1, -1).every((each) => each === 13)).toBe(true);
  });
});
