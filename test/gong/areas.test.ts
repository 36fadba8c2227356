import { describe, expect, it } from "vitest";
import type { Action, InputOf } from "../../src/gong/action.ts";
import { aiActions, askEntity, getBrief } from "../../src/gong/ai.ts";
import { answerOf } from "../../src/gong/answer.ts";
import { coachingActions, coachingMetrics } from "../../src/gong/coaching.ts";
import {
  assignDespiteCoolOff,
  assignInBulk,
  assignProspects,
  flowProspectActions,
  prospectFlows,
  unassignByInstanceId,
} from "../../src/gong/flow-prospects.ts";
import { flowActions, flowSteps, listFlowFolders } from "../../src/gong/flows.ts";
import { libraryActions, libraryFolderCalls } from "../../src/gong/library.ts";
import { logActions } from "../../src/gong/logs.ts";
import {
  createPermissionProfile,
  permissionProfileActions,
  updatePermissionProfile,
} from "../../src/gong/permission-profiles.ts";
import { checkedInput, requestOf } from "../../src/gong/request.ts";
import { keywordTrackers, settingsActions } from "../../src/gong/settings.ts";
import { listTasks, taskActions, updateTask } from "../../src/gong/tasks.ts";
import { userActions } from "../../src/gong/users.ts";

const all: readonly Action[] = [
  ...aiActions,
  ...coachingActions,
  ...flowActions,
  ...flowProspectActions,
  ...libraryActions,
  ...logActions,
  ...permissionProfileActions,
  ...settingsActions,
  ...taskActions,
  ...userActions,
];

const sent = <A extends Action>(action: A, input: InputOf<A>) =>
  requestOf(action, checkedInput(action, input));
const ids = (count: number) => Array.from({ length: count }, (_, place) => `003${place}`);
const from = "2026-11-09T00:00:00-05:00";
const to = "2026-11-16T00:00:00-05:00";

describe("the areas", () => {
  it.each(all.filter(({ effect }) => effect !== "read"))("$name is never repeated unasked", ({ retry }) => {
    expect(retry).toBe("never");
  });

  it.each(all.filter(({ effect, cost }) => effect === "read" && !cost))("$name may be repeated", (action) => {
    expect(action.retry).toBe("safe");
  });

  it("call destructive what takes prospects out of flows, and nothing else", () => {
    expect(all.filter(({ effect }) => effect === "destructive").map(({ name }) => name)).toEqual([
      "flows.unassignByCrmId",
      "flows.unassignByInstanceId",
    ]);
  });
});

describe("what costs credits", () => {
  it("is a question and a brief, and is never asked twice unasked", () => {
    const paid = all.filter(({ cost }) => cost === "credits");

    expect(paid.map(({ name, effect, retry }) => [name, effect, retry])).toEqual([
      ["ai.askEntity", "read", "never"],
      ["ai.brief", "read", "never"],
    ]);
  });

  const about = { workspaceId: "1", crmEntityType: "DEAL", crmEntityId: "006" } as const;

  it("goes into the query of a GET, as text", () => {
    const query = { ...about, timePeriod: "LAST_90DAYS", question: "Who decides & when?" } as const;

    expect(sent(askEntity, { query })).toEqual({
      method: "GET",
      target:
        "/v2/entities/ask-entity?workspaceId=1&crmEntityType=DEAL&crmEntityId=006&timePeriod=LAST_90DAYS" +
        "&question=Who%20decides%20%26%20when%3F",
      body: undefined,
    });
  });

  it("needs a start with CUSTOM_RANGE", () => {
    const query = { ...about, timePeriod: "CUSTOM_RANGE", briefName: "Risks" } as const;

    expect(() => sent(getBrief, { query })).toThrow("query.fromDateTime: expected a time");
    expect(sent(getBrief, { query: { ...query, fromDateTime: from } }).target).toContain("fromDateTime=2026");
  });
});

describe("coaching", () => {
  const query = { "workspace-id": "7273476131570014205", "manager-id": 42, from, to };

  it("has hyphens in its names, and ids beyond 2^53", () => {
    expect(sent(coachingMetrics, { query }).target).toBe(
      "/v2/coaching?workspace-id=7273476131570014205&manager-id=42" +
        "&from=2026-11-09T00%3A00%3A00-05%3A00&to=2026-11-16T00%3A00%3A00-05%3A00",
    );
  });

  it.each([
    { workspaceId: "1", managerId: "2", from, to },
    { ...query, from: "2026-11-09" },
    { ...query, "manager-id": "somebody" },
  ])("refuses %j", (other) => {
    expect(() => sent(coachingMetrics, { query: other as never })).toThrow("nothing was sent");
  });
});

