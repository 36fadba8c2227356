import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { nextMoment } from "../src/cron.ts";

describe("nextMoment", () => {
  it.each`
    expression        | start                 | next
    ${"0 7 * * 1"}    | ${"2026-11-23T00:00"} | ${"2026-11-23T07:00"}
    ${"0 7 * * 1"}    | ${"2026-11-23T07:01"} | ${"2026-11-30T07:00"}
    ${"0 7 * * mon"}  | ${"2026-11-23T00:00"} | ${"2026-11-23T07:00"}
    ${"0 7 * * 0"}    | ${"2026-11-23T00:00"} | ${"2026-11-29T07:00"}
    ${"0 7-18 * * *"} | ${"2026-11-23T07:01"} | ${"2026-11-23T08:00"}
    ${"*/20 9 * * *"} | ${"2026-11-23T09:25"} | ${"2026-11-23T09:40"}
    ${"0 0 30 2 *"}   | ${"2026-11-23T00:00"} | ${undefined}
    ${"0 7 * * L"}    | ${"2026-11-23T00:00"} | ${undefined}
  `("of $expression from $start is $next", ({ expression, start, next }) => {
    const found = nextMoment(expression, DateTime.fromISO(start, { zone: "Europe/Paris" }));

    expect(found?.toFormat("yyyy-MM-dd'T'HH:mm")).toBe(next);
  });
});
