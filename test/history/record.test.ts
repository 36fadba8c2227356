import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { exportRows } from "../../src/history/export.ts";
import { hasPart, savePass } from "../../src/history/parts.ts";
import { directReports, findPerson, peopleBelow, saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import type { WeekRecord } from "../../src/pull/assemble.ts";
import type { RosterPerson } from "../../src/pull/roster.ts";

const boss = "900000000000000009";
const [ana, bo] = ["900000000000000001", "9223372036854775807"];
const person = (id: string, managerId: string | null, email: string): RosterPerson => ({
  id,
  name: email,
  email,
  managerId,
  active: true,
  createdAt: null,
});
const roster = [
  person(boss, null, "boss@example.com"),
  person(ana, boss, "ana@example.com"),
  person(bo, boss, "bo@example.com"),
];

function weekOf(week: string, values: WeekRecord["values"], teamOfBo: string | null = boss): WeekRecord {
  return {
    week,
    timeZone: "Europe/Paris",
    sources: ["activity", "interaction"],
    members: [
      { person: boss, teamId: null, presence: "present" },
      { person: ana, teamId: boss, presence: "present" },
      { person: bo, teamId: teamOfBo, presence: "present" },
    ],
    values,
    notes: [],
  };
}

describe("recordWeek", () => {
  let database: Database;
  const rows = (level: string) =>
    [...exportRows(database)].filter((row) => row[1] === level && row[5] !== null);
  const revisions = () =>
    database.prepare("SELECT week, before, after, seen_at FROM revisions ORDER BY before").all();

  beforeEach(() => {
    database = openDatabase(":memory:");
    saveRoster(database, roster);
  });

  it("keeps ids beyond 2^53 to the last digit, and adds people up to teams without their manager", () => {
    recordWeek(
      database,
      weekOf("2026-W45", [
        [boss, "callsAsHost", 1, null],
        [ana, "callsAsHost", 4, null],
        [bo, "callsAsHost", 6, null],
        [ana, "talkRatio", 0.4, 4],
        [bo, "talkRatio", 0.6, 6],
      ]),
      "t1",
    );

    expect(rows("person").map((row) => row[2])).toContain("9223372036854775807");
    expect(rows("team")).toEqual([
      ["2026-W45", "team", boss, boss, "callsAsHost", 10, null],
      ["2026-W45", "team", boss, boss, "talkRatio", expect.closeTo(0.52, 12), 10],
    ]);
    expect(rows("company")[0]).toEqual(["2026-W45", "company", "company", null, "callsAsHost", 11, null]);
  });

  it("lets the same week replace itself without a revision", () => {
    const record = weekOf("2026-W45", [[ana, "callsAsHost", 4, null]]);
    recordWeek(database, record, "t1");

    expect(recordWeek(database, record, "t2")).toEqual({ values: 1, restated: 0 });
    expect(revisions()).toEqual([]);
  });

  it("keeps what Gong restates, adds and withdraws as revisions with the time they were seen", () => {
    recordWeek(
      database,
      weekOf("2026-W45", [
        [ana, "callsAsHost", 4, null],
        [bo, "talkRatio", 0.5, 3],
      ]),
      "t1",
    );

    const { restated } = recordWeek(
      database,
      weekOf("2026-W45", [
        [ana, "callsAsHost", 7, null],
        [bo, "callsAsHost", 2, null],
      ]),
      "t2",
    );

    expect(restated).toBe(3);
    expect(revisions()).toEqual([
      { week: "2026-W45", before: null, after: 2, seen_at: "t2" },
      { week: "2026-W45", before: 0.5, after: null, seen_at: "t2" },
      { week: "2026-W45", before: 4, after: 7, seen_at: "t2" },
    ]);
  });

  it("leaves people in the team of the week when they change manager later", () => {
    recordWeek(database, weekOf("2026-W45", [[bo, "callsAsHost", 6, null]]), "t1");
    recordWeek(database, weekOf("2026-W45", [[bo, "callsAsHost", 6, null]], null), "t2");
    recordWeek(database, weekOf("2026-W46", [[bo, "callsAsHost", 6, null]], null), "t2");

    expect(directReports(database, boss, "2026-W45")).toEqual(new Set([ana, bo]));
    expect(directReports(database, boss, "2026-W46")).toEqual(new Set([ana]));
  });

  it("rolls a week back whole when one value cannot be stored", () => {
    const record = weekOf("2026-W45", [
      [ana, "callsAsHost", 4, null],
      ["999", "callsAsHost", 1, null],
    ]);

    expect(() => recordWeek(database, record, "t1")).toThrow();
    expect([...exportRows(database)]).toEqual([]);
  });

  it("forgets the parts of the week once it is recorded", () => {
    const values = [[ana, "callsAsHost", 4, null]] as const;
    savePass(
      database,
      { parts: [{ source: "activity", week: "2026-W45", values, gaps: [] }], lists: [] },
      "t1",
    );
    recordWeek(database, weekOf("2026-W45", []), "t1");

    expect(hasPart(database)("activity", "2026-W45")).toBe(false);
  });

  it("finds people by id or address in any case, and everybody below a manager", () => {
    recordWeek(database, weekOf("2026-W45", [], ana), "t1");

    expect(findPerson(database, "ANA@example.com")?.id).toBe(ana);
    expect(findPerson(database, bo)?.email).toBe("bo@example.com");
    expect(findPerson(database, "nobody")).toBeNull();
    expect(peopleBelow(database, boss, "2026-W45")).toEqual(new Set([ana, bo]));
  });
});