describe("permission profiles", () => {
  it("put the workspace or profile into the query and the profile into the body", () => {
    const created = sent(createPermissionProfile, { query: { workspaceId: "7" }, body: { name: "Reps" } });
    const updated = sent(updatePermissionProfile, { query: { profileId: "9" }, body: { name: "Reps" } });

    expect([created.method, created.target]).toEqual(["POST", "/v2/permission-profile?workspaceId=7"]);
    expect([updated.method, updated.target]).toEqual(["PUT", "/v2/permission-profile?profileId=9"]);
    expect(updated.body).toBe('{"name":"Reps"}');
  });

  it("can be given back as they were read, nulls left out", () => {
    const read = {
      id: "255233435199981513",
      callsAccess: { permissionLevel: "managers-team", teamLeadIds: null },
      deleteCalls: false,
      orchestrateCreateAndManagePlays: null,
    } as const;

    const { body } = sent(updatePermissionProfile, { query: { profileId: "9" }, body: read });

    expect(JSON.parse(body ?? "")).toEqual({
      id: "255233435199981513",
      callsAccess: { permissionLevel: "managers-team" },
      deleteCalls: false,
    });
  });

  it("refuse a permission that does not exist", () => {
    const body = { deleteCall: true } as never;

    expect(() => sent(updatePermissionProfile, { query: { profileId: "9" }, body })).toThrow("deleteCall");
  });
});

describe("flows", () => {
  const records = { totalRecords: 1 };
  const folder = { id: "100", name: "Shared With You", parentFolderId: "null", createdById: "null" };

  const foldersIn = (body: object) => {
    const reply = { status: 200, headers: new Headers(), text: JSON.stringify(body) };
    return answerOf(listFlowFolders, reply, (text) => text).flows;
  };

  it.each(["flows", "flowsFolders"])("read the folders under %s, and the text null as nothing", (key) => {
    expect(foldersIn({ records, [key]: [folder] })).toMatchObject([
      { id: "100", parentFolderId: null, createdById: null },
    ]);
  });

  it("do not take an answer without folders for an empty one", () => {
    expect(() => foldersIn({ records })).toThrow("flows: expected array, got nothing");
    expect(foldersIn({ records: { totalRecords: 0 } })).toEqual([]);
  });

  const to100 = { flowId: "1", flowInstanceOwnerEmail: "rep@example.com" };
  const people = (count: number) => ids(count).map((crmId) => ({ crmId }));

  it.each([
    ["100 prospects", () => sent(assignProspects, { body: { ...to100, crmProspectsIds: ids(100) } })],
    ["50 in bulk", () => sent(assignInBulk, { body: { ...to100, prospects: people(50) } })],
    ["200 instances", () => sent(unassignByInstanceId, { body: { flowInstanceIds: ids(200) } })],
    ["20 flows", () => sent(flowSteps, { body: { flowIds: ids(20) } })],
  ])("take %s in one request", (_, send) => {
    expect(send).not.toThrow();
  });

  it.each([
    ["101 prospects", () => sent(assignProspects, { body: { ...to100, crmProspectsIds: ids(101) } })],
    ["101 despite", () => sent(assignDespiteCoolOff, { body: { ...to100, crmProspectsIds: ids(101) } })],
    ["51 in bulk", () => sent(assignInBulk, { body: { ...to100, prospects: people(51) } })],
    ["201 instances", () => sent(unassignByInstanceId, { body: { flowInstanceIds: ids(201) } })],
    ["21 flows", () => sent(flowSteps, { body: { flowIds: ids(21) } })],
    ["no flow", () => sent(flowSteps, { body: {} as never })],
    ["a prospect twice", () => sent(assignProspects, { body: { ...to100, crmProspectsIds: ["1", "1"] } })],
    ["nobody", () => sent(prospectFlows, { body: {} })],
    ["no name", () => sent(assignInBulk, { body: { ...to100, prospects: [{ firstName: "Ada" }] } })],
  ])("refuse %s", (_, send) => {
    expect(send).toThrow("nothing was sent");
  });

  it("name what to use instead of the deprecated one", () => {
    expect(assignDespiteCoolOff.deprecated).toContain(assignProspects.name);
  });
});

describe("tasks", () => {
  it("are changed by PATCH, with the id in the path", () => {
    const input = { path: { taskId: "7782342274025937895" }, body: { userId: 5, status: "DONE" } } as const;

    expect(sent(updateTask, input)).toEqual({
      method: "PATCH",
      target: "/v2/tasks/7782342274025937895",
      body: '{"userId":"5","status":"DONE"}',
    });
  });

  it("have ids that are numbers in the document and text here", () => {
    const { tasks } = listTasks.answer.parse({
      tasks: [{ id: 12, userId: "7782342274025937895", flow: null }],
    });

    expect(tasks[0]).toMatchObject({ id: "12", userId: "7782342274025937895" });
  });

  it.each(["types", "taskAction", "status"])("need %s, which Gong requires", (name) => {
    const filter = {
      userId: "1",
      types: ["FLOW"],
      taskAction: ["CALL"],
      status: ["OPEN"],
      [name]: undefined,
    };

    expect(() => sent(listTasks, { body: { filter } as never })).toThrow(`body.filter.${name}`);
  });
});

describe("other answers", () => {
  it("a library folder is asked for by id, though Gong calls the id optional", () => {
    expect(() => sent(libraryFolderCalls, {} as never)).toThrow("query.folderId");
  });

  it("trackers that are built in were made by nobody", () => {
    const tracker = { trackerId: "1", creatorUserId: null, saidAtInterval: null, filterQuery: "{}" };

    expect(keywordTrackers.answer.parse({ keywordTrackers: [tracker] }).keywordTrackers[0]).toMatchObject(
      tracker,
    );
  });
});
