import { describe, expect, it } from "vitest";
import { type AsOf, changedSince, tellings } from "../../src/history/as-of.ts";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { readPanel } from "../../src/history/panel.ts";
import { patchedPanel } from "../../src/history/patched-panel.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import { finishRun, startRun } from "../../src/history/runs.ts";
import type { WeekRecord } from "../../src/pull/assemble.ts";
import type { Panel, Series } from "../../src/series.ts";

const [boss, ana, bo] = ["900000000000000009", "900000000000000001", "9223372036854775807"];

function history(): Database {
  const database = openDatabase(":memory:");
  const named = (id: string, managerId: string | null) => ({
    id,
    name: id,
    email: null,
    managerId,
    active: true,
    createdAt: null,
  });
  saveRoster(database, [named(boss, null), named(ana, boss), named(bo, boss)]);
  return database;
}

function record(
  week: string,
  values: WeekRecord["values"],
  ofBo: WeekRecord["members"][number]["presence"] = "present",
): WeekRecord {
  return {
    week,
    timeZone: "Europe/Paris",
    sources: ["activity", "interaction"],
    members: [
      { person: boss, teamId: null, presence: "present" },
      { person: ana, teamId: boss, presence: "present" },
      { person: bo, teamId: boss, presence: ofBo },
    ],
    values,
    notes: [],
  };
}

/** What Gong said of 2026-W45 at three readings: restated, then a value back, one withdrawn and one new. */
const readings: readonly { readonly at: string; readonly record: WeekRecord }[] = [
  {
    at: "2026-11-09T08:00:00.000Z",
    record: record("2026-W45", [
      [ana, "callsAsHost", 4, null],
      [bo, "callsAsHost", 6, null],
      [ana, "talkRatio", 0.4, 4],
      [bo, "talkRatio", 0.6, 6],
    ]),
  },
  {
    at: "2026-11-16T08:00:00.000Z",
    record: record("2026-W45", [
      [ana, "callsAsHost", 9, null],
      [bo, "callsAsHost", 6, null],
      [ana, "talkRatio", 0.45, 9],
      [bo, "talkRatio", 0.6, 6],
    ]),
  },
  {
    at: "2026-11-23T08:00:00.000Z",
    record: record(
      "2026-W45",
      [
        [boss, "callsAsHost", 1, null],
        [ana, "callsAsHost", 4, null],
        [ana, "talkRatio", 0.45, 4],
      ],
      "left",
    ),
  },
];

/** Series with their numbers as lists, so that two of them can be compared whole. */
const plain = ({ series }: Pick<Panel, "series">): readonly Series[] =>
  series.map(({ entity, metric, values, bases }) => ({ entity, metric, values, bases }));

describe("readPanel as of a moment", () => {
  it.each([0, 1, 2])("shows what a history that stopped at reading %i has, teams and bases too", (stop) => {
    const [whole, stopped] = [history(), history()];
    for (const [index, reading] of readings.entries()) {
      recordWeek(whole, reading.record, reading.at);
      if (index <= stop) recordWeek(stopped, reading.record, reading.at);
    }
    const asOf: AsOf = { seenUntil: readings[stop]?.at ?? "", weeksUntil: null };

    const then = readPanel(whole, "2026-W45", 0, asOf);

    const now = readPanel(stopped, "2026-W45", 0);
    expect(plain(then)).toEqual(plain(now));
    expect(then.teamOf).toEqual(now.teamOf);
  });

  it("undoes a restatement of talk statistics alone without touching the calls behind them", () => {
    const database = history();
    const told = (ratio: number) =>
      record("2026-W45", [
        [ana, "callsAsHost", 4, null],
        [ana, "talkRatio", ratio, 4],
      ]);
    recordWeek(database, told(0.4), "t1");
    recordWeek(database, told(0.7), "t2");

    const { series } = readPanel(database, "2026-W45", 0, { seenUntil: "t1", weeksUntil: null });

    const talk = series.filter(({ metric }) => metric === "talkRatio");
    expect(talk.map(({ entity, values, bases }) => [entity.level, values, bases])).toEqual([
      ["person", [0.4], [4]],
      ["team", [0.4], [4]],
      ["company", [0.4], [4]],
    ]);
  });

  it("leaves out weeks that were not whole yet, unless they are asked for", () => {
    const database = history();
    recordWeek(database, record("2026-W45", [[ana, "callsAsHost", 4, null]]), "t1");
    recordWeek(database, record("2026-W44", [[ana, "callsAsHost", 7, null]]), "t2");
    const values = (asOf: AsOf) => readPanel(database, "2026-W45", 1, asOf).series[0]?.values;

    expect(values({ seenUntil: "t1", weeksUntil: "t1" })).toEqual([null, 4]);
    expect(values({ seenUntil: "t1", weeksUntil: null })).toEqual([7, 4]);
  });
});

