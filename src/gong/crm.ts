import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, ClientRequestId, Email, Id, NumericId, PlainMoment } from "./fields.ts";

const objectType = z.enum(["ACCOUNT", "CONTACT", "DEAL", "LEAD"]);

export const crmIntegration = defineAction({
  name: "crm.integration",
  slug: "GONG_GET_CRM_INTEGRATION_DETAILS",
  summary: "The company's own CRM integration and its id; there is one at most",
  route: "GET /v2/crm/integrations",
  scope: "api:crm:integrations:read",
  effect: "read",
  retry: "safe",
  answer: z.looseObject({
    ...accepted,
    integrations: z.array(
      z.looseObject({ integrationId: Id, ownerEmail: z.string().nullish(), name: z.string().nullish() }),
    ),
  }),
});

export const registerCrmIntegration = defineAction({
  name: "crm.registerIntegration",
  slug: "GONG_REGISTER_CRM_INTEGRATION",
  summary: "Create the company's CRM integration; refused while there is any, native ones included",
  route: "PUT /v2/crm/integrations",
  scope: "api:crm:integration:register",
  effect: "write",
  retry: "never",
  body: z.strictObject({ ownerEmail: Email, name: z.string().min(1) }),
  answer: z.looseObject({ ...accepted, integrationId: Id }),
});

export const deleteCrmIntegration = defineAction({
  name: "crm.deleteIntegration",
  slug: "GONG_DELETE_A_GENERIC_CRM_INTEGRATION_V2_CRM_INTEGRATIONS",
  summary: "Delete the CRM integration with all its records; up to 24 h, see crm.requestStatus",
  route: "DELETE /v2/crm/integrations",
  scope: "api:crm:integration:delete",
  effect: "destructive",
  retry: "never",
  query: z.strictObject({ integrationId: NumericId, clientRequestId: ClientRequestId }),
  answer: z.looseObject({ ...accepted, clientRequestId: z.string().nullish() }),
});

/** The ids go in the body of the GET, against the document's parameter list; without it Gong answers 415. */
export const crmEntities = defineAction({
  name: "crm.entities",
  slug: "GONG_GET_CRM_OBJECTS_V2_CRM_ENTITIES",
  summary: "Uploaded CRM records by their CRM ids, 100 at most; to check an upload while developing",
  route: "GET /v2/crm/entities",
  scope: "api:crm:get-objects",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ integrationId: NumericId, objectType }),
  body: z
    .array(z.string().min(1))
    .min(1)
    .max(100, "expected 100 ids at most, Gong leaves out the rest without a word")
    .refine((ids) => new Set(ids).size === ids.length, "an id comes twice"),
  answer: z.looseObject({
    ...accepted,
    crmObjectsMap: z
      .record(z.string(), z.looseObject({}).nullable())
      .describe("null: Gong has no such record"),
  }),
});

const Line = z.looseObject({
  objectId: z.string("expected a text").min(1, "is empty").max(64, "has more than 64 characters"),
  modifiedDate: PlainMoment.optional(),
  createdDate: PlainMoment.optional(),
  isDeleted: z.boolean("expected true or false").optional(),
});

/** Dates in fields of the company's own are not looked at: Gong's example has one with milliseconds. */
export const uploadCrmEntities = defineAction({
  name: "crm.uploadEntities",
  slug: "GONG_UPLOAD_CRM_OBJECTS_V2_CRM_ENTITIES",
  summary: "Add or change CRM records from LDJSON, 200 MB at most; then ask crm.requestStatus",
  route: "POST /v2/crm/entities",
  scope: "api:crm:upload",
  effect: "write",
  retry: "key",
  key: "query.clientRequestId",
  query: z.strictObject({
    integrationId: NumericId,
    objectType: z.enum([...objectType.options, "BUSINESS_USER", "STAGE"]),
    clientRequestId: ClientRequestId,
  }),
  upload: { part: "dataFile", kind: "ldjson", maximumBytes: 200_000_000, line: Line },
  answer: z.looseObject({ ...accepted, clientRequestId: z.string().nullish() }),
});

export const crmSchema = defineAction({
  name: "crm.schema",
  slug: "GONG_LIST_SCHEMA_FIELDS_V2_CRM_ENTITY_SCHEMA",
  summary: "The fields that an integration has given to accounts, contacts, deals or leads",
  route: "GET /v2/crm/entity-schema",
  scope: "api:crm:schema",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ integrationId: NumericId, objectType }),
  answer: z.looseObject({
    ...accepted,
    objectTypeToSelectedFields: z.record(
      z.string(),
      z.array(z.looseObject({ label: z.string().nullish(), type: z.string().nullish() })),
    ),
  }),
});

const Field = z.strictObject({
  uniqueName: z.string().min(1),
  label: z.string(),
  type: z.enum([
    "DATE",
    "DATETIME",
    "NUMBER",
    "PERCENT",
    "CURRENCY",
    "ID",
    "URL",
    "STRING",
    "BOOLEAN",
    "PHONENUMBER",
    "EMAILADDRESS",
    "PICKLIST",
    "REFERENCE",
    "STRINGARRAY",
  ]),
  lastModified: PlainMoment.optional(),
  isDeleted: z.boolean().optional().describe("true takes the field and its values from every record"),
  referenceTo: z.string().optional().describe("needed for REFERENCE: ACCOUNT, CONTACT, DEAL, LEAD or USER"),
  orderedValueList: z.array(z.string()).optional().describe("needed for PICKLIST"),
});

export const uploadCrmSchema = defineAction({
  name: "crm.uploadSchema",
  summary: "Set all fields of a CRM record type; deleted ones, and a changed type, lose their values",
  route: "POST /v2/crm/entity-schema",
  scope: "api:crm:schema",
  effect: "destructive",
  retry: "never",
  query: z.strictObject({ integrationId: NumericId, objectType }),
  body: z.array(Field).min(1),
  answer: z.looseObject(accepted),
});

export const crmRequestStatus = defineAction({
  name: "crm.requestStatus",
  slug: "GONG_GET_REQUEST_STATUS_V2_CRM_REQUEST_STATUS",
  summary: "How far an upload or a deletion in the CRM is, with the first 20 lines that failed",
  route: "GET /v2/crm/request-status",
  scope: "api:crm:upload",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ integrationId: NumericId, clientRequestId: ClientRequestId }),
  answer: z.looseObject({
    ...accepted,
    status: z.string().describe("PENDING, IN_PROGRESS, DONE or FAILED"),
    errors: z
      .array(z.looseObject({ line: z.int().nullish(), description: z.string().nullish() }))
      .nullish()
      .describe("line 0: the whole file"),
    totalErrorCount: z.int().nullish(),
    totalSuccessCount: z.int().nullish(),
  }),
});

export const crmActions = [
  crmIntegration,
  registerCrmIntegration,
  deleteCrmIntegration,
  crmEntities,
  uploadCrmEntities,
  crmSchema,
  uploadCrmSchema,
  crmRequestStatus,
] as const;
