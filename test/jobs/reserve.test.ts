import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { reserveOf } from "../../jobs/session/session.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { GongError } from "../../src/gong/error.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { type Line, monday, startLine } from "../support/line.ts";

describe("reserveOf", () => {
  it.each`
    requestsPerDay | reserve | lastWeekly | kept
    ${10_000}      | ${0.1}  | ${0}       | ${1000}
    ${10_000}      | ${0.1}  | ${833}     | ${1000}
    ${10_000}      | ${0.1}  | ${2001}    | ${2402}
    ${10_000}      | ${0.1}  | ${9000}    | ${5000}
    ${10_000}      | ${0}    | ${0}       | ${0}
    ${12}          | ${0.1}  | ${0}       | ${2}
    ${1}           | ${0.5}  | ${90}      | ${0}
  `(
    "of $requestsPerDay a day, a share of $reserve and $lastWeekly by the last weekly job, keeps $kept",
    ({ requestsPerDay, reserve, lastWeekly, kept }) => {
      expect(reserveOf({ requestsPerDay, reserve }, lastWeekly)).toBe(kept);
    },
  );
});

describe("the day's budget", () => {
  let line: Line;
  afterEach(() => line.close());
  const usual = { weeks: 6 };
  const gong = (requestsPerDay: number) => ({
    baseUrl: line.gong.url,
    requestsPerSecond: 1000,
    requestsPerDay,
    retries: 0,
  });

  it("leaves the weekly job enough after a backfill that used all it could", async () => {
    line = await startLine();
    const config = { gong: gong(100), usual };
    const error = await backfill(line.session({ config }), { from: "2025-W01" }).catch((thrown) => thrown);
    const history = await line.session().history();

    expect(error).toBeInstanceOf(GongError);
    expect(error.message).toMatch(/the last 10 are kept for the weekly job \(gong\.reserve\)/);
    expect(dayCount(history).used(monday.slice(0, 10))).toBe(90);

    const weekly = line.session({ config: { ...config, gong: { ...gong(100), requestsPerDay: 140 } } });
    expect(await runWeekly(weekly)).toBe(0);

    const later = line.session({ config: { ...config, gong: gong(140) } });
    const kept = Math.ceil(weekly.requests() * 1.2);
    await expect(backfill(later, { from: "2025-W01" })).rejects.toThrow(`the last ${kept} are kept`);
  });
});
