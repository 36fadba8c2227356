import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { backtest } from "../../jobs/trust/backtest.ts";
import { budgetOption, weeksToReplay } from "../../jobs/trust/replay.ts";
import { replayedWeeks } from "../../jobs/trust/replayed-weeks.ts";
import { tune } from "../../jobs/trust/tune.ts";
import { judgedWeek } from "../../jobs/weekly/judged-week.ts";
import { companyReach } from "../../jobs/weekly/recipients.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import type { Found } from "../../src/finding.ts";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { foundAt } from "../../src/insight/backtest.ts";
import { defaultFalseAlerts } from "../../src/insight/decision.ts";
import { findingsOf } from "../../src/insight/findings.ts";
import type { Verdict } from "../../src/insight/judge.ts";
import { addWeeks, type Week, weeksFrom } from "../../src/week.ts";
import { type Line, startLine } from "../support/line.ts";
import { type Calls, mondayAfter, readAgain, saveTeam } from "../support/made-history.ts";

const usual = { weeks: 12, falseAlerts: defaultFalseAlerts };
const ids = ["1", "2", "3", "4"];
const steady = { 1: 20, 2: 21, 3: 19, 4: 20 };
const [first, judged] = ["2026-W20", "2026-W40"];

describe("replayedWeeks", () => {
  let database: Database;
  const replayOf = (...weeks: readonly Week[]) => [...replayedWeeks(database, weeks, [0.75])];
  /** Whose calls hosted are found, as the week was told and on today's values; null when those are the same. */
  const foundIn = (week: Week) => {
    const people = (found: Iterable<string>) => [...found].filter((key) => key.startsWith("person"));
    const [replayed] = replayOf(week);
    const today = replayed?.foundToday?.get(0.75);
    return {
      told: replayed ? people(foundAt(replayed.judgement, 0.75)) : null,
      today: today ? people(today) : null,
    };
  };
  const ofOne = ["person 1 callsAsHost"];

  beforeEach(() => {
    database = openDatabase(":memory:");
    saveTeam(database, ids);
    for (const week of weeksFrom(first, addWeeks(judged, -1)))
      readAgain(database, week, steady, mondayAfter(week));
  });

  it("tells a finding that a restatement has since turned into none", () => {
    readAgain(database, judged, { ...steady, 1: 60 }, mondayAfter(judged));
    readAgain(database, judged, { ...steady, 1: 22 }, mondayAfter(judged, 1));

    expect(foundIn(judged)).toEqual({ told: ofOne, today: [] });
  });

  it("tells none where only a restatement made one, and both where a later one took it back", () => {
    readAgain(database, judged, { ...steady, 1: 22 }, mondayAfter(judged));
    readAgain(database, judged, { ...steady, 1: 60 }, mondayAfter(judged, 1));
    const afterOne = foundIn(judged);
    readAgain(database, judged, { ...steady, 1: 22 }, mondayAfter(judged, 2));

    expect(afterOne).toEqual({ told: [], today: ofOne });
    expect(foundIn(judged)).toEqual({ told: [], today: [] });
  });

  it("undoes later restatements of the weeks before it too", () => {
    readAgain(database, judged, { ...steady, 1: 60 }, mondayAfter(judged));
    for (const week of weeksFrom(first, addWeeks(judged, -1)))
      readAgain(database, week, { ...steady, 1: 60 }, mondayAfter(judged, 1));

    expect(foundIn(judged)).toEqual({ told: ofOne, today: [] });
  });

  it("does not know weeks that were read only after it was told", () => {
    readAgain(database, judged, steady, mondayAfter(judged));
    const older = addWeeks(first, -1);
    readAgain(database, older, steady, mondayAfter(judged, 1));
    const knows = (week: Week) => {
      const [{ panel } = { panel: null }] = replayOf(week);
      const company = panel?.series.find(({ entity }) => entity.level === "company");
      return company?.values.filter((value) => value !== null).length;
    };
    const late = addWeeks(judged, 1);
    readAgain(database, late, steady, mondayAfter(late, 5));

    // 20 weeks before the judged one and itself; the late one knows all 21 before it, and the older.
    expect([knows(judged), knows(late)]).toEqual([21, 23]);
  });

  it("judges each week as a history that ended there does, when every week is restated twice", () => {
    const calls = (week: Week, reading: number): Calls => {
      const number = Number(week.slice(6));
      const one = (id: number) => 15 + ((number * 7 + id * 5) % 11) + reading * ((number + id) % 4);
      return { 1: week === "2026-W38" ? 60 : one(1), 2: one(2), 3: one(3), 4: one(4) };
    };
    const play = (until: Week): Database => {
      const played = openDatabase(":memory:");
      saveTeam(played, ids);
      for (const week of weeksFrom(first, until)) {
        for (const reading of [0, 1, 2]) {
          const read = addWeeks(week, -reading);
          if (read >= first) readAgain(played, read, calls(read, reading), mondayAfter(week));
        }
      }
      return played;
    };
    const weeks = weeksFrom("2026-W30", judged);
    const whole = play(judged);

    const replayed = [...replayedWeeks(whole, weeks, [0.75])].toSorted((a, b) => (a.week < b.week ? -1 : 1));

    const scores = (verdicts: Iterable<Verdict>) =>
      Array.from(verdicts, ({ series, score, isFinding }) => [
        series.entity.id,
        series.metric,
        score,
        isFinding,
      ]);
    expect(replayed.map(({ week, judgement }) => [week, scores(judgement.verdicts)])).toEqual(
      weeks.map((week) => [week, scores(judgedWeek(play(week), week, usual).judgement.verdicts)]),
    );
    expect(replayed.filter(({ foundToday }) => foundToday).length).toBe(weeks.length - 1);
  });

  it("says of each week whether it was read in time", () => {
    readAgain(database, judged, steady, mondayAfter(judged, 1));

    const replayed = replayOf(addWeeks(judged, -1), judged);

    expect(replayed.map(({ week, knownThen }) => [week, knownThen])).toEqual([
      [addWeeks(judged, -1), true],
      [judged, false],
    ]);
  });
});

