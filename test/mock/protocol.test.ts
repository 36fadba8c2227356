import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MockGong } from "../../src/mock/server.ts";
import { ask, monday, newestWeek, pagesOf, start } from "./client.ts";

const aggregate = "/v2/stats/activity/aggregate";
let gong: MockGong;

beforeAll(async () => {
  gong = await start({ token: "demo-token", deniedScopes: ["api:stats:interaction"] });
});
afterAll(() => gong.close());

describe("signing in", () => {
  it("works with the key or the token", async () => {
    const withToken = await ask(gong, "/v2/workspaces", undefined, { authorization: "Bearer demo-token" });

    expect([(await ask(gong, "/v2/workspaces")).status, withToken.status]).toEqual([200, 200]);
  });

  it.each(["", "Bearer other", `Basic ${btoa("demo-key:wrong")}`])("fails with %j", async (authorization) => {
    const answer = await ask(gong, "/v2/users", undefined, { authorization });

    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ requestId: expect.any(String), errors: [expect.any(String)] });
  });

  it("names a scope that is missing, with 401", async () => {
    const answer = await ask(gong, "/v2/stats/interaction", { filter: newestWeek });

    expect(answer.status).toBe(401);
    expect(answer.json.errors).toEqual([
      "You don't have permission to use 'api:stats:interaction' in your app.",
    ]);
  });
});

describe("answers", () => {
  it("carry their request id in the body and in x-traceid", async () => {
    const answer = await ask(gong, "/v2/workspaces");

    expect(answer.json.requestId).toMatch(/^[0-9a-z]{20}$/);
    expect(answer.headers.get("x-traceid")).toBe(answer.json.requestId);
  });

  it("are the same bytes for the same seed and requests, others for another seed", async () => {
    const [one, same, other] = await Promise.all([start(), start(), start({ seed: 2 })]);
    const read = async (from: MockGong): Promise<string> => {
      const pages = [await ask(from, "/v2/users"), await ask(from, aggregate, { filter: newestWeek })];
      return pages.map((page) => page.text).join("\n");
    };

    const texts = [await read(one), await read(same), await read(other)];
    await Promise.all([one.close(), same.close(), other.close()]);

    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
  });

  it("are 404 without Gong's body for an unknown path", async () => {
    const answer = await ask(gong, "/v2/stats/activity/agregate", { filter: newestWeek });

    expect([answer.status, answer.json]).toEqual([404, undefined]);
  });

  it("are kept with the requests", async () => {
    await ask(gong, "/v2/users?includeAvatars=true");

    expect(gong.requests.at(-1)).toEqual({
      method: "GET",
      path: "/v2/users",
      query: { includeAvatars: "true" },
      body: undefined,
      status: 200,
    });
  });
});

describe("pages", () => {
  it("hold 100 and end without a cursor", async () => {
    const pages = await pagesOf(gong, "/v2/users");

    expect(pages.map((page) => page.json.records)).toEqual([
      {
        totalRecords: 139,
        currentPageSize: 100,
        currentPageNumber: 0,
        cursor: expect.stringMatching(/^eyJ.+\..+\..+$/),
      },
      { totalRecords: 139, currentPageSize: 39, currentPageNumber: 1 },
    ]);
  });

  it("have a size no parameter changes", async () => {
    expect((await ask(gong, "/v2/users?limit=5&pageSize=5")).json.users).toHaveLength(100);
  });

  it("continue only from a cursor in the body of a POST", async () => {
    const body = { filter: newestWeek };
    const { cursor } = (await ask(gong, aggregate, body)).json.records;

    const ignored = await ask(gong, `${aggregate}?cursor=${cursor}`, body);
    const next = await ask(gong, aggregate, { ...body, cursor });

    expect([ignored.json.records.currentPageNumber, next.json.records.currentPageNumber]).toEqual([0, 1]);
  });

  it.each([{ filter: { ...newestWeek, fromDate: "2026-11-02" } }, { filter: newestWeek, more: true }])(
    "refuse a cursor with other inputs: %j",
    async (other) => {
      const { cursor } = (await ask(gong, aggregate, { filter: newestWeek })).json.records;

      expect((await ask(gong, aggregate, { ...other, cursor })).status).toBe(400);
    },
  );

  it("refuse a cursor that is none", async () => {
    expect((await ask(gong, "/v2/users?cursor=abc")).status).toBe(400);
  });
});

