import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Id, Moment, NumericId } from "./fields.ts";

const Person = z.looseObject({
  id: Id,
  emailAddress: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  title: z.string().nullish(),
});

/** The only operation whose parameters have hyphens. */
export const coachingMetrics = defineAction({
  name: "coaching.metrics",
  slug: "GONG_LIST_ALL_COACHING_METRICS_V2_COACHING",
  summary: "How a manager coaches each report: call ids by metric; times with offset, not dates",
  route: "GET /v2/coaching",
  scope: "api:coaching:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({
    "workspace-id": NumericId,
    "manager-id": NumericId.describe("somebody who manages nobody gives an empty list"),
    from: Moment,
    to: Moment,
  }),
  answer: z.looseObject({
    ...accepted,
    coachingData: z.array(
      z.looseObject({
        manager: Person.nullish(),
        directReportsMetrics: z
          .array(
            z.looseObject({ report: Person.nullish(), metrics: z.record(z.string(), z.array(Id)).nullish() }),
          )
          .nullish(),
      }),
    ),
  }),
});

export const coachingActions = [coachingMetrics] as const;
