import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Id, MaybeId, Moment, NumericId } from "./fields.ts";

const Status = z.enum(["OPEN", "DONE", "DISMISSED"]);

/** Ids in a task are bare 64-bit numbers in Gong's answer and text here. */
const Task = z.looseObject({
  id: Id,
  userId: MaybeId,
  status: z.string().nullish(),
  type: z.string().nullish(),
  title: z.string().nullish(),
  created: z.string().nullish(),
  updated: z.string().nullish(),
  dueDate: z.string().nullish(),
  actions: z.array(z.string()).nullish(),
  flow: z
    .looseObject({
      id: MaybeId,
      name: z.string().nullish(),
      step: z.looseObject({ id: MaybeId, name: z.string().nullish() }).nullish(),
    })
    .nullish(),
  priority: z.looseObject({ id: MaybeId, name: z.string().nullish() }).nullish(),
});

const answer = z.looseObject({
  ...accepted,
  tasks: z.array(Task),
  crmType: z.string().nullish(),
});

export const listTasks = defineAction({
  name: "tasks.list",
  slug: "GONG_LIST_TASKS",
  summary: "One person's call tasks in Engage, by status; without Engage the answer may be a 500",
  route: "POST /v2/tasks",
  scope: "api:tasks:read",
  effect: "read",
  retry: "safe",
  body: z.strictObject({
    filter: z.strictObject({
      userId: Id,
      workspaceId: Id.optional(),
      types: z.array(z.enum(["FLOW", "MANUAL"])).min(1),
      taskAction: z.array(z.enum(["CALL"])).min(1),
      status: z.array(Status).min(1).describe("Gong's text says that only OPEN works"),
    }),
  }),
  answer,
});

export const updateTask = defineAction({
  name: "tasks.update",
  summary: "Change a task's status, due time or priority; userId is its owner, not whoever asks",
  route: "PATCH /v2/tasks/{taskId}",
  scope: "api:tasks:write",
  effect: "write",
  retry: "never",
  path: z.strictObject({ taskId: NumericId }),
  body: z.strictObject({
    userId: Id,
    status: Status.optional(),
    dueDate: Moment.optional(),
    priority: z.string().optional(),
  }),
  answer,
});

export const taskActions = [listTasks, updateTask] as const;
