import { z } from "zod";
import { defineAction } from "./action.ts";
import { Cursor, listed, MaybeId, Moment } from "./fields.ts";

/** `logRecord` has other members for each kind of log. */
const LogEntry = z.looseObject({
  userId: MaybeId,
  userEmailAddress: z.string().nullish(),
  userFullName: z.string().nullish(),
  impersonatorUserId: MaybeId,
  impersonatorEmailAddress: z.string().nullish(),
  impersonatorFullName: z.string().nullish(),
  impersonatorCompanyId: MaybeId,
  eventTime: z.string(),
  logRecord: z.record(z.string(), z.unknown()).nullish(),
});

export const listLogs = defineAction({
  name: "logs.list",
  slug: "GONG_RETRIEVE_LOGS_DATA_BY_TYPE_AND_TIME_RANGE_V2_LOGS",
  summary: "Who did what in Gong over a span of time: logins, changes, plays and shared calls",
  route: "GET /v2/logs",
  scope: "api:logs:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({
    logType: z.enum([
      "AccessLog",
      "UserActivityLog",
      "UserCallPlay",
      "ExternallySharedCallAccess",
      "ExternallySharedCallPlay",
    ]),
    fromDateTime: Moment,
    toDateTime: Moment.describe("left out, up to the newest entry, which moves between pages").optional(),
    cursor: Cursor.optional(),
  }),
  answer: z.looseObject({ ...listed, logEntries: z.array(LogEntry) }),
  rows: "logEntries",
  // An entry has no id, and two that agree in every member may be two events.
  rowKey: () => null,
});

export const logActions = [listLogs] as const;