describe("the notes of a digest on a short history", () => {
  it.each`
    weeks | says
    ${1}  | ${["Still learning what is usual: one of eight weeks; usual ranges can be trusted from about Mon 23 Nov on."]}
    ${7}  | ${["Still learning what is usual: seven of eight weeks; usual ranges can be trusted from about Mon 12 Oct on."]}
    ${8}  | ${["Early: usual ranges rest on eight weeks so far; from 12 on they are steady."]}
    ${11} | ${["Early: usual ranges rest on 11 weeks so far; from 12 on they are steady."]}
    ${12} | ${[]}
  `("on $weeks weeks before the judged one are $says", ({ weeks, says }) => {
    const database = openDatabase(":memory:");
    saveTeam(database, ids);
    for (const week of weeksFrom(addWeeks(judged, -weeks), judged))
      readAgain(database, week, steady, mondayAfter(week));

    expect(judgedWeek(database, judged, usual).digestFor(companyReach).dataNotes).toEqual(says);
  });
});

describe("weeksToReplay", () => {
  const complete = weeksFrom("2026-W01", "2026-W40");

  it.each`
    span                                    | weeks
    ${{}}                                   | ${weeksFrom("2026-W15", "2026-W40")}
    ${{ to: "2026-W20" }}                   | ${weeksFrom("2026-W07", "2026-W20")}
    ${{ from: "2026-W07", to: "2026-W07" }} | ${["2026-W07"]}
  `("takes $span as given, else the newest half year that can be judged", ({ span, weeks }) => {
    expect(weeksToReplay(complete, span)).toEqual(weeks);
  });

  it.each`
    span                                    | says
    ${{ from: "2026-W30", to: "2026-W29" }} | ${"--from: 2026-W30 is after 2026-W29; expected a week before it"}
    ${{ from: "2026-W06" }}                 | ${"--from: 2026-W06 has 5 weeks before it in the history, expected at least 6; the first week that can be judged is 2026-W07"}
    ${{ to: "2026-W06" }}                   | ${"--to: 2026-W06 is before 2026-W07, the first week with 6 weeks before it"}
    ${{ from: "2026-W39", to: "2026-W42" }} | ${"2026-W41 and 1 more of 2026-W39 to 2026-W42 are not whole in the history, which has 2026-W01 to 2026-W40; gong-digest backfill --from 2026-W41 --to 2026-W42"}
  `("refuses $span: $says", ({ span, says }) => {
    expect(() => weeksToReplay(complete, span)).toThrow(says);
  });

  it("names a gap inside the span, and a history that is too short", () => {
    const holed = complete.filter((week) => week !== "2026-W30");

    expect(() => weeksToReplay(holed, { from: "2026-W28", to: "2026-W32" })).toThrow(
      "2026-W30 is not whole in the history",
    );
    expect(() => weeksToReplay(complete.slice(0, 6), {})).toThrow(
      "the history has 6 weeks, expected at least 7",
    );
  });
});

