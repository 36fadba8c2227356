import { cleanText } from "../text.ts";
import type { Action } from "./action.ts";
import { GongError, type GongErrorKind } from "./error.ts";
import type { Reply } from "./exchange.ts";
import { parseJson } from "./json.ts";

/** What Gong says about itself in an answer that is no success. */
export type Refusal = {
  readonly status: number;
  readonly requestId: string | undefined;
  /** Gong's own words, cleaned; empty when there are none. */
  readonly texts: readonly string[];
  /** The body has the shape of Gong's errors, so Gong itself answered and not something on the way. */
  readonly isGongs: boolean;
};

const missingScope = /permission to use '([\w:.-]{1,100})'/;

export function refusalOf({ status, headers, text }: Reply, redact: (text: string) => string): Refusal {
  const body = bodyOf(text);
  const errors = Array.isArray(body.errors) ? body.errors : undefined;
  const texts = (errors ?? []).filter((error) => typeof error === "string").slice(0, 3);
  return {
    status,
    requestId: requestIdOf(headers, body, redact),
    texts: texts.map((error) => cleanText(redact(error), 200)),
    isGongs: errors !== undefined && typeof body.requestId === "string",
  };
}

/** All that Gong says of it, as it stands in messages. */
export const wordsOf = ({ texts }: Refusal): string => texts.join("; ");

/** Gong's reference in any answer, successful or not. */
export function requestIdOf(
  headers: Headers,
  body: unknown,
  redact: (text: string) => string,
): string | undefined {
  const own = typeof body === "object" && body !== null && "requestId" in body ? body.requestId : undefined;
  const id = own ?? headers.get("x-traceid");
  return typeof id === "string" ? cleanText(redact(id)) : undefined;
}

/** A list that finds nothing is a 404 in Gong's own shape; a wrong address is a 404 in some other. */
export function isNoResults(action: Action, refusal: Refusal): boolean {
  return action.rows !== undefined && refusal.status === 404 && refusal.isGongs;
}

/** The right that Gong says is missing, `api:users:read`; undefined when it says no such thing. */
export function missingScopeOf({ texts }: Refusal): string | undefined {
  return texts.map((text) => missingScope.exec(text)?.[1]).find((found) => found !== undefined);
}

/** A refusal that no repetition will change, as an error that says what would. */
export function refusalError(action: Action, refusal: Refusal, location: string | undefined): GongError {
  const { status, requestId } = refusal;
  const words = wordsOf(refusal);
  const said = words === "" ? "" : `: ${words}`;
  const error = (kind: GongErrorKind, message: string) =>
    new GongError(kind, message, { route: action.route, status, requestId, said: [words] });
  if (status >= 300 && status < 400) {
    return error(
      "base-url",
      `Gong redirects to ${location ?? "another address"} (${status}); the key was not sent there. ` +
        `Set gong.baseUrl (or GONG_BASE_URL) to ${location ? `https://${location}` : "your own Gong address"}`,
    );
  }
  const scope = missingScopeOf(refusal);
  if ((status === 401 || status === 403) && scope !== undefined) {
    return error(
      "scope",
      `the key lacks ${scope} (${status}); authorise the app again with this scope added, or use an API key`,
    );
  }
  if (status === 401) {
    return error(
      "credentials",
      `Gong refused the key (401)${said}; check GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, and that ` +
        "gong.baseUrl is the host that Gong shows beside the key; gong-digest auth status says which key it was. " +
        `This action needs ${action.scope}`,
    );
  }
  if (status === 403) {
    return error(
      "credentials",
      `Gong does not allow this to the key (403)${said}; check in Gong that the key's trusted addresses ` +
        `include this machine, and that the company's licence covers it. This action needs ${action.scope}`,
    );
  }
  if (isNoResults(action, refusal)) return error("request", `Gong found nothing for this input (404)${said}`);
  if (status === 404) {
    return error("request", `not found (404)${said}; check the ids in the input and gong.baseUrl`);
  }
  return error("request", `Gong did not accept the request (${status})${said}`);
}

/** The host of a redirect, never its path or query. */
export function redirectHost({ headers }: Reply, from: string): string | undefined {
  const location = headers.get("location");
  return location !== null && URL.canParse(location, from) ? new URL(location, from).host : undefined;
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const body = parseJson(text);
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    // no JSON, so nothing that Gong says about itself
    return {};
  }
}
