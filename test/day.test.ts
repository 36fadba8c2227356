import { describe, expect, it } from "vitest";
import { dayAt, formatDay, formatDays, weekOfDay } from "../src/day.ts";

describe("a company's day", () => {
  it.each`
    moment                         | zone                  | day
    ${"2026-11-12T03:30:00Z"}      | ${"America/New_York"} | ${"2026-11-11"}
    ${"2026-11-12T03:30:00Z"}      | ${"Asia/Tokyo"}       | ${"2026-11-12"}
    ${"2026-11-16T00:00:00-05:00"} | ${"America/New_York"} | ${"2026-11-16"}
  `("at $moment in $zone is $day", ({ moment, zone, day }) => {
    expect(dayAt(moment, zone)).toBe(day);
  });

  it("is written for people, and knows its week", () => {
    expect(formatDay("2026-11-11")).toBe("Wed 11 Nov");
    expect(formatDays("2026-11-30", "2026-12-06")).toBe("30 Nov – 6 Dec");
    expect(weekOfDay("2027-01-03")).toBe("2026-W53");
  });
});
