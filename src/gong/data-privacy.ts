import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Email, Id, PhoneNumber } from "./fields.ts";

/** Lists without which "nothing is stored about this person" must not be concluded. */
const found = {
  ...accepted,
  emails: z.array(z.looseObject({ id: Id })),
  calls: z.array(z.looseObject({ id: Id, status: z.string().nullish() })),
  meetings: z.array(z.looseObject({ id: Id })),
  customerData: z.array(z.looseObject({ system: z.string().nullish() })),
};

export const findByEmail = defineAction({
  name: "privacy.findByEmail",
  slug: "GONG_RETRIEVE_DATA_PRIVACY_INFO_FOR_EMAIL_ADDRESS",
  summary: "What Gong stores about an outside e-mail address: calls, mails, meetings, CRM records",
  route: "GET /v2/data-privacy/data-for-email-address",
  scope: "api:data-privacy:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ emailAddress: Email }),
  answer: z.looseObject({ ...found, customerEngagement: z.array(z.looseObject({})) }),
});

export const findByPhone = defineAction({
  name: "privacy.findByPhone",
  slug: "GONG_DATA_PRIVACY_FOR_PHONE_NUMBER",
  summary: "What Gong stores about a telephone number: calls, mails, meetings, CRM records",
  route: "GET /v2/data-privacy/data-for-phone-number",
  scope: "api:data-privacy:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ phoneNumber: PhoneNumber }),
  answer: z.looseObject({
    ...found,
    suppliedPhoneNumber: z.string().nullish(),
    matchingPhoneNumbers: z.array(z.string()),
    emailAddresses: z.array(z.string()),
  }),
});

export const eraseByEmail = defineAction({
  name: "privacy.eraseByEmail",
  slug: "GONG_ERASE_DATA_FOR_EMAIL_ADDRESS",
  summary: "Erase for good every call, mail, lead and contact of an e-mail address; takes hours",
  route: "POST /v2/data-privacy/erase-data-for-email-address",
  scope: "api:data-privacy:delete",
  effect: "destructive",
  retry: "never",
  query: z.strictObject({ emailAddress: Email }),
  answer: z.looseObject(accepted),
});

export const eraseByPhone = defineAction({
  name: "privacy.eraseByPhone",
  slug: "GONG_ERASE_DATA_FOR_PHONE_NUMBER",
  summary: "Erase for good every lead and contact of a telephone number, with calls and mails; hours",
  route: "POST /v2/data-privacy/erase-data-for-phone-number",
  scope: "api:data-privacy:delete",
  effect: "destructive",
  retry: "never",
  query: z.strictObject({ phoneNumber: PhoneNumber }),
  answer: z.looseObject(accepted),
});

export const dataPrivacyActions = [findByEmail, findByPhone, eraseByEmail, eraseByPhone] as const;
