import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Email, Id, Ids, MaybeId, PathId } from "./fields.ts";

/** One prospect's way through one flow. */
const Assignment = z.looseObject({
  flowId: Id,
  flowName: z.string().nullish(),
  crmProspectId: Id,
  flowInstanceId: Id,
  flowInstanceOwnerEmail: z.string().nullish(),
  flowInstanceOwnerFullName: z.string().nullish(),
  flowInstanceCreateDate: z.string().nullish(),
  flowInstanceStatus: z.string().nullish(),
  workspaceId: MaybeId,
  exclusive: z.boolean().nullish(),
});

/** As many as Gong takes in one request. */
const idsUpTo = (maximum: number) => Ids.max(maximum).describe(`at most ${maximum} in one request`);

const Unassigned = z.looseObject({ ...accepted, unassignedFlowInstanceIds: z.array(Id) });
const By = Email.describe("who asks for it, a person in Gong and not the prospect").optional();

export const prospectFlows = defineAction({
  name: "flows.prospects",
  slug: "GONG_GET_FLOW_PROSPECTS",
  summary: "Flows that prospects are in: open ones by CRM id, finished ones too by instance id",
  route: "POST /v2/flows/prospects",
  scope: "api:flows:read",
  effect: "read",
  retry: "safe",
  body: z
    .strictObject({
      crmProspectsIds: Ids.optional(),
      flowInstanceIds: Ids.optional(),
    })
    .refine((body) => body.crmProspectsIds ?? body.flowInstanceIds, {
      path: ["crmProspectsIds"],
      error: "expected ids here or in flowInstanceIds",
    }),
  answer: z.looseObject({ ...accepted, prospectsAssigned: z.array(Assignment) }),
});

const toAssign = z.strictObject({
  crmProspectsIds: idsUpTo(100),
  flowId: Id,
  flowInstanceOwnerEmail: Email.describe("the person in Gong who gets the tasks"),
  overrides: z
    .strictObject({
      steps: z
        .array(
          z.strictObject({
            number: z.int().min(1).describe("1 is the first step"),
            subject: z.string().optional(),
            body: z.string().optional(),
          }),
        )
        .optional(),
      flowInstanceVariables: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
      coolOffOverride: z.boolean().describe("also those who left a flow only lately").optional(),
    })
    .optional(),
  flowInstanceDescription: z.string().optional(),
});

const Assigned = z.looseObject({
  ...accepted,
  prospectsAssigned: z.array(Assignment).nullish(),
  prospectsNotAssigned: z
    .array(
      z.looseObject({
        flowId: MaybeId,
        crmProspectId: Id,
        errorCode: z.string().nullish(),
        errorMessage: z.string().nullish(),
      }),
    )
    .nullish(),
});

const assigning = {
  scope: "api:flows:write",
  effect: "write",
  retry: "never",
  body: toAssign,
  answer: Assigned,
} as const;

export const assignProspects = defineAction({
  name: "flows.assign",
  slug: "GONG_ASSIGN_PROSPECTS_TO_FLOW",
  summary: "Put up to 100 prospects into a flow; those that failed are listed in a 200, not an error",
  route: "POST /v2/flows/prospects/assign",
  ...assigning,
});

export const assignDespiteCoolOff = defineAction({
  name: "flows.assignDespiteCoolOff",
  summary: "Put up to 100 prospects into a flow, also those who left one only lately",
  route: "POST /v2/flows/prospects/assign/cool-off-override",
  deprecated: "flows.assign with overrides.coolOffOverride",
  ...assigning,
});

export const unassignByCrmId = defineAction({
  name: "flows.unassignByCrmId",
  slug: "GONG_UNASSIGN_FLOWS_BY_CRM_ID",
  summary: "Take a prospect out of one flow, or of EVERY flow when flowId is left out",
  route: "POST /v2/flows/prospects/unassign-flows-by-crm-id",
  scope: "api:flows:write",
  effect: "destructive",
  retry: "never",
  body: z.strictObject({
    crmProspectId: Id,
    flowId: Id.describe("left out, the prospect leaves every flow").optional(),
    unassignedByUserEmail: By,
  }),
  answer: Unassigned,
});

export const unassignByInstanceId = defineAction({
  name: "flows.unassignByInstanceId",
  summary: "End up to 200 flow instances; those that could not be ended are missing in the answer",
  route: "POST /v2/flows/prospects/unassign-flows-by-instance-id",
  scope: "api:flows:write",
  effect: "destructive",
  retry: "never",
  body: z.strictObject({ flowInstanceIds: idsUpTo(200), unassignedByUserEmail: By }),
  answer: Unassigned,
});

const Prospect = z
  .strictObject({
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    email: Email.optional(),
    jobTitle: z.string().optional(),
    linkedInUrl: z.string().optional(),
    crmId: Id.describe("without it, first and last name are needed").optional(),
    accountCrmId: Id.optional(),
    companyName: z.string().optional(),
  })
  .refine(({ crmId, firstName, lastName }) => crmId ?? (firstName && lastName), {
    path: ["crmId"],
    error: "expected a CRM id, or a first and a last name",
  });

const BulkAssignment = z.looseObject({
  ...accepted,
  id: Id,
  status: z.string(),
  totalCount: z.int().nullish(),
  processedCount: z.int().nullish(),
  successCount: z.int().nullish(),
  failedCount: z.int().nullish(),
  results: z
    .array(z.looseObject({ status: z.string().nullish(), crmId: MaybeId, flowInstanceId: MaybeId }))
    .nullish(),
});

export const assignInBulk = defineAction({
  name: "flows.assignInBulk",
  summary: "Start putting up to 50 prospects into a flow, new people too; ask for the result later",
  route: "POST /v2/flows/prospects/bulk-assignments",
  scope: "api:flows:write",
  effect: "write",
  retry: "never",
  body: z.strictObject({
    flowInstanceOwnerEmail: Email.describe("the person in Gong who gets the tasks"),
    flowId: Id,
    prospects: z.array(Prospect).min(1).max(50),
  }),
  answer: BulkAssignment,
});

export const bulkAssignment = defineAction({
  name: "flows.bulkAssignment",
  summary: "How far a bulk assignment is, and what became of each prospect",
  route: "GET /v2/flows/prospects/bulk-assignments/{id}",
  scope: "api:flows:read",
  effect: "read",
  retry: "safe",
  path: z.strictObject({ id: PathId }),
  answer: BulkAssignment,
});

export const flowProspectActions = [
  prospectFlows,
  assignProspects,
  assignDespiteCoolOff,
  unassignByCrmId,
  unassignByInstanceId,
  assignInBulk,
  bulkAssignment,
] as const;
