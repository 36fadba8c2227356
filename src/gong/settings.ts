import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Id, MaybeId, Numeric } from "./fields.ts";

/** The documents call ids and ranges numbers; a recorded answer has them all as text. Both pass. */
const Question = z.looseObject({
  questionId: Id,
  questionText: z.string().nullish(),
  isOverall: z.boolean().nullish(),
  questionType: z.string().nullish(),
  minRange: Numeric.nullish().transform((value) => value ?? null),
  maxRange: Numeric.nullish().transform((value) => value ?? null),
});

export const scorecardSettings = defineAction({
  name: "settings.scorecards",
  slug: "GONG_LIST_SCORECARDS",
  summary: "The scorecards that exist, their questions and the range of each score",
  route: "GET /v2/settings/scorecards",
  scope: "api:settings:scorecards:read",
  effect: "read",
  retry: "safe",
  answer: z.looseObject({
    ...accepted,
    scorecards: z.array(
      z.looseObject({
        scorecardId: Id,
        scorecardName: z.string().nullish(),
        enabled: z.boolean().nullish(),
        questions: z.array(Question),
      }),
    ),
  }),
});

export const keywordTrackers = defineAction({
  name: "settings.trackers",
  slug: "GONG_RETRIEVE_TRACKER_DETAILS_V2_SETTINGS_TRACKERS",
  summary: "Keyword trackers with their words by language; filterQuery is JSON in a text",
  route: "GET /v2/settings/trackers",
  scope: "api:settings:trackers:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ workspaceId: Id.describe("left out, those of all workspaces").optional() }),
  answer: z.looseObject({
    ...accepted,
    keywordTrackers: z.array(
      z.looseObject({
        trackerId: Id,
        trackerName: z.string().nullish(),
        workspaceId: MaybeId,
        languageKeywords: z
          .array(z.looseObject({ language: z.string().nullish(), keywords: z.array(z.string()).nullish() }))
          .nullish(),
        filterQuery: z.string().nullish(),
        creatorUserId: MaybeId.describe("null on a tracker that is built in"),
        updaterUserId: MaybeId,
      }),
    ),
  }),
});

export const callOutcomes = defineAction({
  name: "settings.callOutcomes",
  slug: "GONG_LIST_CALL_OUTCOMES",
  summary: "Results that a dialled call can be given, with mood and whether somebody answered",
  route: "GET /v2/call-outcomes",
  scope: "api:call-outcomes:read",
  effect: "read",
  retry: "safe",
  answer: z.looseObject({
    ...accepted,
    outcomes: z.array(
      z.looseObject({
        callOutcome: z.string(),
        displayOrder: z.int().nullish(),
        connectStatus: z.string().nullish(),
        sentiment: z.string().nullish(),
        category: z.string().nullish(),
      }),
    ),
  }),
});

export const settingsActions = [scorecardSettings, keywordTrackers, callOutcomes] as const;