describe("limits", () => {
  it("answer 429 with Retry-After beyond three requests in a second", async () => {
    const limited = await start({ requestsPerSecond: 3 });

    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(limited, "/v2/workspaces")));
    await limited.close();

    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(refused[0]?.json).toEqual({ requestId: expect.any(String), errors: [expect.any(String)] });
  });

  it("ask for hours beyond the day's quota", async () => {
    const limited = await start({ requestsPerDay: 2 });

    for (const _ of [1, 2]) await ask(limited, "/v2/workspaces");
    const answer = await ask(limited, "/v2/workspaces");
    await limited.close();

    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(3600);
  });
});

describe("users", () => {
  it("are everyone, the inactive included, avatars on request", async () => {
    const ids = async (query: string): Promise<readonly string[]> =>
      (await pagesOf(gong, `/v2/users${query}`)).flatMap((page) =>
        page.json.users.map((user: { id: string }) => user.id),
      );
    const everyone = gong.company.people.map((person) => person.id);

    expect(await ids("")).toEqual(everyone);
    expect(await ids("?includeAvatars=true")).toEqual([...everyone, gong.company.avatar.id]);
  });

  it("have nulls where Gong has them", async () => {
    const [head] = (await ask(gong, "/v2/users")).json.users;

    expect(head).toMatchObject({ managerId: null, trustedEmailAddress: null, extension: null });
  });

  it("have a history of settings, with the day they left", async () => {
    const leaver = gong.company.people.find((person) => person.left !== undefined);

    const answer = await ask(gong, `/v2/users/${leaver?.id}/settings-history`);

    expect(answer.json.userSettingsHistory.at(-1)).toEqual({
      setting: "active",
      value: false,
      time: expect.stringMatching(`^${leaver?.left}T`),
    });
  });

  it("have a history of settings, with the morning from which nothing is recorded", async () => {
    const person = gong.company.people.find(({ recordedUntil }) => recordedUntil !== undefined);

    const answer = await ask(gong, `/v2/users/${person?.id}/settings-history`);
    const user = await ask(gong, `/v2/users/${person?.id}`);
    const days = await ask(gong, "/v2/stats/activity/day-by-day", {
      filter: { ...newestWeek, userIds: [person?.id] },
    });
    const [detailed] = days.json.usersDetailedActivities;
    const hosted = detailed.userDailyActivityStats.map(
      (day: { callsAsHost: string[] }) => day.callsAsHost.length,
    );

    expect(answer.json.userSettingsHistory.slice(-2)).toEqual(
      ["webConferencesRecorded", "callsImported"].map((setting) => ({
        setting,
        value: false,
        time: "2026-11-11T08:00:00-05:00",
      })),
    );
    expect(user.json.user.settings).toMatchObject({
      webConferencesRecorded: false,
      telephonyCallsImported: false,
    });
    expect(hosted.slice(0, 2).every((count: number) => count > 0)).toBe(true);
    expect(hosted.slice(2)).toEqual([0, 0, 0, 0, 0]);
  });

  it("are listed as they stood on the day that is asked for", async () => {
    const person = gong.company.people.find(({ before }) => before !== undefined);
    const earlier = await start({ usersAt: () => monday.minus({ weeks: 2 }) });
    const managerIn = async (from: MockGong) =>
      (await ask(from, `/v2/users/${person?.id}`)).json.user.managerId;

    expect(await managerIn(gong)).toBe(person?.managerId);
    expect(await managerIn(earlier)).toBe(person?.before?.managerId);
    await earlier.close();
  });

  it("are 404 with Gong's body when unknown", async () => {
    const answer = await ask(gong, "/v2/users/123/settings-history");

    expect([answer.status, answer.json.errors]).toEqual([404, ["User ID 123 was not found"]]);
  });
});
