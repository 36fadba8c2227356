import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { customerAt } from "../../src/mock/customers.ts";
import { routes } from "../../src/mock/routes/all.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { start } from "./client.ts";
import { send } from "./send.ts";

const from = "2026-11-09T00:00:00-05:00";
const to = "2026-11-16T00:00:00-05:00";
const prospect = customerAt(1, 5).contactId;
let gong: MockGong;

beforeEach(async () => {
  gong = await start({ people: 40 });
});
afterEach(() => gong.close());

const rep = () =>
  gong.company.people.find(({ kind, active, whisper }) => kind === "sdr" && active && whisper);
const get = (path: string, query: Readonly<Record<string, string>> = {}) =>
  send(gong, "GET", `${path}?${new URLSearchParams(query)}`);
const post = (path: string, json: unknown) => send(gong, "POST", path, { json });
const workspaceId = async (): Promise<string> => (await get("/v2/workspaces")).json.workspaces[0].id;

describe("scopes", () => {
  const scopes = [...new Set(routes.map(({ scope }) => scope))];

  it("are asked for by every operation, 401 with the scope's name without", async () => {
    const bare = await start({ people: 12, deniedScopes: scopes });

    for (const { method, path, scope } of routes) {
      const target = path.source.replace(/[\^$\\]/g, "").replace(/\([^)]*\)/g, "1");
      const answer = await send(bare, method, target);
      expect([target, answer.status]).toEqual([target, 401]);
      expect(answer.json.errors).toEqual([`You don't have permission to use '${scope}' in your app.`]);
    }
    await bare.close();
  });

  it("are two for the addresses of recordings", async () => {
    const bare = await start({ people: 12, deniedScopes: ["api:calls:read:media-url"] });
    const json = { filter: {}, contentSelector: { exposedFields: { media: true } } };

    const answer = await send(bare, "POST", "/v2/calls/extensive", { json });
    await bare.close();

    expect([answer.status, answer.text]).toEqual([401, expect.stringContaining("api:calls:read:media-url")]);
  });

  it("are 68 operations", () => {
    expect(new Set(routes.map(({ method, path }) => `${method} ${path.source}`)).size).toBe(68);
  });
});

describe("permission profiles", () => {
  it("are replaced whole: what is left out is off", async () => {
    const { profiles } = (await get("/v2/all-permission-profiles", { workspaceId: await workspaceId() }))
      .json;
    const admin = profiles[0];
    const target = `/v2/permission-profile?profileId=${admin.id}`;

    await send(gong, "PUT", target, { json: { name: admin.name } });
    const { profile } = (await get("/v2/permission-profile", { profileId: admin.id })).json;

    expect([admin.deleteCalls, profile.deleteCalls]).toEqual([true, false]);
    expect([admin.callsAccess.permissionLevel, profile.callsAccess.permissionLevel]).toEqual(["all", "none"]);
  });

  it("are added under a name of their own, in alphabetical order", async () => {
    const target = `/v2/permission-profile?workspaceId=${await workspaceId()}`;

    const added = await send(gong, "POST", target, { json: { name: "Auditor" } });
    const again = await send(gong, "POST", target, { json: { name: "Auditor" } });
    const { profiles } = (await get("/v2/all-permission-profiles", { workspaceId: await workspaceId() }))
      .json;

    expect([added.status, again.status]).toEqual([200, 422]);
    expect(profiles[0]).toEqual(added.json.profile);
  });

  it("have everybody in one of them, and an unknown one is 400", async () => {
    const { profiles } = (await get("/v2/all-permission-profiles", { workspaceId: await workspaceId() }))
      .json;
    let count = 0;
    for (const { id } of profiles) {
      count += (await get("/v2/permission-profile/users", { profileId: id })).json.users.length;
    }

    expect(count).toBe(gong.company.people.length);
    expect((await get("/v2/permission-profile", { profileId: "1" })).status).toBe(400);
  });
});

describe("meetings", () => {
  const meeting = (organizerEmail: string | undefined) => ({
    startTime: from,
    endTime: to,
    invitees: [],
    organizerEmail,
  });

  it("are made, changed and deleted by whoever organises them", async () => {
    const { meetingId } = (await post("/v2/meetings", meeting(rep()?.email))).json;
    const target = `/v2/meetings/${meetingId}`;
    const json = { organizerEmail: rep()?.email };

    const changed = await send(gong, "PUT", target, { json: meeting(rep()?.email) });
    const other = await send(gong, "DELETE", target, { json: { organizerEmail: "a@example.com" } });
    const deleted = await send(gong, "DELETE", target, { json });
    const again = await send(gong, "DELETE", target, { json });

    expect([changed, other, deleted, again].map(({ status }) => status)).toEqual([200, 404, 200, 404]);
  });

  it("say in a 409 what to do about a missing consent page", async () => {
    const gone = gong.company.people.find(({ active }) => !active);

    const answer = await post("/v2/meetings", meeting(gone?.email));

    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ userFacingError: expect.any(String), fixUrl: expect.any(String) });
  });

  it("are 404 for an organizer who is not in Gong, 403 outside the limited release", async () => {
    const without = await start({ people: 12, meetings: false });

    const unknown = await post("/v2/meetings", meeting("nobody@example.com"));
    const closed = await send(without, "POST", "/v2/meetings", { json: meeting("nobody@example.com") });
    await without.close();

    expect([unknown.status, closed.status]).toEqual([404, 403]);
  });
});

