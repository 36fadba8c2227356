import { describe, expect, it } from "vitest";
import { dayAt, formatDay, formatDays, formatPeriod, weekOfDay } from "../src/day.ts";

describe("a company's day", () => {
  it.each`
    moment                         | zone                  | day
    ${"2026-11-12T03:30:00Z"}      | ${"America/New_York"} | ${"2026-11-11"}
    ${"2026-11-12T03:30:00Z"}      | ${"Asia/Tokyo"}       | ${"2026-11-12"}
    ${"2026-11-16T00:00:00-05:00"} | ${"America/New_York"} | ${"2026-11-16"}
  `("at $moment in $zone is $day", ({ moment, zone, day }) => {
    expect(dayAt(moment, zone)).toBe(day);
  });

  it("is written for people in their language, and knows its week", () => {
    expect(formatDay("2026-11-11", "en")).toBe("Wed 11 Nov");
    expect(formatDay("2026-11-11", "fr")).toBe("mer. 11 nov.");
    expect(weekOfDay("2027-01-03")).toBe("2026-W53");
  });
});

describe("a span of days", () => {
  it.each`
    from            | to              | long                                  | short
    ${"2026-11-09"} | ${"2026-11-15"} | ${"Mon 9 – Sun 15 Nov 2026"}          | ${"9–15 Nov"}
    ${"2026-11-30"} | ${"2026-12-06"} | ${"Mon 30 Nov – Sun 6 Dec 2026"}      | ${"30 Nov – 6 Dec"}
    ${"2026-12-28"} | ${"2027-01-03"} | ${"Mon 28 Dec 2026 – Sun 3 Jan 2027"} | ${"28 Dec – 3 Jan"}
  `("$from to $to is $long, or $short", ({ from, to, long, short }) => {
    expect(formatPeriod(from, to, "en")).toBe(long);
    expect(formatDays(from, to, "en")).toBe(short);
  });
});
