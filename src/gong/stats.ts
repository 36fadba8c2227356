import { z } from "zod";
import { defineAction } from "./action.ts";
import { forEachCounter } from "./counters.ts";
import { Cursor, Id, Ids, listed, MaybeId, Moment } from "./fields.ts";

const whole = "expected a whole number from 0";
/** Gong counts in 32 bits. */
const Counters = forEachCounter(
  z
    .int(whole)
    .nonnegative(whole)
    .max(2 ** 31 - 1, whole),
);

/** Ends of a period in the company's zone. */
const periodEnd = z.union([Moment, z.iso.date()], "expected an ISO date or time");
const period = { fromDate: periodEnd, toDate: periodEnd };

const person = { userId: Id, userEmailAddress: z.string().nullish() };
const userKey = (row: { readonly userId: string }) => row.userId;

/** Where the company's zone is told, with the bounds that Gong made of the dates. */
const told = {
  ...listed,
  fromDateTime: z.string().nullish(),
  toDateTime: z.string().nullish(),
  timeZone: z.string().nullish().describe("IANA name of the company's zone"),
};

/** Days in the company's zone; `toDate` is the day after the last and at most today. */
const DayRange = z.strictObject({
  fromDate: z.iso.date(),
  toDate: z.iso.date(),
  userIds: Ids.optional(),
  createdFromDateTime: Moment.optional(),
  createdToDateTime: Moment.optional(),
});
const byDays = z.strictObject({ cursor: Cursor.optional(), filter: DayRange });

export const activityTotals = defineAction({
  name: "stats.activityTotals",
  slug: "GONG_AGGREGATE_USER_ACTIVITY_STATISTICS",
  summary: "Fifteen activity counters of each person over a span of days, and the company's time zone",
  route: "POST /v2/stats/activity/aggregate",
  scope: "api:stats:user-actions",
  effect: "read",
  retry: "safe",
  body: byDays,
  answer: z.looseObject({
    ...told,
    usersAggregateActivityStats: z.array(
      z.looseObject({ ...person, userAggregateActivityStats: z.looseObject(Counters) }),
    ),
  }),
  rows: "usersAggregateActivityStats",
  rowKey: userKey,
});

export const activityByPeriod = defineAction({
  name: "stats.activityByPeriod",
  slug: "GONG_AGGREGATE_ACTIVITY_BY_PERIOD_VIA_API",
  summary: "Fifteen activity counters per person and day, week, month, quarter or year of a span",
  route: "POST /v2/stats/activity/aggregate-by-period",
  scope: "api:stats:user-actions",
  effect: "read",
  retry: "safe",
  body: byDays.extend({
    aggregationPeriod: z
      .enum(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
      .describe("weeks start on Monday; the first and last period are cut at the filter's dates"),
  }),
  answer: z.looseObject({
    ...listed,
    usersAggregateActivity: z.array(
      z.looseObject({ ...person, userAggregateActivity: z.array(z.looseObject({ ...Counters, ...period })) }),
    ),
  }),
  rows: "usersAggregateActivity",
  rowKey: userKey,
});

export const activityByDay = defineAction({
  name: "stats.activityByDay",
  slug: "GONG_POST_DAY_BY_DAY_ACTIVITY_STATS",
  summary: "For each person, day and activity, the calls behind the counter",
  route: "POST /v2/stats/activity/day-by-day",
  scope: "api:stats:user-actions:detailed",
  effect: "read",
  retry: "safe",
  body: byDays,
  answer: z.looseObject({
    ...listed,
    usersDetailedActivities: z.array(
      z.looseObject({
        ...person,
        userDailyActivityStats: z.array(z.looseObject({ ...forEachCounter(z.array(Id)), ...period })),
      }),
    ),
  }),
  rows: "usersDetailedActivities",
  rowKey: userKey,
});

export const interactionStats = defineAction({
  name: "stats.interaction",
  slug: "GONG_GET_INTERACTION_STATISTICS",
  summary: "How each person talks, as means over a span's calls: talk ratio, patience and more",
  route: "POST /v2/stats/interaction",
  scope: "api:stats:interaction",
  effect: "read",
  retry: "safe",
  body: byDays,
  answer: z.looseObject({
    ...told,
    peopleInteractionStats: z.array(
      z.looseObject({
        ...person,
        personInteractionStats: z.array(
          z.looseObject({
            name: z.string(),
            value: z.number().nullish().describe("null or absent is missing, never zero"),
          }),
        ),
      }),
    ),
  }),
  rows: "peopleInteractionStats",
  rowKey: userKey,
});

const AnsweredScorecard = z.looseObject({
  answeredScorecardId: Id,
  scorecardId: Id,
  scorecardName: z.string().nullish(),
  callId: MaybeId,
  reviewedUserId: Id,
  reviewerUserId: MaybeId,
  reviewMethod: z.string().nullish(),
  reviewTime: Moment,
  answers: z.array(
    z.looseObject({
      questionId: Id,
      isOverall: z.boolean().nullish(),
      score: z.number().nullish(),
      notApplicable: z.boolean().nullish(),
    }),
  ),
});
type AnsweredScorecard = z.output<typeof AnsweredScorecard>;

export const answeredScorecards = defineAction({
  name: "stats.answeredScorecards",
  slug: "GONG_CREATE_ACTIVITY_SCORECARDS_REPORT",
  summary: "Scorecards that were filled, by date of the call or of the review, with every score",
  route: "POST /v2/stats/activity/scorecards",
  scope: "api:stats:scorecards",
  effect: "read",
  retry: "safe",
  body: z.strictObject({
    cursor: Cursor.optional(),
    filter: z.strictObject({
      callFromDate: z.iso.date().optional(),
      callToDate: z.iso.date().optional(),
      reviewFromDate: z.iso.date().optional(),
      reviewToDate: z.iso.date().optional(),
      reviewMethod: z
        .enum(["AUTOMATIC", "MANUAL", "BOTH"])
        .describe("MANUAL when left out, which leaves out what Gong filled itself")
        .optional(),
      reviewedUserIds: Ids.optional(),
      scorecardIds: Ids.optional(),
    }),
  }),
  answer: z.looseObject({ ...listed, answeredScorecards: z.array(AnsweredScorecard) }),
  rows: "answeredScorecards",
  rowKey: (card: AnsweredScorecard) => card.answeredScorecardId,
});

export const statsActions = [
  activityTotals,
  activityByPeriod,
  activityByDay,
  interactionStats,
  answeredScorecards,
] as const;
