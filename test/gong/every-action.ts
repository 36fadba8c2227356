import { Readable } from "node:stream";
import type { Action, AnswerOf, InputOf } from "../../src/gong/action.ts";
import * as ai from "../../src/gong/ai.ts";
import * as calls from "../../src/gong/calls.ts";
import type { Gong } from "../../src/gong/client.ts";
import { coachingMetrics } from "../../src/gong/coaching.ts";
import * as crm from "../../src/gong/crm.ts";
import * as privacy from "../../src/gong/data-privacy.ts";
import * as engagement from "../../src/gong/engagement.ts";
import * as prospects from "../../src/gong/flow-prospects.ts";
import * as flows from "../../src/gong/flows.ts";
import { setIntegrationOrigins } from "../../src/gong/integration-settings.ts";
import * as library from "../../src/gong/library.ts";
import { listLogs } from "../../src/gong/logs.ts";
import * as meetings from "../../src/gong/meetings.ts";
import * as profiles from "../../src/gong/permission-profiles.ts";
import * as settings from "../../src/gong/settings.ts";
import * as stats from "../../src/gong/stats.ts";
import { listTasks, updateTask } from "../../src/gong/tasks.ts";
import * as users from "../../src/gong/users.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { customerAt } from "../../src/mock/customers.ts";
import type { MockGong } from "../../src/mock/server.ts";

const from = "2026-11-09T00:00:00-05:00";
const to = "2026-11-16T00:00:00-05:00";
const span = { fromDateTime: from, toDateTime: to };
const customer = customerAt(1, 5);

