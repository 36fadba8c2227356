import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Cursor, Email, Id, Ids, listed, MaybeId, NumericId } from "./fields.ts";

/** A sequence of steps that prospects go through. `exclusive`: who is in it can be in no other. */
const Flow = z.looseObject({
  id: Id,
  name: z.string().nullish(),
  folderId: MaybeId,
  folderName: z.string().nullish(),
  visibility: z.string().nullish(),
  creationDate: z.string().nullish(),
  exclusive: z.boolean().nullish(),
});
type Flow = z.output<typeof Flow>;

export const listFlows = defineAction({
  name: "flows.list",
  slug: "GONG_LIST_GONG_ENGAGE_FLOWS_V2_FLOWS",
  summary: "Company flows, and those that one person owns or was shared; 403 without Engage",
  route: "GET /v2/flows",
  scope: "api:flows:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({
    flowOwnerEmail: Email.describe("whose own and shared flows are to come as well"),
    cursor: Cursor.optional(),
    workspaceId: Id.optional(),
    folderId: Id.optional(),
    mostRecentlyAssigned: z.boolean().describe("only the last 20 that this person assigned").optional(),
  }),
  answer: z.looseObject({ ...listed, flows: z.array(Flow) }),
  rows: "flows",
  rowKey: (flow: Flow) => flow.id,
});

/** At the top, recorded answers give the parent as the text "null". */
const FlowFolder = z.looseObject({
  id: Id,
  name: z.string().nullish(),
  parentFolderId: MaybeId,
  createdById: MaybeId,
});
type FlowFolder = z.output<typeof FlowFolder>;

export const listFlowFolders = defineAction({
  name: "flows.folders",
  slug: "GONG_LIST_FLOW_FOLDERS",
  summary: "Folders of flows: the company's, and those that one person owns or was shared",
  route: "GET /v2/flows/folders",
  scope: "api:flows:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({
    flowFolderOwnerEmail: Email.describe("whose own and shared folders are to come as well"),
    cursor: Cursor.optional(),
    parentId: NumericId.describe("only this folder and those right in it").optional(),
    workspaceId: Id.optional(),
  }),
  answer: z.looseObject({ ...listed, flows: z.array(FlowFolder) }),
  rows: "flows",
  // The document calls the list `flows`; a recorded answer has it as `flowsFolders`.
  rowsAlso: "flowsFolders",
  rowKey: (folder: FlowFolder) => folder.id,
});

export const flowSteps = defineAction({
  name: "flows.steps",
  summary: "Steps of up to 20 flows: kind, subject and text, counted from 1; 404 if one is unknown",
  route: "POST /v2/flows/steps",
  scope: "api:flows:read",
  effect: "read",
  retry: "safe",
  body: z.strictObject({ flowIds: Ids.max(20).describe("needed, though Gong calls it optional") }),
  answer: z.looseObject({
    ...accepted,
    flows: z.array(
      Flow.omit({ folderName: true }).extend({
        description: z.string().nullish(),
        steps: z.array(
          z.looseObject({
            id: Id,
            stepOrder: z.int().nullish(),
            action: z.string().nullish(),
            subject: z.string().nullish(),
            body: z.string().nullish(),
            isReply: z.boolean().nullish(),
          }),
        ),
      }),
    ),
  }),
});

/** Flows by themselves; who goes through them is in flow-prospects.ts. */
export const flowActions = [listFlows, listFlowFolders, flowSteps] as const;