describe("budgetOption", () => {
  it("takes what the setting takes", () => {
    expect([budgetOption("0.05"), budgetOption("10")]).toEqual([0.05, 10]);
    for (const bad of ["0.04", "10.1", "many", ""])
      expect(() => budgetOption(bad)).toThrow("from 0.05 to 10");
  });
});

/** What judging found, without the words of a digest. */
const inOrder = (findings: readonly Found[]) =>
  findings
    .map(({ id, score, usual: range, drivers, statements }) => ({ id, score, range, drivers, statements }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe("backtest and tune of a made-up company", () => {
  let line: Line;
  const from = "2026-W30";

  beforeAll(async () => {
    line = await startLine();
    const session = line.session();
    await backfill(session, { from: "2026-W14", to: "2026-W45" });
    expect(await runWeekly(session)).toBe(0);
  }, 120_000);
  afterAll(() => line.close());

  it("finds in each week what the digest of that week finds, whatever pass it was judged in", async () => {
    const database = await line.session().history();
    const weeks = completeWeeks(database).slice(6);

    const replayed = [...replayedWeeks(database, weeks, [0.75])];

    const told = replayed.map(
      ({ week, panel, judgement }) => [week, inOrder(findingsOf(judgement, panel, 0))] as const,
    );
    const digests = weeks.map((week) => {
      const { findings, drifts } = judgedWeek(database, week, { ...usual, weeks: 0 }).digestFor(companyReach);
      return [week, inOrder([...findings, ...drifts.map(({ finding }) => finding)])] as const;
    });
    expect(new Map(told)).toEqual(new Map(digests));
    expect(told.flatMap(([, findings]) => findings).length).toBeGreaterThan(0);
  }, 60_000);

  it("prints a table of 80 columns, figures in sum, and no more on stdout", async () => {
    const session = line.session();

    const code = await backtest(session, { from });

    const lines = session.printed.join("").split("\n");
    expect(code).toBe(0);
    expect(lines.filter((each) => each.length > 80)).toEqual([]);
    expect(lines.filter((each) => /^2026-W\d\d /.test(each)).map((each) => each.slice(0, 8))).toEqual(
      weeksFrom(from, "2026-W46"),
    );
    expect(lines.find((each) => each.startsWith("Known"))).toBe(
      "Known        1 week as known then; 16 weeks read later, as first read",
    );
  });

  it("prints the same as JSON, findings with their sentences", async () => {
    const session = line.session();

    await backtest(session, { from, json: true, budget: 4 });

    const { summary, weeks, ...span } = JSON.parse(session.printed.join(""));
    expect(span).toEqual({ schemaVersion: 1, from, to: "2026-W46" });
    expect(summary).toMatchObject({ falseAlerts: 4, weeks: 17, known: { asThen: 1, readLater: 16 } });
    expect(weeks.map(({ findings }: { findings: unknown[] }) => findings.length)).toHaveLength(17);
    expect(
      weeks.flatMap(({ findings }: { findings: { sentence: string }[] }) => findings)[0].sentence,
    ).toMatch(/usually|no activity/);
  });

  it("compares budgets, and ends with the lines that would set another", async () => {
    const session = line.session({ config: { usual: { falseAlerts: 1.5 } } });

    const code = await tune(session, { from });

    const lines = session.printed.join("").split("\n");
    const budgets = lines.flatMap((each) => /^([\d.]+)( \*)? {3,}/.exec(each)?.[1] ?? []);
    expect(code).toBe(0);
    expect(budgets).toEqual(["0.25", "0.5", "0.75", "1", "1.5", "2", "4"]);
    expect(lines.filter((each) => each.length > 80)).toEqual([]);
    expect(lines.slice(-4)).toEqual(["", "usual:", "  falseAlerts: 1", ""]);
  });

  it("tells in the digest what the configured budget lets through", async () => {
    const session = line.session();
    const database = await session.history();
    const findings = (falseAlerts: number) =>
      judgedWeek(database, "2026-W46", { ...usual, falseAlerts }).digestFor(companyReach).findings.length;
    const told = line.session();
    await tune(told, { from: "2026-W46", json: true });
    const { budgets } = JSON.parse(told.printed.join(""));

    const counted = budgets.map((each: { falseAlerts: number; findings: number }) => [
      each.falseAlerts,
      each.findings,
    ]);
    expect(counted).toEqual([0.25, 0.5, 0.75, 1, 2, 4].map((budget) => [budget, findings(budget)]));
  });
});
