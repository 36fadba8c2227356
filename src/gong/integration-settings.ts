import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, MaybeId } from "./fields.ts";

export const setIntegrationOrigins = defineAction({
  name: "integrations.setOrigins",
  summary: "Set the web origins from which Gong may be embedded: composer, account page, dialer",
  route: "POST /v2/integration-settings",
  scope: "api:integration-settings:write",
  effect: "write",
  retry: "never",
  body: z.strictObject({
    integrationTypeSettings: z
      .array(
        z.strictObject({
          integrationType: z.enum(["EMAIL_COMPOSER", "ACCOUNT_PAGES", "DIALER"]),
          allowedOrigin: z.string().min(1),
        }),
      )
      .min(1),
  }),
  answer: z.looseObject({ ...accepted, integrationId: MaybeId }),
});

export const integrationSettingsActions = [setIntegrationOrigins] as const;
