import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Cursor, Id, Ids, listed, MaybeId, Moment, PathId } from "./fields.ts";

/** Somebody in Gong, inactive people included. `managerId` may name somebody who is not in the list. */
export const User = z.looseObject({
  id: Id,
  emailAddress: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  title: z.string().nullish(),
  managerId: MaybeId,
  created: Moment.nullish(),
  active: z.boolean(),
});
export type User = z.output<typeof User>;

export const listUsers = defineAction({
  name: "users.list",
  slug: "GONG_LIST_ALL_USERS_V2_USERS",
  summary: "Everybody in Gong with name, title, manager and whether they are active",
  route: "GET /v2/users",
  scope: "api:users:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({
    cursor: Cursor.optional(),
    includeAvatars: z.boolean().describe("also Gong's own staff").optional(),
  }),
  answer: z.looseObject({ ...listed, users: z.array(User) }),
  rows: "users",
  rowKey: (user: User) => user.id,
});

export const userSettingsHistory = defineAction({
  name: "users.settingsHistory",
  slug: "GONG_GET_USER_SETTINGS_HISTORY",
  summary: "When somebody was switched on or off, recording and imports included",
  route: "GET /v2/users/{id}/settings-history",
  scope: "api:users:read",
  effect: "read",
  retry: "safe",
  path: z.strictObject({ id: PathId }),
  answer: z.looseObject({
    ...accepted,
    userSettingsHistory: z.array(z.looseObject({ setting: z.string(), value: z.boolean(), time: Moment })),
  }),
});

export const getUser = defineAction({
  name: "users.get",
  slug: "GONG_GET_USER_BY_ID",
  summary: "One person in Gong by id; an unknown id is a 404",
  route: "GET /v2/users/{id}",
  scope: "api:users:read",
  effect: "read",
  retry: "safe",
  path: z.strictObject({ id: PathId }),
  answer: z.looseObject({ ...accepted, user: User }),
});

export const listUsersByFilter = defineAction({
  name: "users.listByFilter",
  slug: "GONG_LIST_USERS_BY_FILTER_V2_USERS_EXTENSIVE",
  summary: "People by id or by when they were added to Gong; an empty filter is everybody",
  route: "POST /v2/users/extensive",
  scope: "api:users:read",
  effect: "read",
  retry: "safe",
  body: z.strictObject({
    cursor: Cursor.optional(),
    filter: z.strictObject({
      createdFromDateTime: Moment.optional(),
      createdToDateTime: Moment.describe("first moment that no longer counts").optional(),
      includeAvatars: z.boolean().describe("also Gong's own staff").optional(),
      userIds: Ids.optional(),
    }),
  }),
  answer: z.looseObject({ ...listed, users: z.array(User) }),
  rows: "users",
  rowKey: (user: User) => user.id,
});

export const userActions = [listUsers, listUsersByFilter, getUser, userSettingsHistory] as const;
