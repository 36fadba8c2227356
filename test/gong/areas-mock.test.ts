import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { askEntity, getBrief, listBriefs } from "../../src/gong/ai.ts";
import { createGong, type Gong } from "../../src/gong/client.ts";
import { coachingMetrics } from "../../src/gong/coaching.ts";
import {
  assignDespiteCoolOff,
  assignInBulk,
  assignProspects,
  bulkAssignment,
  prospectFlows,
  unassignByCrmId,
  unassignByInstanceId,
} from "../../src/gong/flow-prospects.ts";
import { flowSteps, listFlowFolders, listFlows } from "../../src/gong/flows.ts";
import { libraryFolderCalls, libraryFolders } from "../../src/gong/library.ts";
import { listLogs } from "../../src/gong/logs.ts";
import {
  createPermissionProfile,
  getPermissionProfile,
  listPermissionProfiles,
  permissionProfileUsers,
  updatePermissionProfile,
} from "../../src/gong/permission-profiles.ts";
import { callOutcomes, keywordTrackers, scorecardSettings } from "../../src/gong/settings.ts";
import { listTasks, updateTask } from "../../src/gong/tasks.ts";
import { getUser, listUsers, listUsersByFilter, userSettingsHistory } from "../../src/gong/users.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { silentLog } from "../../src/log.ts";
import { customerAt } from "../../src/mock/customers.ts";
import { type MockGong, startMockGong } from "../../src/mock/server.ts";
import { memoryDayCount, readAll } from "../support/gong-client.ts";
import { callEveryAction } from "./every-action.ts";

const now = DateTime.fromISO("2026-11-16T07:00:00-05:00");
const from = "2026-11-09T00:00:00-05:00";
const to = "2026-11-16T00:00:00-05:00";
const { contactId, dealId } = customerAt(1, 5);

let mock: MockGong;
let gong: Gong;
let workspaceId: string;
let rep: { readonly id: string; readonly email: string };

const options = { now, people: 40, requestsPerSecond: 10_000, laterRequests: 0 };

const clientOf = ({ url, accessKey, accessKeySecret }: MockGong): Gong =>
  createGong({
    baseUrl: url,
    credentials: { kind: "basic", accessKey, accessKeySecret },
    requestsPerSecond: 1000,
    requestsPerDay: 10_000,
    dayCount: memoryDayCount(),
    patienceSeconds: 1,
    timeoutSeconds: 10,
    retries: 0,
    log: silentLog,
    now: () => now.toJSDate(),
    random: () => 0.5,
    sleep: async () => undefined,
  });

beforeAll(async () => {
  mock = await startMockGong(options);
  gong = clientOf(mock);
  const { workspaces } = await gong.call(listWorkspaces, {});
  workspaceId = workspaces[0]?.id ?? "";
  const found = mock.company.people.find(({ kind, active }) => kind === "sdr" && active);
  if (!found) throw new Error("nobody dials");
  rep = found;
});
afterAll(() => mock.close());

