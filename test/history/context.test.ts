import { describe, expect, it } from "vitest";
import type { PersonContext } from "../../src/context.ts";
import { peopleFacts, readContext, saveContext } from "../../src/history/context.ts";
import { openDatabase } from "../../src/history/database.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";

const week = "2026-W46";
const at = "2026-11-16T14:00:00.000Z";
const context = (calls: number): PersonContext => ({
  settings: [{ setting: "callsImported", value: false, day: "2026-11-11" }],
  counted: { callsAsHost: { calls, shown: [] } },
  measured: {},
});

function filled() {
  const database = openDatabase(":memory:");
  const person = { name: "Ana\u202e Lee", email: null, managerId: null, active: true, createdAt: null };
  saveRoster(database, [
    { ...person, id: "4001" },
    { ...person, id: "4002", createdAt: "2026-11-11T09:00:00Z" },
  ]);
  recordWeek(database, { week, timeZone: "UTC", sources: [], members: [], values: [], notes: [] }, at);
  return database;
}

describe("context in the history", () => {
  it("comes back by person, of the week that is asked for", () => {
    const database = filled();
    saveContext(database, week, new Map([["4001", context(3)]]), at);

    expect([...readContext(database, week)]).toEqual([["4001", context(3)]]);
    expect(readContext(database, "2026-W45").size).toBe(0);
  });

  it("replaces what an earlier reading said of a person, and leaves others", () => {
    const database = filled();
    saveContext(
      database,
      week,
      new Map([
        ["4001", context(3)],
        ["4002", context(1)],
      ]),
      at,
    );
    saveContext(
      database,
      week,
      new Map([
        ["4001", context(4)],
        ["9999", context(9)],
      ]),
      at,
    );

    expect(readContext(database, week)).toEqual(
      new Map([
        ["4001", context(4)],
        ["4002", context(1)],
      ]),
    );
  });

  it("goes with the person", () => {
    const database = filled();
    saveContext(database, week, new Map([["4001", context(3)]]), at);
    database.prepare("DELETE FROM people WHERE id = '4001'").run();

    expect(readContext(database, week).size).toBe(0);
  });

  it("stands beside names fit for a line, and when people were added to Gong", () => {
    expect([...peopleFacts(filled())]).toEqual([
      ["4001", { name: "Ana Lee", createdAt: null }],
      ["4002", { name: "Ana Lee", createdAt: "2026-11-11T09:00:00Z" }],
    ]);
  });
});
