import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { customerAt } from "../../src/mock/customers.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { start } from "./client.ts";
import { send } from "./send.ts";

const prospect = customerAt(1, 5).contactId;
let gong: MockGong;

beforeEach(async () => {
  gong = await start({ people: 40 });
});
afterEach(() => gong.close());

const rep = () => gong.company.people.find(({ kind, active }) => kind === "sdr" && active);
const get = (path: string, query: Readonly<Record<string, string>> = {}) =>
  send(gong, "GET", `${path}?${new URLSearchParams(query)}`);
const post = (path: string, json: unknown) => send(gong, "POST", path, { json });

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
