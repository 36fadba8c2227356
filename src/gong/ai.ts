import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Id, MaybeId, Moment, NumericId } from "./fields.ts";

/** Which record of the CRM, and which of its calls and e-mails. */
const about = {
  workspaceId: NumericId,
  crmEntityType: z.enum(["ACCOUNT", "CONTACT", "DEAL", "LEAD"]),
  crmEntityId: Id,
  timePeriod: z.enum([
    "LAST_7DAYS",
    "LAST_30DAYS",
    "LAST_90DAYS",
    "LAST_90_DAYS_SINCE_LAST_ACTIVITY",
    "LAST_YEAR_SINCE_LAST_ACTIVITY",
    "LAST_YEAR",
    "THIS_WEEK",
    "THIS_MONTH",
    "THIS_YEAR",
    "THIS_QUARTER",
    "CUSTOM_RANGE",
    "ALL_CONVERSATIONS",
  ]),
  fromDateTime: Moment.describe("needed with CUSTOM_RANGE, and only read then").optional(),
  toDateTime: Moment.describe("first moment that no longer counts; only read with CUSTOM_RANGE").optional(),
};

const hasItsRange = (query: { readonly timePeriod: string; readonly fromDateTime?: string | undefined }) =>
  query.timePeriod !== "CUSTOM_RANGE" || query.fromDateTime !== undefined;
const noRange = { path: ["fromDateTime"], error: "expected a time, since timePeriod is CUSTOM_RANGE" };

const searched = {
  ...accepted,
  numOfCallsSearched: z.int().nullish(),
  numOfEmailsSearched: z.int().nullish(),
};

/** Asked again it costs again, so nothing may repeat it unasked. */
const paid = { effect: "read", retry: "never", cost: "credits" } as const;

export const askEntity = defineAction({
  name: "ai.askEntity",
  summary: "An answer about a CRM record out of its calls and e-mails; COSTS CREDITS each time",
  route: "GET /v2/entities/ask-entity",
  scope: "api:ai-ask:read",
  ...paid,
  query: z.strictObject({ ...about, question: z.string().min(1) }).refine(hasItsRange, noRange),
  answer: z.looseObject({
    ...searched,
    answer: z.array(z.looseObject({ answerItems: z.array(z.string()).nullish() })),
  }),
});

export const getBrief = defineAction({
  name: "ai.brief",
  summary: "A brief about a CRM record, by the brief's name; COSTS CREDITS each time",
  route: "GET /v2/entities/get-brief",
  scope: "api:ai-briefer:read",
  ...paid,
  query: z.strictObject({ ...about, briefName: z.string().min(1) }).refine(hasItsRange, noRange),
  answer: z.looseObject({
    ...searched,
    briefSections: z.array(
      z.looseObject({ title: z.string().nullish(), sectionSummary: z.array(z.string()).nullish() }),
    ),
  }),
});

export const listBriefs = defineAction({
  name: "ai.briefs",
  summary: "The briefs that are set up, with names to ask by; costs nothing",
  route: "GET /v2/settings/briefs",
  scope: "api:ai-briefer:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ workspaceId: Id.optional() }),
  answer: z.looseObject({
    ...accepted,
    briefs: z.array(
      z.looseObject({
        briefId: Id,
        briefName: z.string().nullish(),
        workspaceId: MaybeId,
        status: z.string().nullish(),
        creatorUserId: MaybeId,
      }),
    ),
  }),
});

export const aiActions = [askEntity, getBrief, listBriefs] as const;
