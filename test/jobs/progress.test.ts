import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { daysFor } from "../../jobs/pull/estimate.ts";
import { pullProgress } from "../../jobs/pull/progress.ts";
import { pullWeeks } from "../../jobs/pull/pull-weeks.ts";
import { weeksFrom } from "../../src/week.ts";
import { type Line, startLine } from "../support/line.ts";

describe("daysFor", () => {
  it.each`
    requests | leftToday | perDay  | days
    ${0}     | ${0}      | ${10}   | ${1}
    ${400}   | ${400}    | ${500}  | ${1}
    ${401}   | ${400}    | ${500}  | ${2}
    ${2500}  | ${400}    | ${1000} | ${4}
    ${2400}  | ${400}    | ${1000} | ${3}
    ${5}     | ${0}      | ${0}    | ${Number.POSITIVE_INFINITY}
  `("$requests requests with $leftToday left today and $perDay a day take $days days", (row) => {
    expect(daysFor(row.requests, row.leftToday, row.perDay)).toBe(row.days);
  });
});

describe("the requests that are left", () => {
  let line: Line;
  afterEach(() => line.close());

  it("are known to a quarter at every point from the end of the first pass on, for some hundred people", async () => {
    line = await startLine({ gong: { people: 300 } });
    const session = line.session({ config: { usual: { weeks: 6 } } });
    const budget = () => ({ leftToday: 10_000, perDay: 10_000 });
    const own = pullProgress({ log: session.log, draw: null, elapsedMs: () => 0, budget });
    const seen: (readonly [made: number, left: number])[] = [];
    const note = (requests: number): void => void seen.push([requests, own.requestsLeft()]);
    const progress: typeof own = {
      ...own,
      paged: (step, page, requests) => {
        own.paged(step, page, requests);
        if (step.source !== "activity") note(requests);
      },
    };
    const [from, to] = ["2026-W39", "2026-W46"];

    await pullWeeks(session, weeksFrom(from, to), "America/New_York", to, progress);

    const all = session.requests();
    const half = seen.find(([made]) => made >= all / 2);
    expect(all).toBeGreaterThan(100);
    expect(seen.filter(([made, left]) => Math.abs(left - (all - made)) > 0.25 * (all - made) + 1)).toEqual(
      [],
    );
    expect(Math.abs((half?.[1] ?? 0) - all / 2) / (all / 2)).toBeLessThan(0.25);
  });

  it("are set against the day's budget at the start, and again when the activity is known", async () => {
    line = await startLine({ gong: { people: 150 } });
    const gong = { baseUrl: line.gong.url, requestsPerSecond: 1000, requestsPerDay: 20, reserve: 0.1 };
    const session = line.session({ config: { gong, usual: { weeks: 6 } } });

    await backfill(session, { from: "2026-W40", to: "2026-W46" }).catch(() => {});

    const said = session.said.filter((text) => text.includes("requests left"));
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(
      /^About \d+ requests left; today's budget has 15 and each later day 18: it takes \d+ UTC days, and the same command on each, as a first guess$/,
    );
    expect(said[1]).toMatch(/today's budget has 13 .* it takes \d+ UTC days, and the same command on each$/);
  });

  it("are not set against a budget that is enough", async () => {
    line = await startLine();
    const session = line.session({ config: { usual: { weeks: 6 } } });

    await backfill(session, { from: "2026-W46" });

    expect(session.said.filter((text) => text.includes("requests left"))).toEqual([]);
  });
});
