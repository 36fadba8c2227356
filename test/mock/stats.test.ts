import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activityCounters, metricIdOf } from "../../src/metrics.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { addWeeks } from "../../src/week.ts";
import { ask, newestWeek, pagesOf, start } from "./client.ts";

const byPeriod = "/v2/stats/activity/aggregate-by-period";
const aggregate = "/v2/stats/activity/aggregate";
const interaction = "/v2/stats/interaction";
const talkMetrics = [
  "talkRatio",
  "longestMonologue",
  "longestCustomerStory",
  "interactivity",
  "patience",
  "questionRate",
] as const;

type Row = { readonly userId: string } & Readonly<Record<string, unknown>>;
let gong: MockGong;

beforeAll(async () => {
  gong = await start();
});
afterAll(() => gong.close());

const rowsOf = async (path: string, body: object, name: string): Promise<readonly Row[]> =>
  (await pagesOf(gong, path, body)).flatMap((page) => page.json[name] as readonly Row[]);

describe("dates of statistics", () => {
  it.each`
    filter                                                             | error
    ${{ fromDateTime: "2026-11-09T00:00:00Z", toDate: "2026-11-16" }}  | ${"filter.fromDate: may not be null"}
    ${{ fromDate: "2026-11-09" }}                                      | ${"filter.toDate: may not be null"}
    ${{ fromDate: "2026-11-09T00:00:00-05:00", toDate: "2026-11-16" }} | ${"filter.fromDate: must be YYYY-MM-DD"}
    ${{ fromDate: "2026-02-30", toDate: "2026-11-16" }}                | ${"filter.fromDate: must be YYYY-MM-DD"}
    ${{ fromDate: "2026-11-16", toDate: "2026-11-16" }}                | ${"filter.fromDate: must be before filter.toDate"}
    ${{ fromDate: "2026-11-09", toDate: "2026-11-17" }}                | ${"filter.toDate: should not exceed the current day, 2026-11-16"}
  `("$filter are refused", async ({ filter, error }) => {
    const answer = await ask(gong, aggregate, { filter });

    expect([answer.status, answer.json.errors]).toEqual([400, [error]]);
  });

  it.each(["{}", "[]", "", "{"])("a body of %j is refused", async (body) => {
    expect((await ask(gong, aggregate, body)).status).toBe(400);
  });

  it.each`
    aggregationPeriod | error
    ${undefined}      | ${"aggregationPeriod: must not be null"}
    ${"week"}         | ${"Json parse error"}
  `("a period of $aggregationPeriod is refused", async ({ aggregationPeriod, error }) => {
    const answer = await ask(gong, byPeriod, { filter: newestWeek, aggregationPeriod });

    expect([answer.status, answer.json.errors]).toEqual([400, [error]]);
  });

  it("are company days: today is a day later in Sydney", async () => {
    const sydney = await start({ timeZone: "Australia/Sydney" });

    const answer = await ask(sydney, aggregate, { filter: { fromDate: "2026-11-09", toDate: "2026-11-17" } });
    await sydney.close();

    expect([answer.status, answer.json.errors]).toEqual([400, [expect.stringContaining("2026-11-16")]]);
  });
});

describe("nobody in range", () => {
  it.each([aggregate, interaction])("is 404 with Gong's body: %s", async (path) => {
    const answer = await ask(gong, path, { filter: { fromDate: "2010-01-04", toDate: "2010-01-11" } });

    expect([answer.status, answer.json.errors]).toEqual([404, ["No stats found for the specified period"]]);
  });

  it("is 404 when none of the wanted users has data", async () => {
    const dormant = gong.company.people.find((person) => person.kind === "dormant");

    expect((await ask(gong, aggregate, { filter: { ...newestWeek, userIds: [dormant?.id] } })).status).toBe(
      404,
    );
  });
});

describe("aggregate", () => {
  it("tells the zone and the bounds", async () => {
    expect((await ask(gong, aggregate, { filter: newestWeek })).json).toMatchObject({
      timeZone: "America/New_York",
      fromDateTime: "2026-11-09T00:00:00-05:00",
      toDateTime: "2026-11-16T00:00:00-05:00",
    });
  });

  it("counts what is true, for everyone with activity and for the avatar", async () => {
    const rows = await rowsOf(aggregate, { filter: newestWeek }, "usersAggregateActivityStats");
    const truths = [...gong.company.people, gong.company.avatar].map((person) => {
      const { values } = gong.company.truth("2026-W46", person.id);
      return [
        person.id,
        Object.fromEntries(activityCounters.map((name) => [name, values[name] ?? 0])),
      ] as const;
    });

    expect(rows.map((row) => [row.userId, row.userAggregateActivityStats])).toEqual(
      truths.filter(([, counts]) => Object.values(counts).some((count) => count > 0)),
    );
    expect(rows.some((row) => row.userId === gong.company.avatar.id)).toBe(true);
  });
});

