import { z } from "zod";
import { defineAction } from "./action.ts";
import { CallContext, PartyContext } from "./crm-context.ts";
import { accepted, Cursor, Email, Id, Ids, listed, MaybeId, Moment, PathId } from "./fields.ts";

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
const CallDetails = z.looseObject({
  metaData: Call,
  interaction: z
    .looseObject({
      interactionStats: z
        .array(z.looseObject({ name: z.string(), value: z.number().nullish() }))
        .nullish()
        .describe("of the host alone"),
    })
    .nullish(),
});
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

/** Which calls; nothing given means all of them. */
const someCalls = {
  fromDateTime: Moment.optional(),
  toDateTime: Moment.optional(),
  workspaceId: Id.optional(),
  callIds: Ids.optional(),
};

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
      ...someCalls,
      primaryUserIds: Ids.optional(),
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

export const getCall = defineAction({
  name: "calls.get",
  slug: "GONG_GET_CALL_BY_ID",
  summary: "One call: start, length in seconds, host, link; an unknown id is an error",
  route: "GET /v2/calls/{id}",
  scope: "api:calls:read:basic",
  effect: "read",
  retry: "safe",
  path: z.strictObject({ id: PathId }),
  answer: z.looseObject({ ...accepted, call: Call }),
});

const Transcript = z.looseObject({
  callId: Id,
  transcript: z.array(
    z.looseObject({
      speakerId: MaybeId.describe("a party's speakerId in calls.listDetails"),
      topic: z.string().nullish(),
      sentences: z.array(
        z.looseObject({
          start: z.number().nonnegative().describe("milliseconds from the start of the call"),
          end: z.number().nonnegative(),
          text: z.string(),
        }),
      ),
    }),
  ),
});
type Transcript = z.output<typeof Transcript>;

export const callTranscripts = defineAction({
  name: "calls.transcripts",
  slug: "GONG_GET_CALL_TRANSCRIPT",
  aliases: ["GONG_RETRIEVE_TRANSCRIPTS_OF_CALLS_V2_CALLS_TRANSCRIPT"],
  summary: "What was said, by speaker and sentence; speakers' names are in calls.listDetails",
  route: "POST /v2/calls/transcript",
  scope: "api:calls:read:transcript",
  effect: "read",
  retry: "safe",
  body: z.strictObject({
    cursor: Cursor.optional(),
    filter: z.strictObject({
      ...someCalls,
    }),
  }),
  answer: z.looseObject({ ...listed, callTranscripts: z.array(Transcript) }),
  rows: "callTranscripts",
  rowKey: (transcript: Transcript) => transcript.callId,
});

const Party = z.strictObject({
  phoneNumber: z.string().optional(),
  emailAddress: Email.optional(),
  name: z.string().optional(),
  partyId: z.string().optional().describe("needed with speakersTimeline alone"),
  mediaChannelId: z.int().min(0).max(1).optional().describe("left 0 or right 1, where the rep is in stereo"),
  context: z.array(PartyContext).optional(),
  userId: Id.optional(),
});

const Segment = z.strictObject({
  fromTime: z.int().min(0).max(2147483647).describe("milliseconds from the start"),
  toTime: z.int().min(0).max(2147483647),
  partyIds: z.array(z.string()),
});

export const addCall = defineAction({
  name: "calls.add",
  slug: "GONG_ADD_NEW_CALL_V2_CALLS",
  summary: "Add a call that was recorded elsewhere; without downloadMediaUrl, send calls.addMedia next",
  route: "POST /v2/calls",
  scope: "api:calls:create",
  effect: "write",
  retry: "key",
  key: "body.clientUniqueId",
  body: z.strictObject({
    clientUniqueId: z.string().min(1).max(2048).describe("of the recording system; Gong refuses it twice"),
    title: z.string().optional(),
    purpose: z.string().max(255).optional(),
    scheduledStart: Moment.optional(),
    scheduledEnd: Moment.optional(),
    actualStart: Moment,
    duration: z.number().nonnegative().optional().describe("seconds"),
    parties: z.array(Party).min(1).describe("one of them is the primaryUser"),
    direction: z.enum(["Inbound", "Outbound", "Conference", "Unknown"]),
    disposition: z.string().max(255).optional(),
    context: z.array(CallContext).optional(),
    customData: z.string().optional(),
    speakersTimeline: z
      .strictObject({ precise: z.boolean().optional(), speechSegments: z.array(Segment).optional() })
      .optional(),
    meetingUrl: z.string().optional(),
    callProviderCode: z.string().optional().describe("Gong's code of the telephony or web system, zoom"),
    downloadMediaUrl: z.string().optional().describe("from where Gong gets audio or video, 1.5 GB at most"),
    workspaceId: Id.optional(),
    languageCode: z.string().optional().describe("only to overrule Gong's own guess, en-US"),
    flowContext: z.strictObject({ taskId: Id.optional() }).optional(),
    primaryUser: Id.describe("the user who hosted the call"),
  }),
  answer: z.looseObject({ ...accepted, callId: Id }),
});

