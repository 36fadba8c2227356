import { z } from "zod";
import { defineAction } from "./action.ts";
import { Id } from "./fields.ts";

export const listWorkspaces = defineAction({
  name: "workspaces.list",
  slug: "GONG_LIST_ALL_COMPANY_WORKSPACES_V2_WORKSPACES",
  summary: "The company's workspaces with name and description",
  route: "GET /v2/workspaces",
  scope: "api:workspaces:read",
  effect: "read",
  retry: "safe",
  answer: z.looseObject({
    requestId: z.string().nullish(),
    workspaces: z.array(
      z.looseObject({ id: Id, name: z.string().nullish(), description: z.string().nullish() }),
    ),
  }),
});

export const workspaceActions = [listWorkspaces] as const;
