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

describe("flows", () => {
  const flowOf = async (name: string): Promise<string> => {
    const { flows } = (await get("/v2/flows", { flowOwnerEmail: rep()?.email ?? "" })).json;
    return flows.find((flow: { name: string }) => flow.name === name).id;
  };
  const assign = async (name: string, more: object = {}, path = "/v2/flows/prospects/assign") =>
    post(path, {
      flowId: await flowOf(name),
      flowInstanceOwnerEmail: rep()?.email,
      crmProspectsIds: [prospect],
      ...more,
    });
  const openFlows = async () =>
    (await post("/v2/flows/prospects", { crmProspectsIds: [prospect] })).json.prospectsAssigned;

  it("put those in who can be, and name the others in a 200", async () => {
    const { status, json } = await assign("New leads", { crmProspectsIds: [prospect, "nobody"] });
    const again = await assign("New leads");

    expect(status).toBe(200);
    expect(json.prospectsAssigned).toMatchObject([
      { crmProspectId: prospect, flowInstanceStatus: "Running" },
    ]);
    expect(json.prospectsNotAssigned).toMatchObject([
      { crmProspectId: "nobody", errorCode: "InvalidArgument" },
    ]);
    expect(again.json.prospectsNotAssigned).toMatchObject([{ errorCode: "InvalidState" }]);
  });

  it("lose a prospect from every flow when none is named, and keep the finished ones by instance", async () => {
    await assign("New leads");
    await assign("After the fair");

    const ended = await post("/v2/flows/prospects/unassign-flows-by-crm-id", { crmProspectId: prospect });
    const again = await post("/v2/flows/prospects/unassign-flows-by-crm-id", { crmProspectId: prospect });
    const flowInstanceIds = ended.json.unassignedFlowInstanceIds;
    const finished = (await post("/v2/flows/prospects", { flowInstanceIds })).json.prospectsAssigned;

    expect(flowInstanceIds).toHaveLength(2);
    expect([again.status, again.json.unassignedFlowInstanceIds]).toEqual([200, []]);
    expect(await openFlows()).toEqual([]);
    expect(finished).toMatchObject([{ flowInstanceStatus: "Finished" }, { flowInstanceStatus: "Finished" }]);
  });

  it("let nobody back in while they cool off, but on demand", async () => {
    await assign("New leads");
    await post("/v2/flows/prospects/unassign-flows-by-crm-id", { crmProspectId: prospect });

    const refused = await assign("New leads");
    const overridden = await assign("New leads", { overrides: { coolOffOverride: true } });
    const old = await assign("After the fair", {}, "/v2/flows/prospects/assign/cool-off-override");

    expect(refused.json.prospectsAssigned).toEqual([]);
    expect(overridden.json.prospectsAssigned).toHaveLength(1);
    expect(old.json.prospectsAssigned).toHaveLength(1);
  });

  it("take prospects in bulk, later, new people too", async () => {
    const path = "/v2/flows/prospects/bulk-assignments";
    const prospects = [{ crmId: prospect }, { crmId: "nobody" }, { firstName: "Ada", lastName: "King" }];
    const body = { flowId: await flowOf("New leads"), flowInstanceOwnerEmail: rep()?.email, prospects };

    const { status, json } = await post(path, body);
    const early = await get(`${path}/${json.id}`);
    await get(`${path}/${json.id}`);
    const late = await get(`${path}/${json.id}`);

    expect([status, json.status, early.json.status]).toEqual([202, "PENDING", "IN_PROGRESS"]);
    expect(late.json).toMatchObject({ status: "COMPLETED", totalCount: 3, successCount: 2, failedCount: 1 });
  });

  it.each([
    ["101 prospects", "assign", { crmProspectsIds: Array(101).fill("1") }, 400],
    ["an unknown flow", "assign", { crmProspectsIds: ["1"], flowId: "1" }, 404],
    ["51 in bulk", "bulk-assignments", { prospects: Array(51).fill({ crmId: "1" }) }, 400],
    ["201 instances", "unassign-flows-by-instance-id", { flowInstanceIds: Array(201).fill("1") }, 400],
    ["an unknown instance", "unassign-flows-by-instance-id", { flowInstanceIds: ["1"] }, 400],
  ])("refuse %s", async (_, path, more, status) => {
    const body = { flowId: await flowOf("New leads"), flowInstanceOwnerEmail: rep()?.email, ...more };

    expect((await post(`/v2/flows/prospects/${path}`, body)).status).toBe(status);
  });

  it("have folders under another key, with the text null for none", async () => {
    const { flowsFolders } = (await get("/v2/flows/folders", { flowFolderOwnerEmail: rep()?.email ?? "" }))
      .json;

    expect(flowsFolders[0]).toMatchObject({ parentFolderId: "null", createdById: "null" });
    expect(flowsFolders[1].parentFolderId).toBe(flowsFolders[0].id);
  });

  it("are 403 without Engage, and tasks 500", async () => {
    const without = await start({ people: 12, engage: false });
    const owner = without.company.people[0];

    const flows = await send(without, "GET", `/v2/flows?flowOwnerEmail=${owner?.email}`);
    const filter = { userId: owner?.id, types: ["FLOW"], taskAction: ["CALL"], status: ["OPEN"] };
    const tasks = await send(without, "POST", "/v2/tasks", { json: { filter } });
    await without.close();

    expect([flows.status, tasks.status]).toEqual([403, 500]);
  });
});

describe("tasks", () => {
  it("are changed, and then found by their new status", async () => {
    const list = (status: string) =>
      post("/v2/tasks", {
        filter: { userId: rep()?.id, types: ["FLOW", "MANUAL"], taskAction: ["CALL"], status: [status] },
      });
    const open = await list("OPEN");
    const id = /"tasks":\[\{"id":(\d+)/.exec(open.text)?.[1];

    const changed = await send(gong, "PATCH", `/v2/tasks/${id}`, {
      json: { userId: rep()?.id, status: "DONE" },
    });
    const other = await send(gong, "PATCH", `/v2/tasks/${id}`, {
      json: { userId: gong.company.people[0]?.id },
    });

    expect(changed.json.tasks).toMatchObject([{ status: "DONE" }]);
    expect((await list("OPEN")).json.tasks).toHaveLength(open.json.tasks.length - 1);
    expect((await list("DONE")).json.tasks).toHaveLength(1);
    expect(other.status).toBe(404);
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