export const addCallMedia = defineAction({
  name: "calls.addMedia",
  slug: "GONG_ADD_CALL_MEDIA_V2_CALLS_ID_MEDIA",
  summary: "Upload the recording of a call made by calls.add: WAV, MP3, MP4, MKV or FLAC, up to 1.5 GB",
  route: "PUT /v2/calls/{id}/media",
  scope: "api:calls:create",
  effect: "write",
  retry: "never",
  path: z.strictObject({ id: PathId }),
  upload: { part: "mediaFile", kind: "media", maximumBytes: 1_500_000_000 },
  answer: z.looseObject({ ...accepted, callId: MaybeId, url: z.string().nullish() }),
});

const usersOfCalls = z.strictObject({
  callAccessList: z.array(z.strictObject({ callId: Id, userIds: Ids })).min(1),
});

export const callAccess = defineAction({
  name: "calls.access",
  slug: "GONG_MANAGE_USER_CALL_ACCESS",
  summary: "Who was given access to calls through this API; other ways of access are not in it",
  route: "POST /v2/calls/users-access",
  scope: "api:call-user-access:read",
  effect: "read",
  retry: "safe",
  body: z.strictObject({ filter: z.strictObject({ callIds: Ids }) }),
  answer: z.looseObject({
    ...accepted,
    callAccessList: z.array(z.looseObject({ callId: Id, users: z.array(z.looseObject({ userId: Id })) })),
  }),
});

export const giveCallAccess = defineAction({
  name: "calls.giveAccess",
  slug: "GONG_SET_USER_CALL_ACCESS",
  summary: "Give users access to calls, besides those who have it",
  route: "PUT /v2/calls/users-access",
  scope: "api:call-user-access:write",
  effect: "write",
  retry: "never",
  body: usersOfCalls,
  answer: z.looseObject(accepted),
});

export const removeCallAccess = defineAction({
  name: "calls.removeAccess",
  slug: "GONG_DELETE_USERS_FROM_CALL_ACCESS_LIST",
  summary: "Take from users the access to calls that they were given through this API",
  route: "DELETE /v2/calls/users-access",
  scope: "api:call-user-access:write",
  effect: "destructive",
  retry: "never",
  body: usersOfCalls,
  answer: z.looseObject(accepted),
});

/** Without `rows`: where the endpoint is gone, its 404 must not read as "nothing found". */
export const manualCrmAssociations = defineAction({
  name: "calls.manualCrmAssociations",
  slug: "GONG_RETRIEVE_MANUAL_CRM_CALL_ASSOCIATIONS",
  summary: "Calls that people tied to CRM records by hand, one page; Gong may have taken this away",
  deprecated: "in no document of Gong's since 2026; a 404 or 410 means that it is gone",
  route: "GET /v2/calls/manual-crm-associations",
  scope: "api:crm-calls:manual-association:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ cursor: Cursor.optional(), fromDateTime: Moment.optional() }),
  answer: z.looseObject({ ...listed, associations: z.array(z.looseObject({})) }),
});

export const callActions = [
  listCalls,
  listCallDetails,
  getCall,
  callTranscripts,
  addCall,
  addCallMedia,
  callAccess,
  giveCallAccess,
  removeCallAccess,
  manualCrmAssociations,
] as const;