/** Calls every action once with a valid input, in an order in which each finds what it needs. */
export async function callEveryAction(gong: Gong, { company }: MockGong): Promise<readonly string[]> {
  const names: string[] = [];
  const call = async <A extends Action>(action: A, input: InputOf<A>): Promise<AnswerOf<A>> => {
    names.push(action.name);
    return gong.call(action, input);
  };
  const rep = company.people.find(({ kind, whisper, active }) => kind === "sdr" && whisper && active);
  const manager = company.people.find(({ kind, callsPerWeek }) => kind === "manager" && callsPerWeek > 0);
  if (!rep || !manager) throw new Error("nobody calls, or nobody leads");
  const { workspaces } = await call(listWorkspaces, {});
  const workspaceId = firstOf(workspaces).id;

  await call(users.listUsers, {});
  await call(users.listUsersByFilter, { body: { filter: {} } });
  await call(users.getUser, { path: { id: rep.id } });
  await call(users.userSettingsHistory, { path: { id: rep.id } });

  const week = { fromDate: "2026-11-09", toDate: "2026-11-16" };
  await call(stats.activityTotals, { body: { filter: week } });
  await call(stats.activityByPeriod, { body: { filter: week, aggregationPeriod: "WEEK" } });
  await call(stats.activityByDay, { body: { filter: week } });
  await call(stats.interactionStats, { body: { filter: week } });
  await call(stats.answeredScorecards, { body: { filter: { reviewMethod: "BOTH" } } });
  await call(settings.scorecardSettings, {});
  await call(settings.keywordTrackers, { query: { workspaceId } });
  await call(settings.callOutcomes, {});
  const entries = { logType: "AccessLog", ...span } as const;
  await call(listLogs, { query: entries });
  const coached = { "workspace-id": workspaceId, "manager-id": manager.id, from, to };
  await call(coachingMetrics, { query: coached });

  const { calls: found } = await call(calls.listCalls, { query: span });
  const callId = firstOf(found).id;
  await call(calls.getCall, { path: { id: callId } });
  const contentSelector = { exposedFields: { parties: true, content: { topics: true } } };
  await call(calls.listCallDetails, { body: { filter: span, contentSelector } });
  await call(calls.callTranscripts, { body: { filter: span } });
  await call(calls.manualCrmAssociations, { query: {} });
  const parties = [{ userId: rep.id }, { phoneNumber: customer.phone }];
  const dialled = { clientUniqueId: "pbx-1", actualStart: from, direction: "Inbound" } as const;
  const added = await call(calls.addCall, { body: { ...dialled, parties, primaryUser: rep.id } });
  await call(calls.addCallMedia, { path: { id: added.callId }, file: fileOf("call.wav", "RIFF") });
  const callAccessList = [{ callId, userIds: [manager.id] }];
  await call(calls.giveCallAccess, { body: { callAccessList } });
  await call(calls.callAccess, { body: { filter: { callIds: [callId] } } });
  await call(calls.removeCallAccess, { body: { callAccessList } });

  const { folders } = await call(library.libraryFolders, { query: { workspaceId } });
  await call(library.libraryFolderCalls, { query: { folderId: firstOf(folders).id } });

  const { flows: all } = await call(flows.listFlows, { query: { flowOwnerEmail: rep.email } });
  const flowId = firstOf(all).id;
  await call(flows.listFlowFolders, { query: { flowFolderOwnerEmail: rep.email } });
  await call(flows.flowSteps, { body: { flowIds: [flowId] } });
  const crmProspectsIds = [customer.contactId];
  const into = { flowId, flowInstanceOwnerEmail: rep.email };
  await call(prospects.assignProspects, { body: { ...into, crmProspectsIds } });
  await call(prospects.prospectFlows, { body: { crmProspectsIds } });
  await call(prospects.unassignByCrmId, { body: { crmProspectId: customer.contactId } });
  const again = await call(prospects.assignDespiteCoolOff, { body: { ...into, crmProspectsIds } });
  const flowInstanceIds = [firstOf(again.prospectsAssigned ?? []).flowInstanceId];
  await call(prospects.unassignByInstanceId, { body: { flowInstanceIds } });
  const people = [{ crmId: customer.contactId }];
  const { id } = await call(prospects.assignInBulk, { body: { ...into, prospects: people } });
  await call(prospects.bulkAssignment, { path: { id } });
  const { tasks } = await call(listTasks, {
    body: { filter: { userId: rep.id, types: ["FLOW", "MANUAL"], taskAction: ["CALL"], status: ["OPEN"] } },
  });
  const done = { userId: rep.id, status: "DONE" } as const;
  await call(updateTask, { path: { taskId: firstOf(tasks).id }, body: done });

  const meeting = { startTime: from, endTime: to, organizerEmail: rep.email };
  const body = { ...meeting, invitees: [{ email: customer.email }] };
  const { meetingId } = await call(meetings.createMeeting, { body });
  await call(meetings.updateMeeting, { path: { meetingId }, body });
  await call(meetings.deleteMeeting, { path: { meetingId }, body: { organizerEmail: rep.email } });
  await call(meetings.meetingIntegration, { body: { emails: [rep.email] } });

  await call(crm.registerCrmIntegration, { body: { ownerEmail: rep.email, name: "Ours" } });
  const { integrations } = await call(crm.crmIntegration, {});
  const { integrationId } = firstOf(integrations);
  const query = { integrationId, objectType: "ACCOUNT" } as const;
  const upload = { ...query, clientRequestId: "one" };
  const field = { uniqueName: "size", label: "Size", type: "NUMBER" } as const;
  await call(crm.uploadCrmSchema, { query, body: [field] });
  await call(crm.crmSchema, { query });
  const account = '{"objectId":"a1","modifiedDate":"2026-11-09T00:00:00Z","name":"Acme"}';
  await call(crm.uploadCrmEntities, { query: upload, file: fileOf("accounts.ldjson", account) });
  await call(crm.crmRequestStatus, { query: { integrationId, clientRequestId: "one" } });
  await call(crm.crmEntities, { query, body: ["a1"] });
  await call(crm.deleteCrmIntegration, { query: { integrationId, clientRequestId: "two" } });

  const about = { crmEntityType: "DEAL", crmEntityId: customer.dealId, timePeriod: "LAST_90DAYS" } as const;
  const { briefs } = await call(ai.listBriefs, {});
  const briefName = firstOf(briefs).briefName ?? "";
  await call(ai.askEntity, { query: { ...about, workspaceId, question: "Who decides?" } });
  await call(ai.getBrief, { query: { ...about, workspaceId, briefName } });

  const event = { reportingSystem: "Docs", eventTimestamp: from, contentId: "1" };
  const content = { ...event, contentUrl: "https://x.example", contentTitle: "Offer" };
  await call(engagement.contentShared, { body: content });
  await call(engagement.contentViewed, { body: content });
  await call(engagement.customAction, { body: event });
  const visit = { eventId: "1", timestamp: from, eventType: "visit", content: { contentTitle: "Offer" } };
  await call(engagement.digitalInteraction, { body: visit });
  const origin = { integrationType: "DIALER", allowedOrigin: "https://x.example" } as const;
  await call(setIntegrationOrigins, { body: { integrationTypeSettings: [origin] } });

  const made = await call(profiles.createPermissionProfile, {
    query: { workspaceId },
    body: { name: "New" },
  });
  const ofProfile = { profileId: made.profile.id };
  await call(profiles.listPermissionProfiles, { query: { workspaceId } });
  await call(profiles.getPermissionProfile, { query: ofProfile });
  await call(profiles.updatePermissionProfile, { query: ofProfile, body: { name: "Newer" } });
  await call(profiles.permissionProfileUsers, { query: ofProfile });

  const byEmail = { query: { emailAddress: customer.email } };
  const byPhone = { query: { phoneNumber: customer.phone } };
  await call(privacy.findByEmail, byEmail);
  await call(privacy.findByPhone, byPhone);
  await call(privacy.eraseByEmail, byEmail);
  await call(privacy.eraseByPhone, byPhone);
  return names;
}

const fileOf = (name: string, content: string) => ({ stream: Readable.from([content]), name });

function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error("the list is empty");
  return first;
}
