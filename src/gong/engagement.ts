import { z } from "zod";
import { defineAction } from "./action.ts";
import { CallContext, PartyContext } from "./crm-context.ts";
import { accepted, Email, Id, MaybeId, Moment } from "./fields.ts";

const Text = z.string().optional();

const Actor = z.strictObject({
  email: Email.optional(),
  name: Text,
  title: Text,
  context: z.array(PartyContext).optional(),
});

const Sharer = z.strictObject({ id: Id.optional(), email: Email.optional(), name: Text });

const Property = z.strictObject({
  name: z.string(),
  value: z.string().describe("a number as its digits, a date as an ISO date"),
  dataType: z.enum(["number", "string", "url", "date"]),
});

const instead = "Gong's documents call these events legacy; report them by engagement.interaction";

/** What all three kinds of event may say. */
const event = {
  reportingSystem: z.string().min(1).describe("the same in all events of one system"),
  eventTimestamp: Moment,
  eventId: z.string().min(1).optional().describe("of the reporting system; Gong refuses it twice"),
  shareId: Text,
  sharingMessageSubject: Text,
  sharingMessageBody: Text,
  sharer: Sharer.optional(),
  crmContext: z.array(CallContext).optional(),
  contentProperties: z.array(Property).optional(),
  eventProperties: z.array(Property).optional(),
  workspaceId: Id.optional(),
  actionName: Text,
  nonCompanyParticipants: z.array(Actor).optional(),
  moreInfoUrl: Text,
  trackingId: z.string().optional().describe("instead of a person, never besides one"),
  mobileAppId: Text,
  userAgent: Text,
};

const content = { contentId: z.string(), contentUrl: z.string(), contentTitle: z.string() };

const platform = { agentPlatform: z.enum(["Windows", "Linux", "MacOS", "iOS", "Android"]).optional() };

export const contentShared = defineAction({
  name: "engagement.contentShared",
  slug: "GONG_REPORT_CONTENT_SHARE_EVENT",
  summary: "Report that a user shared content with people outside; with eventId it is taken once",
  deprecated: instead,
  route: "PUT /v2/customer-engagement/content/shared",
  scope: "api:engagement-data:write",
  effect: "write",
  retry: "key",
  key: "body.eventId",
  body: z.strictObject({
    ...event,
    ...content,
    shareInfoUrl: Text,
    recipients: z.array(Actor).optional().describe("each with an e-mail address"),
    agentPlatform: Text,
  }),
  answer: z.looseObject({ ...accepted, integrationId: MaybeId }),
});

export const contentViewed = defineAction({
  name: "engagement.contentViewed",
  slug: "GONG_REPORT_CONTENT_VIEW_EVENT",
  summary: "Report that somebody outside viewed content; with eventId it is taken once",
  deprecated: instead,
  route: "PUT /v2/customer-engagement/content/viewed",
  scope: "api:engagement-data:write",
  effect: "write",
  retry: "key",
  key: "body.eventId",
  body: z.strictObject({
    ...event,
    ...content,
    ...platform,
    viewActionTitle: Text,
    viewInfoUrl: Text,
    viewer: Actor.optional(),
  }),
  answer: z.looseObject({ ...accepted, integrationId: MaybeId }),
});

export const customAction = defineAction({
  name: "engagement.customAction",
  slug: "GONG_REPORT_CUSTOM_ENGAGEMENT_EVENT",
  summary: "Report anything else somebody outside did with content; with eventId it is taken once",
  deprecated: instead,
  route: "PUT /v2/customer-engagement/action",
  scope: "api:engagement-data:write",
  effect: "write",
  retry: "key",
  key: "body.eventId",
  body: z.strictObject({
    ...event,
    ...platform,
    contentId: Text,
    contentUrl: Text,
    contentTitle: Text,
    eventInfoUrl: Text,
    actor: Actor.optional(),
  }),
  answer: z.looseObject({ ...accepted, integrationId: MaybeId }),
});

const whole = () => z.int().min(-2147483648).max(2147483647);

const CustomFields = z
  .array(
    z.strictObject({
      name: z.string(),
      value: z.string(),
      dataType: z.enum(["STRING", "NUMBER", "DATE", "URL", "BOOLEAN", "DURATION"]).optional(),
    }),
  )
  .optional();

const Content = z.strictObject({
  contentId: Text,
  contentTitle: z.string(),
  contentLabel: z.array(z.string()).optional(),
  contentUrl: Text,
  contentAdditionalInfoUrl: Text,
  numericContentDetails: z
    .strictObject({
      value: whole().optional(),
      rangeFrom: whole(),
      rangeTo: whole(),
      numericType: z.enum(["PERCENTAGE", "NPS", "RATING", "OTHER"]).optional(),
    })
    .optional(),
  stepContentDetails: z.strictObject({ value: z.string(), availableSteps: z.array(z.string()) }).optional(),
  searchObjectDetails: z
    .strictObject({
      name: z.string(),
      objectType: z.enum(["VENDOR", "PRODUCT", "CATEGORY"]),
      domain: z.string(),
      objectId: Text,
      url: Text,
    })
    .optional(),
  contentCustomFields: CustomFields,
});

const business = <const Types extends readonly string[]>(types: Types) =>
  z.strictObject({ objectType: z.enum(types), objectId: z.string(), systemName: Text });

const Person = z.strictObject({
  name: Text,
  email: Email.optional(),
  phoneNumber: Text,
  personId: z.string().optional().describe("needed for somebody without name, e-mail and telephone"),
  personBusinessContext: business(["CONTACT", "LEAD"]).optional(),
  location: z.strictObject({ country: Text, state: Text, region: Text, city: Text }).optional(),
  company: z
    .strictObject({
      companyId: Text,
      name: Text,
      domain: z.string().optional().describe("by which the company is found, acme.com"),
      companyBusinessContexts: z.array(business(["ACCOUNT", "OPPORTUNITY"])).optional(),
    })
    .optional(),
  personCustomFields: CustomFields,
});

export const digitalInteraction = defineAction({
  name: "engagement.interaction",
  slug: "GONG_POST_A_DIGITAL_INTERACTION_V2_DIGITAL_INTERACTION",
  summary: "Report what somebody did with content on the web or in an app; Gong takes an eventId once",
  route: "POST /v2/digital-interaction",
  scope: "api:digital-interactions:write",
  effect: "write",
  retry: "key",
  key: "body.eventId",
  body: z.strictObject({
    eventId: z.string().min(1),
    timestamp: Moment,
    eventType: z.string().min(1).describe("what was done, link clicked for one"),
    sourceSystemName: Text,
    sessionId: Text,
    device: z.enum(["MOBILE", "PC"]).optional(),
    content: Content,
    person: Person.optional(),
    customFields: CustomFields,
    trackingId: z.string().optional().describe("instead of a person, never besides one"),
  }),
  answer: z.looseObject(accepted),
});

export const engagementActions = [contentShared, contentViewed, customAction, digitalInteraction] as const;
