import { z } from "zod";
import { defineAction } from "./action.ts";
import { Id, Numeric } from "./fields.ts";

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
    requestId: z.string().nullish(),
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