describe("patchedPanel", () => {
  it.each([0, 1])("is the panel as of reading %i, read from the first week that changed", (stop) => {
    const database = history();
    for (const [week, calls] of [
      ["2026-W43", 3],
      ["2026-W44", 5],
    ] as const)
      recordWeek(database, record(week, [[ana, "callsAsHost", calls, null]]), "2026-11-02T08:00:00.000Z");
    for (const reading of readings) recordWeek(database, reading.record, reading.at);
    recordWeek(database, record("2026-W46", [[ana, "callsAsHost", 8, null]]), "2026-11-16T08:00:00.000Z");
    const asOf: AsOf = { seenUntil: readings[stop]?.at ?? "", weeksUntil: null };
    const now = readPanel(database, "2026-W46", 3);

    const patched = patchedPanel(database, now, { week: "2026-W45", asOf, firstChanged: "2026-W45" });

    const whole = readPanel(database, "2026-W45", 2, asOf);
    const sorted = ({ series }: Panel) =>
      plain({ series })
        .filter(({ values }) => values.some((value) => value !== null))
        .toSorted((a, b) =>
          JSON.stringify(a.entity) + a.metric < JSON.stringify(b.entity) + b.metric ? -1 : 1,
        );
    expect(patched.weeks).toEqual(["2026-W43", "2026-W44", "2026-W45"]);
    expect(sorted(patched)).toEqual(sorted(whole));
    expect(patched.teamOf).toEqual(whole.teamOf);
  });
});

describe("tellings", () => {
  it("calls a week timely until the week after it has ended in the company's zone", () => {
    const database = history();
    const empty = (week: string) => record(week, []);
    // In Paris 2026-W46 ends on Monday 2026-11-16 at 00:00, which is 23:00 of Sunday in UTC.
    recordWeek(database, empty("2026-W44"), "2026-11-15T23:00:00.000Z");
    recordWeek(database, empty("2026-W45"), "2026-11-15T22:59:59.999Z");

    expect(tellings(database)).toEqual([
      {
        week: "2026-W44",
        isTimely: false,
        asOf: { seenUntil: "2026-11-15T23:00:00.000Z", weeksUntil: null },
      },
      {
        week: "2026-W45",
        isTimely: true,
        asOf: { seenUntil: "2026-11-15T22:59:59.999Z", weeksUntil: "2026-11-15T22:59:59.999Z" },
      },
    ]);
  });

  it("takes the moment of the digest, else the end of the run that made the week whole", () => {
    const database = history();
    const id = startRun(database, "run", "2026-11-09T08:00:00.000Z");
    recordWeek(database, record("2026-W45", []), "2026-11-09T08:01:00.000Z");
    finishRun(database, id, { at: "2026-11-09T08:02:00.000Z", exitCode: 0, requests: 1, message: "" });
    const moment = () => tellings(database)[0]?.asOf.seenUntil;
    const ofRun = moment();
    database
      .prepare("INSERT INTO digests (week, scope, revision, created_at, body) VALUES (?, ?, 1, ?, '{}')")
      .run("2026-W45", "company", "2026-11-09T09:00:00.000Z");

    expect([ofRun, moment()]).toEqual(["2026-11-09T08:02:00.000Z", "2026-11-09T09:00:00.000Z"]);
  });
});

describe("changedSince", () => {
  it("names the weeks that were restated or first read after a moment", () => {
    const database = history();
    recordWeek(database, record("2026-W44", [[ana, "callsAsHost", 4, null]]), "t1");
    recordWeek(database, record("2026-W45", [[ana, "callsAsHost", 4, null]]), "t1");
    recordWeek(database, record("2026-W44", [[ana, "callsAsHost", 5, null]]), "t2");
    recordWeek(database, record("2026-W43", []), "t2");
    const changed = (asOf: AsOf) => changedSince(database, asOf, "2026-W40", "2026-W45");

    expect(changed({ seenUntil: "t1", weeksUntil: "t1" })).toEqual(["2026-W43", "2026-W44"]);
    expect(changed({ seenUntil: "t1", weeksUntil: null })).toEqual(["2026-W44"]);
    expect(changed({ seenUntil: "t2", weeksUntil: "t2" })).toEqual([]);
  });
});