describe("events", () => {
  const offer = { contentId: "1", contentUrl: "https://x.example", contentTitle: "Offer" };
  const event = { reportingSystem: "Docs", eventTimestamp: from, eventId: "e1", ...offer };
  const setting = { integrationType: "DIALER", allowedOrigin: "https://x.example" };

  it.each([
    ["PUT", "/v2/customer-engagement/content/viewed", event],
    ["PUT", "/v2/customer-engagement/content/shared", event],
    ["PUT", "/v2/customer-engagement/action", event],
    [
      "POST",
      "/v2/digital-interaction",
      { eventId: "e1", timestamp: from, eventType: "visit", content: offer },
    ],
    ["POST", "/v2/integration-settings", { integrationTypeSettings: [setting] }],
  ])("are reported once: %s %s", async (method, path, json) => {
    const first = await send(gong, method, path, { json });
    const second = await send(gong, method, path, { json });

    expect([first.status, second.status]).toEqual([200, 409]);
  });
});

describe("answers by AI", () => {
  const about = async () => ({
    workspaceId: await workspaceId(),
    crmEntityType: "CONTACT",
    crmEntityId: prospect,
    timePeriod: "LAST_YEAR",
  });

  it("cost credits, and are 402 without", async () => {
    const poor = await start({ people: 12, credits: 1 });
    const query = new URLSearchParams({ ...(await about()), question: "why" });

    const first = await send(poor, "GET", `/v2/entities/ask-entity?${query}`);
    const second = await send(poor, "GET", `/v2/entities/ask-entity?${query}`);
    await poor.close();

    expect([first.status, second.status]).toEqual([200, 402]);
  });

  it("are 404 about somebody unknown and for a brief that is not set up", async () => {
    const unknown = await get("/v2/entities/ask-entity", {
      ...(await about()),
      crmEntityId: "x",
      question: "why",
    });
    const brief = await get("/v2/entities/get-brief", { ...(await about()), briefName: "Other" });

    expect([unknown.status, brief.status]).toEqual([404, 404]);
  });

  it("need a start with a range of one's own, and are got, not posted", async () => {
    const range = { ...(await about()), timePeriod: "CUSTOM_RANGE", question: "why" };

    expect((await get("/v2/entities/ask-entity", range)).status).toBe(400);
    expect((await get("/v2/entities/ask-entity", { ...range, fromDateTime: from })).status).toBe(200);
    expect((await post("/v2/entities/ask-entity", range)).status).toBe(405);
  });
});

describe("coaching", () => {
  it("is known by hyphenated names alone, and empty for somebody without reports", async () => {
    const manager = gong.company.people.find(({ kind }) => kind === "manager");
    const of = async (id: string | undefined) => ({
      "workspace-id": await workspaceId(),
      "manager-id": id ?? "",
      from,
      to,
    });

    const good = await get("/v2/coaching", await of(manager?.id));
    const nobody = await get("/v2/coaching", await of(rep()?.id));
    const camel = await get("/v2/coaching", { workspaceId: await workspaceId(), managerId: "1", from, to });
    const date = await get("/v2/coaching", { ...(await of(manager?.id)), from: "2026-11-09" });

    const reports = gong.company.people.filter(({ managerId }) => managerId === manager?.id);
    expect(good.json.coachingData[0].directReportsMetrics).toHaveLength(reports.length);
    expect(nobody.json.coachingData).toEqual([]);
    expect([camel.status, date.status]).toEqual([400, 400]);
  });
});

describe("logs", () => {
  it("come in order of time and in pages, 404 when there are none", async () => {
    const { logEntries, records } = (await get("/v2/logs", { logType: "AccessLog", fromDateTime: from }))
      .json;
    const times = logEntries.map((entry: { eventTime: string }) => Date.parse(entry.eventTime));

    const none = {
      logType: "AccessLog",
      fromDateTime: "2010-01-04T00:00:00Z",
      toDateTime: "2010-01-11T00:00:00Z",
    };
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
    expect([logEntries.length, records.cursor]).toEqual([100, expect.any(String)]);
    expect((await get("/v2/logs", none)).status).toBe(404);
  });
});

describe("people by filter", () => {
  it("are everybody for an empty filter, 400 without one, and by id", async () => {
    const [first] = gong.company.people;

    const all = await post("/v2/users/extensive", { filter: {} });
    const one = await post("/v2/users/extensive", { filter: { userIds: [first?.id] } });
    const single = await get(`/v2/users/${first?.id}`);

    expect(all.json.records.totalRecords).toBe(gong.company.people.length);
    expect(one.json.users).toEqual([single.json.user]);
    expect((await post("/v2/users/extensive", {})).status).toBe(400);
  });
});

describe("two mocks", () => {
  it("that are asked the same give the same ids", async () => {
    const twin = await start({ people: 40 });
    const json = { startTime: from, endTime: to, invitees: [], organizerEmail: rep()?.email };

    const one = await post("/v2/meetings", json);
    const two = await send(twin, "POST", "/v2/meetings", { json });
    await twin.close();

    expect(two.json.meetingId).toBe(one.json.meetingId);
  });
});
