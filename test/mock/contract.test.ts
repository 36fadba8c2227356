import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { customerAt } from "../../src/mock/customers.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { start } from "./client.ts";
import { type Sent, send } from "./send.ts";

const file =
  process.env.GONG_OPENAPI ?? fileURLToPath(new URL("../../../shared/gong/openapi.json", import.meta.url));
const isHere = existsSync(file);

type Operations = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const official: {
  readonly paths: Operations;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
} = isHere ? JSON.parse(readFileSync(file, "utf8")) : { paths: {}, components: { schemas: {} } };
const operations = Object.entries(official.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Members that are null in recorded answers of the real Gong, or in the document's own words or examples. */
const nulls = new Set([
  ...["extension", "managerId", "meetingConsentPageUrl", "phoneNumber", "title", "trustedEmailAddress"],
  ...["calendarEventId", "clientUniqueId", "customData", "meetingUrl", "purpose", "sdrDisposition"],
  ...["saidAtInterval", "saidAtUnit", "creatorUserId", "updaterUserId", "automation", "answerGuide"],
  ...["answerText", "editorUserId", "reviewerUserId", "score", "selectedOptions"],
  ...["libraryFolderIds", "teamLeadIds", "parentFolderId"],
]);

/** Other places where the real Gong, as recorded, differs from its document, and the mock goes with it. */
const live: readonly { readonly at: RegExp; readonly why: string }[] = [
  { at: /^GET \/v2\/settings\/scorecards .* must be integer$/, why: "its ids and ranges are text" },
  {
    at: /^GET \/v2\/settings\/scorecards .*questions\[\]\.(updaterUserId|created) is not documented$/,
    why: "questions tell who made them, and when",
  },
  { at: /^GET \/v2\/flows\/folders \.flows(Folders)? /, why: "the list has another name" },
  { at: /^GET \/v2\/logs .*\.logRecord\.\w+ must be object$/, why: "what is logged is text and lists" },
  {
    at: /^GET \/v2\/crm\/entities .* must be object$/,
    why: "fields are plain values, a missing object null",
  },
  { at: /\.fields\[\]\.value must be object$/, why: "fields are plain values" },
  { at: /^DELETE \/v2\/meetings\/\{meetingId\} \.requestId /, why: "every answer has one" },
];

let gong: MockGong;
const answers = new Map<string, Sent>();

beforeAll(async () => {
  if (!isHere) return;
  gong = await start({ people: 40, laterRequests: 0 });
  await askAll();
});
afterAll(() => gong?.close());

const title = isHere
  ? "the mock, against the official document"
  : `the mock, against the official document (SKIPPED: ${file} is not here; set GONG_OPENAPI)`;

describe.skipIf(!isHere)(title, () => {
  it("answers every operation", () => {
    expect([...answers.keys()].toSorted()).toEqual(operations.toSorted());
  });

  it.each(operations)("%s", (operation) => {
    const answer = answers.get(operation);
    const faults = faultsOf(operation, answer);

    expect(answer?.status, answer?.text.slice(0, 300)).toBeLessThan(300);
    expect(faults).toEqual([]);
  });
});

function faultsOf(operation: string, answer: Sent | undefined): readonly string[] {
  const [method = "", path = ""] = operation.split(" ");
  const contents = contentOf(method.toLowerCase(), path, String(answer?.status));
  if (contents === undefined) return [`${answer?.status} is not documented`];
  const [type] = Object.keys(contents);
  if (type === undefined) return [];
  const pointer = [
    "paths",
    path,
    method.toLowerCase(),
    "responses",
    String(answer?.status),
    "content",
    type,
    "schema",
  ]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const schema = (contents[type] as { readonly schema: Schema }).schema;
  const validate = validator.compile({ $ref: `gong#/${pointer}` });
  validate(answer?.json);
  const errors = (validate.errors ?? []).filter((error) => !isKnownNull(error));
  const faults = [
    ...errors.map(({ instancePath, message }) => `${placeOf(instancePath)} ${message}`),
    ...undocumented(schema, answer?.json).map((place) => `${place} is not documented`),
    ...missing(schema, answer?.json).map((place) => `${place} is missing`),
  ];
  return [...new Set(faults.map((fault) => `${operation} ${fault}`))].filter(
    (fault) => !live.some(({ at }) => at.test(fault)),
  );
}

const isKnownNull = ({ instancePath, data }: ErrorObject): boolean =>
  data === null && nulls.has(instancePath.split("/").at(-1) ?? "");

/** `/calls/0/title` as `.calls[].title`. */
const placeOf = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, "[]").replaceAll("/", ".");

type Schema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
};

const resolved = (schema: Schema): Schema =>
  schema.$ref ? resolved(official.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;

/** Members of an answer that the document does not have, so that a wrong name is no extra one. */
function undocumented(given: Schema, value: unknown, place = ""): readonly string[] {
  const { properties, additionalProperties, items } = resolved(given);
  if (Array.isArray(value)) {
    return value.flatMap((one) => (items ? undocumented(items, one, `${place}[]`) : []));
  }
  if (typeof value !== "object" || value === null || !properties || additionalProperties) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const schema = properties[name];
    return schema ? undocumented(schema, member, `${place}.${name}`) : [`${place}.${name}`];
  });
}

/** Members at the top of an answer that are documented and not there. */
function missing(given: Schema, value: unknown): readonly string[] {
  const names = Object.keys(resolved(given).properties ?? {});
  return names.filter((name) => !Object.hasOwn(Object(value), name)).map((name) => `.${name}`);
}

type Responses = Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;

function contentOf(method: string, path: string, status: string) {
  const operation = official.paths[path]?.[method] as { readonly responses: Responses } | undefined;
  const response = operation?.responses[status];
  return response && (response.content ?? {});
}

const validator = new Ajv2020({ strict: false, allErrors: true, verbose: true });
formats.default(validator);
if (isHere) validator.addSchema({ $id: "gong", ...official });

/** An id that is a bare number in an answer, more digits than a double holds. */
const numberIn = (operation: string, pattern: RegExp): string | undefined =>
  pattern.exec(answers.get(operation)?.text ?? "")?.[1];

/** Every operation once, in an order in which each finds what it needs. */
async function askAll(): Promise<void> {
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
}
