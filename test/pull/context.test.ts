import { describe, expect, it } from "vitest";
import { activityCounters } from "../../src/metrics.ts";
import {
  readCallLink,
  readCallsByIds,
  readCountedCalls,
  readHostedCalls,
  readSettings,
} from "../../src/pull/context.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { json, refusal, text } from "../support/gong-server.ts";

const week = "2026-W46";
const place = { timeZone: "America/New_York", baseUrl: "https://api.gong.io" };
const history = (...rows: readonly (readonly [setting: string, value: boolean, time: string])[]) =>
  json(200, {
    requestId: "r",
    userSettingsHistory: rows.map(([setting, value, time]) => ({ setting, value, time })),
  });
const records = (totalRecords: number, cursor?: string) => ({ totalRecords, ...(cursor && { cursor }) });

describe("settings", () => {
  it("are changes of the last weeks on the company's days, whatever order they come in", async () => {
    const { gong } = await gongWith([
      history(
        ["webConferencesRecorded", false, "2026-11-12T03:30:00Z"],
        ["webConferencesRecorded", true, "2025-01-10T09:00:00-05:00"],
        ["emailsImported", false, "2026-11-11T09:00:00-05:00"],
        ["callsImported", true, "2026-11-16T00:30:00-05:00"],
      ),
    ]);

    expect(await readSettings(gong, "4001", week, place)).toEqual([
      { setting: "webConferencesRecorded", value: false, day: "2026-11-11" },
    ]);
  });

  it("set once more to what they were are no change", async () => {
    const { gong } = await gongWith([
      history(
        ["webConferencesRecorded", true, "2025-01-10T09:00:00-05:00"],
        ["webConferencesRecorded", true, "2026-11-10T09:00:00-05:00"],
      ),
    ]);

    expect(await readSettings(gong, "4001", week, place)).toEqual([]);
  });

  it("of an unknown person are none, a wrong address is an error", async () => {
    const { gong } = await gongWith([refusal(404, "User ID 4001 was not found"), text(404, "<html>")]);

    expect(await readSettings(gong, "4001", week, place)).toEqual([]);
    expect((await gongErrorOf(readSettings(gong, "4001", week, place))).status).toBe(404);
  });
});

describe("the calls behind counters", () => {
  const day = (date: string, next: string, own: Readonly<Record<string, readonly string[]>>) => ({
    ...Object.fromEntries(activityCounters.map((name) => [name, own[name] ?? []])),
    fromDate: `${date}T00:00:00-05:00`,
    toDate: `${next}T00:00:00-05:00`,
  });

  it("come once each, in order of days, for the people and week that are asked for", async () => {
    const { gong, server } = await gongWith([
      json(200, {
        records: records(1),
        usersDetailedActivities: [
          {
            userId: "4001",
            userDailyActivityStats: [
              day("2026-11-10", "2026-11-11", { callsAsHost: ["8"], callsCommentsGiven: ["7"] }),
              day("2026-11-09", "2026-11-10", { callsAsHost: ["9"], callsCommentsGiven: ["7"] }),
            ],
          },
        ],
      }),
    ]);

    const own = (await readCountedCalls(gong, ["4001", "4002"], week)).get("4001");

    expect([...(own?.get("callsAsHost") ?? [])]).toEqual([
      ["9", "2026-11-09"],
      ["8", "2026-11-10"],
    ]);
    expect([...(own?.get("callsCommentsGiven") ?? [])]).toEqual([["7", "2026-11-09"]]);
    expect(server.seen[0]?.body).toEqual({
      filter: { fromDate: "2026-11-09", toDate: "2026-11-16", userIds: ["4001", "4002"] },
    });
  });

  it("of people without any are none, as Gong says it with 404", async () => {
    const { gong } = await gongWith([refusal(404, "No stats found for the specified period")]);

    expect((await readCountedCalls(gong, ["4001"], week)).size).toBe(0);
  });
});

describe("hosted calls", () => {
  const call = (id: string, more: object = {}) => ({
    metaData: {
      id,
      url: `https://app.gong.io/call?id=${id}`,
      title: "Renewal with ACME",
      started: "2026-11-11T22:00:00-05:00",
      duration: 3120,
      primaryUserId: "4001",
      ...more,
    },
    interaction: {
      interactionStats: [
        { name: "Talk Ratio", value: 0.7 },
        { name: "Patience", value: null },
      ],
    },
  });

  it("have their day, length and what Gong measured, and no title", async () => {
    const { gong, server } = await gongWith([json(200, { records: records(1), calls: [call("7")] })]);

    const calls = await readHostedCalls(gong, ["4001"], week, place, 1);

    expect(calls).toEqual([
      {
        id: "7",
        url: "https://app.gong.io/call?id=7",
        day: "2026-11-11",
        person: "4001",
        seconds: 3120,
        stats: new Map([["talkRatio", 0.7]]),
      },
    ]);
    expect(server.seen[0]?.body).toMatchObject({
      filter: {
        fromDateTime: "2026-11-09T00:00:00-05:00",
        toDateTime: "2026-11-16T00:00:00-05:00",
        primaryUserIds: ["4001"],
      },
    });
  });

  it("are given whole or not at all", async () => {
    const pages = [
      json(200, { records: records(2, "c"), calls: [call("7")] }),
      json(200, { records: records(2), calls: [call("8")] }),
    ];
    const one = await gongWith(pages);
    const two = await gongWith(pages);

    expect(await readHostedCalls(one.gong, ["4001"], week, place, 1)).toBeNull();
    expect(one.server.seen).toHaveLength(1);
    expect(await readHostedCalls(two.gong, ["4001"], week, place, 2)).toHaveLength(2);
  });

  it("keep no link that leads elsewhere", async () => {
    const bad = call("7", { url: "https://gong.io.evil.example/call?id=7" });
    const { gong } = await gongWith([
      json(200, { records: records(1), calls: [bad] }),
      json(200, { call: bad.metaData }),
      refusal(404, "Call ID 7 was not found"),
    ]);

    expect(await readCallsByIds(gong, ["7"], place)).toEqual(new Map([["7", null]]));
    expect(await readCallLink(gong, "7", place)).toBeNull();
    expect(await readCallLink(gong, "7", place)).toBeNull();
  });
});