describe("through the client, the mock", () => {
  it("shows people one by one, filtered and in pages", async () => {
    const pages = await readAll(gong.pages(listUsers, {}));
    const filtered = await readAll(
      gong.pages(listUsersByFilter, { body: { filter: { userIds: [rep.id] } } }),
    );
    const { user } = await gong.call(getUser, { path: { id: rep.id } });
    const history = await gong.call(userSettingsHistory, { path: { id: rep.id } });

    expect(pages.flatMap(({ rows }) => rows)).toHaveLength(mock.company.people.length);
    expect(filtered.flatMap(({ rows }) => rows)).toEqual([user]);
    expect(history.userSettingsHistory.length).toBeGreaterThan(0);
  });

  it("puts a prospect into a flow and takes them out", async () => {
    const [page] = await readAll(gong.pages(listFlows, { query: { flowOwnerEmail: rep.email } }));
    const [folders] = await readAll(
      gong.pages(listFlowFolders, { query: { flowFolderOwnerEmail: rep.email } }),
    );
    const flowId = page?.rows[0]?.id ?? "";
    const steps = await gong.call(flowSteps, { body: { flowIds: [flowId] } });
    const into = { flowId, flowInstanceOwnerEmail: rep.email };
    const body = { ...into, crmProspectsIds: [contactId] };

    const assigned = await gong.call(assignProspects, { body });
    const open = await gong.call(prospectFlows, { body: { crmProspectsIds: [contactId] } });
    const left = await gong.call(unassignByCrmId, { body: { crmProspectId: contactId } });
    const again = await gong.call(assignDespiteCoolOff, { body });
    const flowInstanceIds = again.prospectsAssigned?.map(({ flowInstanceId }) => flowInstanceId) ?? [];
    const ended = await gong.call(unassignByInstanceId, { body: { flowInstanceIds } });
    const person = { firstName: "Ada", lastName: "King" };
    const { id } = await gong.call(assignInBulk, { body: { ...into, prospects: [person] } });
    const bulk = await gong.call(bulkAssignment, { path: { id } });

    expect(folders?.rows[0]?.parentFolderId).toBeNull();
    expect(steps.flows[0]?.steps[0]?.stepOrder).toBe(1);
    expect(open.prospectsAssigned).toEqual(assigned.prospectsAssigned);
    expect(left.unassignedFlowInstanceIds).toHaveLength(1);
    expect(ended.unassignedFlowInstanceIds).toEqual(flowInstanceIds);
    expect([bulk.status, bulk.successCount]).toEqual(["COMPLETED", 1]);
  });

  it("changes a task, whose id is a number beyond 2^53", async () => {
    const { tasks } = await gong.call(listTasks, {
      body: { filter: { userId: rep.id, types: ["FLOW", "MANUAL"], taskAction: ["CALL"], status: ["OPEN"] } },
    });
    const taskId = tasks[0]?.id ?? "";

    const changed = await gong.call(updateTask, {
      path: { taskId },
      body: { userId: rep.id, status: "DONE" },
    });

    expect(BigInt(taskId)).toBeGreaterThan(2n ** 53n);
    expect(changed.tasks).toMatchObject([{ id: taskId, status: "DONE" }]);
  });

  it("gives a permission profile back as it was given", async () => {
    const { profile: made } = await gong.call(createPermissionProfile, {
      query: { workspaceId },
      body: { name: "Auditors", library: true, callsAccess: { permissionLevel: "all" } },
    });
    const query = { profileId: made.id };
    const { profile: read } = await gong.call(getPermissionProfile, { query });

    const { profile: written } = await gong.call(updatePermissionProfile, { query, body: read });
    const { profiles } = await gong.call(listPermissionProfiles, { query: { workspaceId } });
    const { users } = await gong.call(permissionProfileUsers, {
      query: { profileId: profiles[1]?.id ?? "" },
    });

    expect(written).toEqual(read);
    expect(profiles).toContainEqual(read);
    expect(users.length).toBeGreaterThan(0);
  });

  it("answers questions about a deal, and lists what it can be asked", async () => {
    const about = {
      workspaceId,
      crmEntityType: "DEAL",
      crmEntityId: dealId,
      timePeriod: "LAST_90DAYS",
    } as const;

    const { briefs } = await gong.call(listBriefs, {});
    const answer = await gong.call(askEntity, { query: { ...about, question: "Who decides?" } });
    const brief = await gong.call(getBrief, { query: { ...about, briefName: briefs[0]?.briefName ?? "" } });

    expect(answer.answer[0]?.answerItems).toHaveLength(1);
    expect(brief.briefSections[0]?.title).toBe(briefs[0]?.briefName);
  });

  it("tells of coaching, logs, the library and settings", async () => {
    const managerId = mock.company.people.find(({ kind }) => kind === "manager")?.id ?? "";
    const coached = { "workspace-id": workspaceId, "manager-id": managerId, from, to };
    const entries = { logType: "AccessLog", fromDateTime: from, toDateTime: to } as const;

    const { coachingData } = await gong.call(coachingMetrics, { query: coached });
    const logs = await readAll(gong.pages(listLogs, { query: entries }));
    const { folders } = await gong.call(libraryFolders, { query: { workspaceId } });
    const { calls } = await gong.call(libraryFolderCalls, { query: { folderId: folders[0]?.id ?? "" } });
    const { keywordTrackers: trackers } = await gong.call(keywordTrackers, {});
    const { outcomes } = await gong.call(callOutcomes, {});
    const { scorecards } = await gong.call(scorecardSettings, {});

    expect(coachingData[0]?.manager?.id).toBe(managerId);
    expect(logs.length).toBeGreaterThan(1);
    for (const list of [calls, trackers, outcomes, scorecards]) expect(list.length).toBeGreaterThan(0);
  });

  it("answers each of the actions as it should", async () => {
    const fresh = await startMockGong(options);
    onTestFinished(() => fresh.close());

    const names = await callEveryAction(clientOf(fresh), fresh);

    expect(names.toSorted()).toEqual(actions.map(({ name }) => name).toSorted());
  });
});
