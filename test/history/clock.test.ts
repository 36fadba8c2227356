import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { acceptClock, newestEntry, refuseEarlierClock } from "../../src/history/clock.ts";
import { openDatabase } from "../../src/history/database.ts";
import { settleWeek } from "../../src/history/ledger.ts";
import { startRun } from "../../src/history/runs.ts";

const at = "2026-11-16T14:00:00.000Z";

describe("refuseEarlierClock", () => {
  it.each`
    now                       | is
    ${"2026-11-16T14:00:00Z"} | ${"taken"}
    ${"2026-11-16T13:00:01Z"} | ${"taken"}
    ${"2026-11-16T12:59:00Z"} | ${"refused"}
    ${"1970-01-01T00:00:00Z"} | ${"refused"}
    ${"2038-01-20T00:00:00Z"} | ${"taken"}
  `("with a run of 14:00 in the history, $now is $is", ({ now, is }) => {
    const database = openDatabase(":memory:");
    startRun(database, "run", at);
    const check = () => refuseEarlierClock(database, DateTime.fromISO(now));

    if (is === "taken") expect(check).not.toThrow();
    else expect(check).toThrow(/--accept-clock/);
  });

  it("takes a clock that was accepted, and refuses one before it", () => {
    const database = openDatabase(":memory:");
    startRun(database, "run", "2039-01-10T14:00:00.000Z");
    settleWeek(database, "2039-W01", "told", "2039-01-10T14:00:00.000Z");

    expect(acceptClock(database, DateTime.fromISO(at))).toBe(2);

    expect(() => refuseEarlierClock(database, DateTime.fromISO(at))).not.toThrow();
    expect(() => refuseEarlierClock(database, DateTime.fromISO(at).minus({ hours: 2 }))).toThrow(/clock/);
  });

  it("asks what was told, not what was only tried with a clock of its own", () => {
    const database = openDatabase(":memory:");
    startRun(database, "try", "2030-01-01T00:00:00.000Z");
    expect(newestEntry(database)).toBeNull();

    settleWeek(database, "2026-W46", "told", at);

    expect(newestEntry(database)).toBe(at);
  });
});
