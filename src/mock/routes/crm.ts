import { idKind } from "../ids.ts";
import {
  bodyWith,
  type GongRequest,
  type Json,
  objectOf,
  oneOf,
  Refused,
  type Route,
  textAt,
} from "../protocol.ts";
import type { Store } from "../store.ts";

const schemaTypes = ["ACCOUNT", "CONTACT", "DEAL", "LEAD"] as const;
const uploadTypes = [...schemaTypes, "BUSINESS_USER", "STAGE"] as const;
const mostErrors = 20;
const mostObjects = 100;

/** A CRM of the customer's own: registered, described by a schema, filled by files that are read later. */
export const crmRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/crm\/integrations$/,
    scope: "api:crm:integrations:read",
    answer: (_, __, ___, { crm }) => {
      if (!crm.integration) return { integrations: [] };
      const { id, ownerEmail, name } = crm.integration;
      return { integrations: [{ integrationId: id, ownerEmail, name }] };
    },
  },
  {
    method: "PUT",
    path: /^\/v2\/crm\/integrations$/,
    scope: "api:crm:integration:register",
    answer: (request, { roster }, _, store) => {
      const given = bodyWith(request.body, "ownerEmail", "name");
      const ownerEmail = textAt(given, "ownerEmail");
      if (!roster.people.some((person) => person.email === ownerEmail)) {
        throw new Refused(400, "ownerEmail: no such user");
      }
      settle(store);
      if (store.crm.integration) throw new Refused(409, "An active integration already exists");
      const id = store.newId(idKind.integration);
      store.crm.integration = { id, ownerEmail, name: textAt(given, "name") };
      return { integrationId: id };
    },
  },
  {
    method: "DELETE",
    path: /^\/v2\/crm\/integrations$/,
    scope: "api:crm:integration:delete",
    takes: "nothing",
    status: 201,
    answer: (request, _, __, store) => {
      const integrationId = integrationOf(request, store);
      return submit(request, store, integrationId, {
        errors: [],
        good: [...store.crm.objects.values()].reduce((sum, objects) => sum + objects.size, 0),
        apply: () => {
          store.crm.integration = undefined;
          store.crm.schema.clear();
          store.crm.objects.clear();
        },
      });
    },
  },
  {
    method: "GET",
    path: /^\/v2\/crm\/request-status$/,
    scope: "api:crm:upload",
    answer: (request, _, __, store) => {
      const integrationId = textAt(request.query, "integrationId");
      const found = store.crm.requests.get(textAt(request.query, "clientRequestId"));
      if (found?.integrationId !== integrationId) throw new Refused(400, "The request was not found");
      settle(store);
      if (!store.isDone(found)) {
        return { status: store.requests === found.askedAt + 1 ? "PENDING" : "IN_PROGRESS" };
      }
      const { errors, good } = found;
      return {
        status: errors.length === 0 ? "DONE" : "FAILED",
        errors: errors.slice(0, mostErrors),
        totalErrorCount: errors.length,
        totalSuccessCount: good,
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/crm\/entity-schema$/,
    scope: "api:crm:schema",
    answer: (request, _, __, store) => {
      integrationOf(request, store);
      const { objectType } = request.query;
      const types = objectType ? [oneOf(objectType, schemaTypes, "objectType")] : schemaTypes;
      return {
        objectTypeToSelectedFields: Object.fromEntries(
          types.map((type) => [type, [...(store.crm.schema.get(type)?.values() ?? [])]]),
        ),
      };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/crm\/entity-schema$/,
    scope: "api:crm:schema",
    status: 201,
    answer: (request, _, __, store) => {
      integrationOf(request, store);
      const type = oneOf(request.query.objectType, schemaTypes, "objectType");
      if (!Array.isArray(request.body)) throw new Refused(400, "Json parse error");
      const fields = request.body.map((field) => bodyWith(field, "uniqueName", "label", "type"));
      const names = new Set(fields.map((field) => textAt(field, "uniqueName")));
      const old = store.crm.schema.get(type) ?? new Map<string, Json>();
      if ([...old.keys()].some((name) => !names.has(name))) {
        throw new Refused(400, "All fields of the schema must be included");
      }
      const kept = fields.filter((field) => field.isDeleted !== true);
      store.crm.schema.set(type, new Map(kept.map((field) => [textAt(field, "uniqueName"), field])));
      return {};
    },
  },
  {
    method: "POST",
    path: /^\/v2\/crm\/entities$/,
    scope: "api:crm:upload",
    takes: "upload",
    status: 201,
    answer: (request, _, __, store) => {
      const integrationId = integrationOf(request, store);
      const type = oneOf(request.query.objectType, uploadTypes, "objectType");
      const [file, ...others] = request.parts;
      if (file?.name !== "dataFile" || file.fileName === undefined || others.length > 0) {
        throw new Refused(400, "Required request part 'dataFile' is not present");
      }
      if (file.bytes > 200 * 2 ** 20) throw new Refused(400, "dataFile: is larger than 200 MB");
      return submit(request, store, integrationId, linesOf(file.content ?? "", type, store));
    },
  },
  {
    method: "GET",
    path: /^\/v2\/crm\/entities$/,
    scope: "api:crm:get-objects",
    takes: "json",
    answer: (request, _, __, store) => {
      integrationOf(request, store);
      const type = oneOf(request.query.objectType, schemaTypes, "objectType");
      if (!Array.isArray(request.body)) throw new Refused(400, "Json parse error");
      settle(store);
      const objects = store.crm.objects.get(type);
      const ids = request.body.slice(0, mostObjects).map(String);
      return { crmObjectsMap: Object.fromEntries(ids.map((id) => [id, objects?.get(id) ?? null])) };
    },
  },
];

/** @throws {Refused} 400 unless the query names the integration that there is */
function integrationOf(request: GongRequest, store: Store): string {
  settle(store);
  const id = textAt(request.query, "integrationId");
  if (id !== String(store.crm.integration?.id)) throw new Refused(400, "The integration was not found");
  return id;
}

type Work = Pick<Parameters<Store["crm"]["requests"]["set"]>[1], "errors" | "good" | "apply">;

function submit(request: GongRequest, store: Store, integrationId: string, work: Work): Json {
  const clientRequestId = textAt(request.query, "clientRequestId");
  if (!/^[A-Za-z0-9_-]+$/.test(clientRequestId)) {
    throw new Refused(400, "clientRequestId: only letters, digits, dashes and underscores");
  }
  if (store.crm.requests.has(clientRequestId)) {
    throw new Refused(409, "Client request id has already been used");
  }
  let isApplied = false;
  const apply = (): void => {
    if (!isApplied) work.apply();
    isApplied = true;
  };
  store.crm.requests.set(clientRequestId, { ...store.job(), ...work, apply, integrationId });
  return { clientRequestId };
}

/** Does what is due by now, in the order in which it was asked for. */
function settle(store: Store): void {
  for (const request of store.crm.requests.values()) if (store.isDone(request)) request.apply();
}

/** Reads a file of one JSON object a line; lines that are none are told apart, the others are taken. */
function linesOf(content: string, type: string, store: Store): Work {
  const errors: { line: number; description: string }[] = [];
  const good: Json[] = [];
  for (const [place, line] of content.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const object = parsedObject(line);
    const id = object?.objectId;
    if (object === undefined) errors.push({ line: place + 1, description: "is not a JSON object" });
    else if (typeof id !== "string" || !/^[A-Za-z0-9@._+-]{1,64}$/.test(id)) {
      errors.push({ line: place + 1, description: "objectId is missing or not allowed" });
    } else if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(String(object.modifiedDate))) {
      errors.push({ line: place + 1, description: "modifiedDate must be ISO-8601 without milliseconds" });
    } else good.push(object);
  }
  if (good.length + errors.length === 0) errors.push({ line: 0, description: "the file is empty" });
  return {
    errors,
    good: good.length,
    apply: () => {
      const objects = store.crm.objects.get(type) ?? new Map<string, Json>();
      for (const { isDeleted, ...object } of good) {
        if (isDeleted === true) objects.delete(String(object.objectId));
        else objects.set(String(object.objectId), object);
      }
      store.crm.objects.set(type, objects);
    },
  };
}

function parsedObject(line: string): Json | undefined {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}
