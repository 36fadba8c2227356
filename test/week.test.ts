import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import {
  addWeeks,
  endOfWeek,
  mondayOf,
  newestClosedWeek,
  parseWeek,
  startOfWeek,
  sundayOf,
  weeksFrom,
} from "../src/week.ts";

describe("parseWeek", () => {
  it.each`
    text            | week
    ${"2026-W46"}   | ${"2026-W46"}
    ${"2026-11-09"} | ${"2026-W46"}
    ${"2026-W53"}   | ${"2026-W53"}
    ${"2025-12-29"} | ${"2026-W01"}
  `("reads $text as $week", ({ text, week }) => {
    expect(parseWeek(text)).toBe(week);
  });

  it.each(["2025-W53", "2026-11-10", "2026-W00", "2026W46", "46", "", "2026-W46-1"])("refuses %j", (text) => {
    expect(() => parseWeek(text)).toThrow(RangeError);
  });
});

describe("addWeeks", () => {
  it("goes through week 53 into the next year", () => {
    expect(weeksFrom("2026-W52", "2027-W01")).toEqual(["2026-W52", "2026-W53", "2027-W01"]);
    expect(addWeeks("2027-W01", -1)).toBe("2026-W53");
  });
});

describe("a week's dates", () => {
  it("run from Monday to Sunday, over a turn of the year too", () => {
    expect([mondayOf("2026-W53"), sundayOf("2026-W53")]).toEqual(["2026-12-28", "2027-01-03"]);
  });

  it.each`
    week          | zone                  | hours
    ${"2026-W13"} | ${"Europe/Berlin"}    | ${167}
    ${"2026-W43"} | ${"Europe/Berlin"}    | ${169}
    ${"2026-W44"} | ${"America/New_York"} | ${169}
    ${"2026-W46"} | ${"America/New_York"} | ${168}
  `("$week in $zone lasts $hours hours", ({ week, zone, hours }) => {
    expect(endOfWeek(week, zone).diff(startOfWeek(week, zone), "hours").hours).toBe(hours);
  });

  it("starts at the first instant there is where midnight does not exist", () => {
    expect(startOfWeek("2021-W12", "Asia/Tehran").toISO()).toBe("2021-03-22T01:00:00.000+04:30");
  });

  it.each([
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Apia",
  ])("tile the line without gap in %s", (zone) => {
    const weeks = weeksFrom("2009-W01", "2027-W10");
    const broken = weeks.filter(
      (week) => !endOfWeek(week, zone).equals(startOfWeek(addWeeks(week, 1), zone)),
    );

    expect(broken).toEqual([]);
  });
});

describe("newestClosedWeek", () => {
  it.each`
    now                            | zone                  | newest
    ${"2026-11-16T00:00:00-05:00"} | ${"America/New_York"} | ${"2026-W46"}
    ${"2026-11-15T23:59:59-05:00"} | ${"America/New_York"} | ${"2026-W45"}
    ${"2026-11-16T01:00:00Z"}      | ${"US/Pacific"}       | ${"2026-W45"}
    ${"2026-11-15T16:00:00Z"}      | ${"Asia/Tokyo"}       | ${"2026-W46"}
    ${"2027-01-04T12:00:00Z"}      | ${"Europe/Paris"}     | ${"2026-W53"}
  `("at $now in $zone is $newest", ({ now, zone, newest }) => {
    expect(newestClosedWeek(DateTime.fromISO(now), zone)).toBe(newest);
  });
});
