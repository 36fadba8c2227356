import { callsBetween, idOfCall, isWith, metaDataOf, urlOf } from "../call-records.ts";
import type { World } from "../company.ts";
import { type Customer, findCustomer } from "../customers.ts";
import { idKind, idOf, workspaceIdOf } from "../ids.ts";
import { type GongRequest, type Json, oneOf, Refused, type Route, textAt } from "../protocol.ts";
import type { Store } from "../store.ts";
import { instantAt } from "./ranges.ts";

const days = {
  LAST_7DAYS: 7,
  LAST_30DAYS: 30,
  LAST_90DAYS: 90,
  LAST_90_DAYS_SINCE_LAST_ACTIVITY: 90,
  LAST_YEAR_SINCE_LAST_ACTIVITY: 365,
  LAST_YEAR: 365,
  THIS_WEEK: 7,
  THIS_MONTH: 31,
  THIS_YEAR: 365,
  THIS_QUARTER: 92,
  ALL_CONVERSATIONS: 365,
  CUSTOM_RANGE: 0,
} as const;
const dayMs = 86_400_000;
const mostCalls = 60;
const briefs = ["Deal risks", "Account summary"] as const;

/** Answers out of a customer's calls. A question costs one credit, a brief two; without credits it is 402. */
export const aiRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/entities\/ask-entity$/,
    scope: "api:ai-ask:read",
    answer: (request, world, _, store) => {
      textAt(request.query, "question");
      const { customer, calls } = about(request, world, store);
      spend(store, 1);
      return {
        numOfCallsSearched: calls.length,
        numOfEmailsSearched: 0,
        answer: [{ answerItems: [`${customer.name} asks about the price.`], ...findingsOf(calls) }],
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/entities\/get-brief$/,
    scope: "api:ai-briefer:read",
    answer: (request, world, _, store) => {
      const name = textAt(request.query, "briefName");
      if (!briefs.some((brief) => brief === name)) throw new Refused(404, "The brief was not found");
      const { customer, calls } = about(request, world, store);
      spend(store, 2);
      return {
        numOfCallsSearched: calls.length,
        numOfEmailsSearched: 0,
        briefSections: [
          {
            title: name,
            briefSectionType: "Conversations",
            sectionSummary: [`${customer.name} was in ${calls.length} calls.`],
            conversationFindings: findingsOf(calls),
          },
        ],
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/settings\/briefs$/,
    scope: "api:ai-briefer:read",
    answer: (request, { seed, roster, time, firstDay }) => {
      const workspaceId = workspaceIdOf(seed);
      const wanted = request.query.workspaceId;
      if (wanted !== undefined && wanted !== workspaceId) throw new Refused(404, "Workspace not found");
      const [creator] = roster.people;
      const created = time.iso(firstDay, 36_000_000_000, 0);
      return {
        briefs: briefs.map((briefName, place) => ({
          briefId: String(idOf(seed, idKind.brief, place + 1)),
          briefName,
          workspaceId,
          description: `${briefName} of a customer`,
          status: "Published",
          creator: creator?.name,
          creatorUserId: creator?.id,
          created,
          updated: created,
        })),
      };
    },
  },
];

type Found = { readonly customer: Customer; readonly calls: readonly Json[] };

function about({ query }: GongRequest, world: World, store: Store): Found {
  if (textAt(query, "workspaceId") !== workspaceIdOf(world.seed)) {
    throw new Refused(400, "workspaceId: no such workspace");
  }
  const type = oneOf(query.crmEntityType, ["ACCOUNT", "CONTACT", "DEAL", "LEAD"], "crmEntityType");
  const period = oneOf(query.timePeriod, Object.keys(days) as (keyof typeof days)[], "timePeriod");
  const now = world.now.toMillis();
  const from = period === "CUSTOM_RANGE" ? instantAt(query, "fromDateTime") : now - days[period] * dayMs;
  const isEndGiven = period === "CUSTOM_RANGE" && query.toDateTime !== undefined;
  const to = isEndGiven ? instantAt(query, "toDateTime") : now;
  const id = textAt(query, "crmEntityId");
  const customer = findCustomer(world.seed, id);
  const ids = {
    ACCOUNT: customer?.accountId,
    CONTACT: customer?.contactId,
    DEAL: customer?.dealId,
    LEAD: undefined,
  };
  if (customer === undefined || ids[type] !== id) throw new Refused(404, "The CRM entity was not found");
  const calls = callsBetween(from, to, world, store)
    .filter((call) => isWith(call, customer.email, world.seed))
    .slice(-mostCalls)
    .map((call) => {
      const { title, started } = metaDataOf(call, world);
      const callId = idOfCall(call, world.seed);
      return { id: callId, title, started, url: urlOf(callId) };
    });
  return { customer, calls };
}

function findingsOf(calls: readonly Json[]): Json {
  return { callFindings: calls.slice(0, 3).map((call) => ({ call })), emailFindings: [] };
}

function spend(store: Store, credits: number): void {
  if (store.creditsLeft < credits) throw new Refused(402, "Your company has no Gong credits left");
  store.creditsLeft -= credits;
}