describe("aggregate by period", () => {
  it("counts what is true in each of four weeks, quiet weeks as zeros", async () => {
    const filter = { fromDate: "2026-10-19", toDate: "2026-11-16" };
    const rows = await rowsOf(byPeriod, { filter, aggregationPeriod: "WEEK" }, "usersAggregateActivity");

    const told = rows.flatMap((row) =>
      (row.userAggregateActivity as object[]).map((period) => ({ ...period, id: row.userId })),
    );
    const expected = rows.flatMap(({ userId }) =>
      ["2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"].map((date, place) => {
        const { values } = gong.company.truth(addWeeks("2026-W43", place), userId);
        const counts = activityCounters.map((name) => [name, values[name] ?? 0] as const);
        return expect.objectContaining({
          ...Object.fromEntries(counts),
          fromDate: expect.stringContaining(date),
        });
      }),
    );
    expect(told).toEqual(expected);
  });

  it.each`
    aggregationPeriod | fromDate        | toDate          | starts
    ${"WEEK"}         | ${"2026-10-28"} | ${"2026-11-04"} | ${["2026-10-28T00:00:00-04:00", "2026-11-02T00:00:00-05:00"]}
    ${"DAY"}          | ${"2026-11-01"} | ${"2026-11-03"} | ${["2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"]}
    ${"MONTH"}        | ${"2026-10-28"} | ${"2026-11-04"} | ${["2026-10-28T00:00:00-04:00", "2026-11-01T00:00:00-04:00"]}
    ${"QUARTER"}      | ${"2026-08-15"} | ${"2026-11-04"} | ${["2026-08-15T00:00:00-04:00", "2026-10-01T00:00:00-04:00"]}
    ${"YEAR"}         | ${"2025-12-30"} | ${"2026-01-05"} | ${["2025-12-30T00:00:00-05:00", "2026-01-01T00:00:00-05:00"]}
  `(
    "cuts $aggregationPeriod to $fromDate and $toDate",
    async ({ aggregationPeriod, fromDate, toDate, starts }) => {
      const { json } = await ask(gong, byPeriod, { aggregationPeriod, filter: { fromDate, toDate } });
      const periods = json.usersAggregateActivity[0].userAggregateActivity;

      expect(periods.map((period: { fromDate: string }) => period.fromDate)).toEqual(starts);
      expect(periods.at(-1).toDate).toContain(toDate);
      expect(json.timeZone).toBeUndefined();
    },
  );

  it("adds up to the aggregate, day by day", async () => {
    const days = await rowsOf(
      byPeriod,
      { filter: newestWeek, aggregationPeriod: "DAY" },
      "usersAggregateActivity",
    );
    const week = await rowsOf(aggregate, { filter: newestWeek }, "usersAggregateActivityStats");

    const sums = days.map((row) =>
      activityCounters.map((name) =>
        (row.userAggregateActivity as Record<string, number>[]).reduce(
          (sum, day) => sum + (day[name] ?? 0),
          0,
        ),
      ),
    );

    expect(sums).toEqual(
      week.map((row) =>
        activityCounters.map((name) => (row.userAggregateActivityStats as Record<string, number>)[name]),
      ),
    );
  });
});

describe("day by day", () => {
  it("names as many calls as are counted", async () => {
    const rows = await rowsOf(
      "/v2/stats/activity/day-by-day",
      { filter: newestWeek },
      "usersDetailedActivities",
    );

    for (const row of rows) {
      const days = row.userDailyActivityStats as Record<string, string[]>[];
      const { values } = gong.company.truth("2026-W46", row.userId);
      expect(days).toHaveLength(7);
      for (const name of activityCounters) {
        const ids = days.flatMap((day) => [...new Set(day[name])]);
        expect(ids.length, `${name} of ${row.userId}`).toBe(values[name]);
        expect(ids.every((id) => /^\d{19}$/.test(id))).toBe(true);
      }
    }
  });
});

describe("interaction", () => {
  it("says what is true, and nothing about who has no row", async () => {
    const rows = await rowsOf(interaction, { filter: newestWeek }, "peopleInteractionStats");
    const told = new Map(
      rows.map((row) => [row.userId, row.personInteractionStats as { name: string; value: number }[]]),
    );

    for (const person of gong.company.people) {
      const { values } = gong.company.truth("2026-W46", person.id);
      const stats = (told.get(person.id) ?? []).map(({ name, value }) => [metricIdOf(name), value]);
      const expected = talkMetrics.map((id) => [id, values[id]]).filter(([, value]) => value !== null);
      expect(stats).toEqual(expected);
    }
  });
});
