import { idKind, idOf } from "../ids.ts";
import { bodyWith, type Json, objectOf, oneOf, Refused, type Route, textAt } from "../protocol.ts";
import type { Store } from "../store.ts";
import { instantAt } from "./ranges.ts";

const content = ["contentId", "contentUrl", "contentTitle"] as const;

/** Events from other systems, each of which may be reported once. */
export const engagementRoutes: readonly Route[] = [
  event(/^\/v2\/customer-engagement\/content\/viewed$/, content),
  event(/^\/v2\/customer-engagement\/content\/shared$/, content),
  event(/^\/v2\/customer-engagement\/action$/, []),
  {
    method: "POST",
    path: /^\/v2\/digital-interaction$/,
    scope: "api:digital-interactions:write",
    answer: (request, _, __, store) => {
      const given = bodyWith(request.body, "eventId", "timestamp", "eventType", "content");
      textAt(objectOf(given.content) ?? {}, "contentTitle");
      instantAt(given, "timestamp");
      report(store, `digital-interaction ${textAt(given, "eventId")}`);
      return {};
    },
  },
  {
    method: "POST",
    path: /^\/v2\/integration-settings$/,
    scope: "api:integration-settings:write",
    answer: (request, { seed }, _, store) => {
      const { integrationTypeSettings: settings } = bodyWith(request.body, "integrationTypeSettings");
      if (!Array.isArray(settings) || settings.length === 0) throw new Refused(400, "Json parse error");
      const keys = settings.map((setting: unknown) => {
        const given = bodyWith(setting, "integrationType", "allowedOrigin");
        const type = oneOf(
          given.integrationType,
          ["EMAIL_COMPOSER", "ACCOUNT_PAGES", "DIALER"],
          "integrationType",
        );
        return `integration-settings ${type} ${textAt(given, "allowedOrigin")}`;
      });
      for (const key of keys) report(store, key);
      return { integrationId: idOf(seed, idKind.integration, 1) };
    },
  },
];

function event(path: RegExp, needed: readonly string[]): Route {
  return {
    method: "PUT",
    path,
    scope: "api:engagement-data:write",
    answer: (request, { seed }, _, store) => {
      const given: Json = bodyWith(request.body, "reportingSystem", "eventTimestamp", ...needed);
      instantAt(given, "eventTimestamp");
      const system = textAt(given, "reportingSystem");
      if (given.eventId !== undefined) report(store, `${path.source} ${system} ${textAt(given, "eventId")}`);
      return { integrationId: idOf(seed, idKind.integration, 2) };
    },
  };
}

/** @throws {Refused} 409 the second time */
function report(store: Store, key: string): void {
  if (store.events.has(key)) throw new Refused(409, "Event was already reported in the past");
  store.events.add(key);
}
