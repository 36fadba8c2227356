import { z } from "zod";
import { defineAction } from "./action.ts";
import { Cursor, Id, listed, MaybeId, Moment } from "./fields.ts";

/** A call as both lists give it. `duration` is in seconds, `primaryUserId` the person who hosted it. */
export const Call = z.looseObject({
  id: Id,
  url: z.string().nullish(),
  title: z.string().nullish(),
  started: Moment,
  duration: z.number().nonnegative().nullish(),
  primaryUserId: MaybeId,
});
export type Call = z.output<typeof Call>;

/** A call in detail; what `contentSelector` did not ask for is absent, so is what Gong has not analysed yet. */
const CallDetails = z.looseObject({ metaData: Call });
type CallDetails = z.output<typeof CallDetails>;

export const listCalls = defineAction({
  name: "calls.list",
  slug: "GONG_RETRIEVE_CALL_DATA_BY_DATE_RANGE_V2_CALLS",
  summary: "Calls in a span of time: start, length, host, link",
  route: "GET /v2/calls",
  scope: "api:calls:read:basic",
  effect: "read",
  retry: "safe",
  query: z.strictObject({
    cursor: Cursor.optional(),
    fromDateTime: Moment.describe("first moment; of a web conference, the scheduled time counts"),
    toDateTime: Moment.describe("first moment that no longer counts"),
    workspaceId: Id.optional(),
  }),
  answer: z.looseObject({ ...listed, calls: z.array(Call) }),
  rows: "calls",
  rowKey: (call: Call) => call.id,
});

const Shown = z.boolean().optional();

export const listCallDetails = defineAction({
  name: "calls.listDetails",
  slug: "GONG_RETRIEVE_FILTERED_CALL_DETAILS",
  summary: "Calls with the blocks that are asked for: parties, topics, talk times, comments and more",
  route: "POST /v2/calls/extensive",
  scope: "api:calls:read:extensive",
  effect: "read",
  retry: "safe",
  body: z.strictObject({
    cursor: Cursor.optional(),
    filter: z.strictObject({
      fromDateTime: Moment.optional(),
      toDateTime: Moment.optional(),
      workspaceId: Id.optional(),
      callIds: z.array(Id).optional(),
      primaryUserIds: z.array(Id).optional(),
    }),
    contentSelector: z
      .strictObject({
        context: z.enum(["None", "Basic", "Extended"]).optional(),
        contextTiming: z.array(z.enum(["Now", "TimeOfCall"])).optional(),
        exposedFields: z
          .strictObject({
            parties: Shown,
            content: z
              .strictObject({
                structure: Shown,
                topics: Shown,
                trackers: Shown,
                trackerOccurrences: Shown,
                brief: Shown,
                outline: Shown,
                highlights: Shown,
                keyPoints: Shown,
                callOutcome: Shown,
              })
              .optional(),
            interaction: z
              .strictObject({
                speakers: Shown,
                video: Shown,
                personInteractionStats: Shown,
                questions: Shown,
              })
              .optional(),
            collaboration: z.strictObject({ publicComments: Shown }).optional(),
            media: Shown,
          })
          .optional(),
      })
      .optional(),
  }),
  answer: z.looseObject({ ...listed, calls: z.array(CallDetails) }),
  rows: "calls",
  rowKey: (call: CallDetails) => call.metaData.id,
});
