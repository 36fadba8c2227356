import { customerAt } from "../../src/mock/customers.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { type Sent, send } from "./send.ts";

/** The answer to every operation, each asked once, in an order in which each finds what it needs. */
export async function askEverything(gong: MockGong): Promise<ReadonlyMap<string, Sent>> {
  const answers = new Map<string, Sent>();
  /** An id that is a bare number in an answer, more digits than a double holds. */
  const numberIn = (operation: string, pattern: RegExp): string | undefined =>
    pattern.exec(answers.get(operation)?.text ?? "")?.[1];
  const ask = async (operation: string, target: string, content: Parameters<typeof send>[3] = {}) => {
    const answer = await send(gong, operation.split(" ")[0] ?? "", target, content);
    answers.set(operation, answer);
    return answer.json;
  };
  const get = (path: string, query = "") => ask(`GET ${path}`, query === "" ? path : `${path}?${query}`);
  const post = (path: string, json: unknown) => ask(`POST ${path}`, path, { json });
  const put = (path: string, json: unknown) => ask(`PUT ${path}`, path, { json });

  const people = gong.company.people;
  const rep = people.find(({ kind, whisper, active }) => kind === "sdr" && whisper && active);
  const manager = people.find(({ kind, callsPerWeek }) => kind === "manager" && callsPerWeek > 0);
  const customer = customerAt(1, 5);
  const from = "2026-11-09T00:00:00-05:00";
  const to = "2026-11-16T00:00:00-05:00";
  const span = new URLSearchParams({ fromDateTime: from, toDateTime: to }).toString();
  const week = { fromDate: "2026-11-09", toDate: "2026-11-16" };
  const email = encodeURIComponent(rep?.email ?? "");

  const { workspaces } = await get("/v2/workspaces");
  const workspaceId: string = workspaces[0].id;
  const inWorkspace = `workspaceId=${workspaceId}`;
  await get("/v2/users");
  await post("/v2/users/extensive", { filter: {} });
  await ask("GET /v2/users/{id}", `/v2/users/${rep?.id}`);
  await ask("GET /v2/users/{id}/settings-history", `/v2/users/${rep?.id}/settings-history`);

  for (const part of ["aggregate", "day-by-day"]) await post(`/v2/stats/activity/${part}`, { filter: week });
  await post("/v2/stats/activity/aggregate-by-period", { filter: week, aggregationPeriod: "WEEK" });
  await post("/v2/stats/interaction", { filter: week });
  await post("/v2/stats/activity/scorecards", { filter: { reviewMethod: "BOTH" } });
  await get("/v2/settings/scorecards");
  await get("/v2/settings/trackers");
  await get("/v2/settings/briefs");
  await get("/v2/call-outcomes");

  const { calls } = await get("/v2/calls", span);
  const callId: string = calls[0].id;
  await ask("GET /v2/calls/{id}", `/v2/calls/${callId}`);
  const exposedFields = {
    parties: true,
    content: {
      ...{
        structure: true,
        topics: true,
        trackers: true,
        trackerOccurrences: true,
        brief: true,
        outline: true,
      },
      ...{ highlights: true, keyPoints: true, callOutcome: true },
    },
    interaction: { speakers: true, video: true, personInteractionStats: true, questions: true },
    collaboration: { publicComments: true },
    media: true,
  };
  await post("/v2/calls/extensive", {
    filter: { fromDateTime: from, toDateTime: to },
    contentSelector: { exposedFields },
  });
  await post("/v2/calls/transcript", { filter: { fromDateTime: from, toDateTime: to } });
  const added = await post("/v2/calls", {
    clientUniqueId: "pbx-1",
    actualStart: from,
    direction: "Inbound",
    parties: [{ userId: rep?.id }, { phoneNumber: customer.phone }],
    primaryUser: rep?.id,
  });
  await ask("PUT /v2/calls/{id}/media", `/v2/calls/${added.callId}/media`, { files: { mediaFile: "RIFF" } });
  const callAccessList = [{ callId, userIds: [manager?.id] }];
  await put("/v2/calls/users-access", { callAccessList });
  await post("/v2/calls/users-access", { filter: { callIds: [callId] } });
  await ask("DELETE /v2/calls/users-access", "/v2/calls/users-access", { json: { callAccessList } });

  await put("/v2/crm/integrations", { ownerEmail: rep?.email, name: "Ours" });
  await get("/v2/crm/integrations");
  const integrationId = numberIn("GET /v2/crm/integrations", /"integrationId":(\d+)/);
  const crm = `integrationId=${integrationId}&objectType=ACCOUNT`;
  const field = { uniqueName: "size", label: "Size", type: "NUMBER" };
  await ask("POST /v2/crm/entity-schema", `/v2/crm/entity-schema?${crm}`, { json: [field] });
  await get("/v2/crm/entity-schema", crm);
  await ask("POST /v2/crm/entities", `/v2/crm/entities?${crm}&clientRequestId=one`, {
    files: {
      dataFile: '{"objectId":"a1","modifiedDate":"2026-11-09T00:00:00Z","name":"Acme"}\n{"objectId":7}',
    },
  });
  await get("/v2/crm/request-status", `integrationId=${integrationId}&clientRequestId=one`);
  await ask("GET /v2/crm/entities", `/v2/crm/entities?${crm}`, { json: ["a1", "a2"] });
  await ask(
    "DELETE /v2/crm/integrations",
    `/v2/crm/integrations?integrationId=${integrationId}&clientRequestId=two`,
  );

  await get("/v2/data-privacy/data-for-email-address", `emailAddress=${customer.email}`);
  await get("/v2/data-privacy/data-for-phone-number", `phoneNumber=${encodeURIComponent(customer.phone)}`);
  for (const [part, query] of [
    ["email-address", `emailAddress=${customer.email}`],
    ["phone-number", `phoneNumber=${encodeURIComponent(customer.phone)}`],
  ]) {
    const path = `/v2/data-privacy/erase-data-for-${part}`;
    await ask(`POST ${path}`, `${path}?${query}`);
  }

  const meeting = {
    startTime: from,
    endTime: to,
    invitees: [{ email: customer.email }],
    organizerEmail: rep?.email,
  };
  const { meetingId } = await post("/v2/meetings", meeting);
  await ask("PUT /v2/meetings/{meetingId}", `/v2/meetings/${meetingId}`, { json: meeting });
  const json = { organizerEmail: rep?.email };
  await ask("DELETE /v2/meetings/{meetingId}", `/v2/meetings/${meetingId}`, { json });
  await post("/v2/meetings/integration/status", { emails: [rep?.email, "nobody@example.com"] });

  const shared = {
    reportingSystem: "Docs",
    eventTimestamp: from,
    contentId: "1",
    contentUrl: "https://x.example",
  };
  for (const part of ["content/viewed", "content/shared", "action"]) {
    await put(`/v2/customer-engagement/${part}`, { ...shared, contentTitle: "Offer" });
  }
  const content = { contentTitle: "Offer" };
  await post("/v2/digital-interaction", { eventId: "1", timestamp: from, eventType: "visit", content });
  const setting = { integrationType: "DIALER", allowedOrigin: "https://x.example" };
  await post("/v2/integration-settings", { integrationTypeSettings: [setting] });

  const { flows } = await get("/v2/flows", `flowOwnerEmail=${email}`);
  const flowId: string = flows[0].id;
  await get("/v2/flows/folders", `flowFolderOwnerEmail=${email}`);
  await post("/v2/flows/steps", { flowIds: [flowId] });
  const into = { flowId, flowInstanceOwnerEmail: rep?.email };
  const crmProspectsIds = [customer.contactId, "nobody"];
  await post("/v2/flows/prospects/assign", { ...into, crmProspectsIds });
  await post("/v2/flows/prospects", { crmProspectsIds });
  const ended = await post("/v2/flows/prospects/unassign-flows-by-crm-id", {
    crmProspectId: customer.contactId,
  });
  await post("/v2/flows/prospects/assign/cool-off-override", { ...into, crmProspectsIds });
  await post("/v2/flows/prospects/unassign-flows-by-instance-id", {
    flowInstanceIds: ended.unassignedFlowInstanceIds,
  });
  const bulk = "/v2/flows/prospects/bulk-assignments";
  const { id } = await post(bulk, {
    ...into,
    prospects: [{ crmId: customer.contactId }, { crmId: "nobody" }],
  });
  await ask(`GET ${bulk}/{id}`, `${bulk}/${id}`);

  const filter = { userId: rep?.id, types: ["FLOW", "MANUAL"], taskAction: ["CALL"], status: ["OPEN"] };
  await post("/v2/tasks", { filter });
  const taskId = numberIn("POST /v2/tasks", /"tasks":\[\{"id":(\d+)/);
  const done = { userId: rep?.id, status: "DONE", priority: "High" };
  await ask("PATCH /v2/tasks/{taskId}", `/v2/tasks/${taskId}`, { json: done });

  const { folders } = await get("/v2/library/folders", inWorkspace);
  await get("/v2/library/folder-content", `folderId=${folders[0].id}`);
  const coached = { "workspace-id": workspaceId, "manager-id": manager?.id ?? "", from, to };
  await get("/v2/coaching", new URLSearchParams(coached).toString());
  await get("/v2/logs", `logType=AccessLog&${span}`);

  const { profiles } = await get("/v2/all-permission-profiles", inWorkspace);
  const ofProfile = `profileId=${profiles[0].id}`;
  await get("/v2/permission-profile", ofProfile);
  await get("/v2/permission-profile/users", ofProfile);
  const path = "/v2/permission-profile";
  await ask(`POST ${path}`, `${path}?${inWorkspace}`, { json: { name: "New" } });
  await ask(`PUT ${path}`, `${path}?${ofProfile}`, { json: profiles[0] });

  const about = `${inWorkspace}&crmEntityType=DEAL&crmEntityId=${customerAt(1, 9).dealId}&timePeriod=LAST_90DAYS`;
  await get("/v2/entities/ask-entity", `${about}&question=why`);
  await get("/v2/entities/get-brief", `${about}&briefName=${encodeURIComponent("Deal risks")}`);
  return answers;
}
