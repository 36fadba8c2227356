import { z } from "zod";

const system = z.enum(["Salesforce", "HubSpot", "MicrosoftDynamic", "Generic"]);

const fields = z
  .array(z.strictObject({ name: z.string().optional(), value: z.unknown().optional() }))
  .optional();

const contextOf = <const Types extends readonly string[]>(types: Types) =>
  z.strictObject({
    system,
    objects: z
      .array(z.strictObject({ objectType: z.enum(types), objectId: z.string().min(1), fields }))
      .optional(),
  });

/** The CRM records behind a call or an event. */
export const CallContext = contextOf([
  "Opportunity",
  "Account",
  "Lead",
  "Contact",
  "User",
  "Opportunity,Account",
]);

/** The CRM records behind somebody from outside the company. */
export const PartyContext = contextOf(["Lead", "Contact", "Account", "Opportunity", "User", "Lead,Contact"]);
