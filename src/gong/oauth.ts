import { z } from "zod";
import { cleanText } from "../text.ts";
import { checkedBaseUrl, isLoopbackHost } from "./base-url.ts";
import { authorizationOf } from "./credentials.ts";
import { GongError } from "./error.ts";
import { exchange, type Reply } from "./exchange.ts";

/** An app that was registered in Gong, and where Gong gives tokens to it: `https://app.gong.io`. */
export type OAuthApp = {
  readonly oauthUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/** What Gong gives for a code or a refresh token. The refresh token can be used once. */
export type Grant = {
  readonly accessToken: string;
  /** Null where the one that was sent stays good. */
  readonly refreshToken: string | null;
  readonly lifetimeSeconds: number;
  /** Null where Gong does not repeat them. */
  readonly scopes: readonly string[] | null;
  /** The customer's own host as Gong wrote it, for `customerBaseUrl`; null where Gong does not repeat it. */
  readonly host: string | null;
};

/**
 * A grant, or why there is none: `dead`, the code or refresh token is used up or taken back · `refused`, Gong does
 * not take the app · `unavailable`, no answer that says either, so that a refresh token may or may not be used up.
 */
export type GrantOutcome =
  | { readonly kind: "granted"; readonly grant: Grant }
  | { readonly kind: "dead" | "refused" | "unavailable"; readonly why: string };

export type GrantOptions = { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined };

/** Gong's answer when it leaves the time out. */
const usualLifetimeSeconds = 86_400;

const Token = z.string().regex(/^[\x21-\x7e]+$/, "expected a token");

const Answer = z.looseObject({
  access_token: Token,
  refresh_token: Token.nullish(),
  expires_in: z.coerce.number().positive().max(31_536_000).catch(usualLifetimeSeconds),
  scope: z.string().nullish(),
  api_base_url_for_customer: z.string().nullish(),
});

/**
 * Where a technical administrator of the company allows the app.
 *
 * @param state that must come back with the redirect
 */
export function authorizeUrl(
  app: Pick<OAuthApp, "oauthUrl" | "clientId">,
  ask: { readonly redirectUri: string; readonly scopes: readonly string[]; readonly state: string },
): string {
  const url = new URL("/oauth2/authorize", checkedOAuthUrl(app.oauthUrl));
  url.search = new URLSearchParams({
    client_id: app.clientId,
    response_type: "code",
    scope: ask.scopes.join(" "),
    redirect_uri: ask.redirectUri,
    state: ask.state,
  }).toString();
  return url.href;
}

/** Tokens for the code of a redirect. Gong takes a code for ten minutes, once. */
export function exchangeCode(
  app: OAuthApp,
  code: string,
  redirectUri: string,
  options: GrantOptions,
): Promise<GrantOutcome> {
  return grantOf(app, { grant_type: "authorization_code", code, redirect_uri: redirectUri }, options);
}

/** New tokens for a refresh token, which is used up by it. Never sent twice from here. */
export function refreshGrant(
  app: OAuthApp,
  refreshToken: string,
  options: GrantOptions,
): Promise<GrantOutcome> {
  return grantOf(app, { grant_type: "refresh_token", refresh_token: refreshToken }, options);
}

/** @throws {GongError} `base-url` for anything but a host over https, or http on this machine */
export const checkedOAuthUrl = (text: string): string =>
  checkedBaseUrl(text, "auth.oauthUrl (or GONG_OAUTH_URL)", "https://app.gong.io");

/** The members go into the query, as Gong documents it; a code or refresh token in it is worth nothing once used. */
async function grantOf(
  app: OAuthApp,
  members: Readonly<Record<string, string>>,
  { timeoutMs, signal }: GrantOptions,
): Promise<GrantOutcome> {
  const oauthUrl = checkedOAuthUrl(app.oauthUrl);
  const query = new URLSearchParams({ ...members, client_id: app.clientId });
  const { clientId: accessKey, clientSecret: accessKeySecret } = app;
  const outcome = await exchange(
    { method: "POST", target: `/oauth2/generate-customer-token?${query}`, body: undefined },
    {
      baseUrl: oauthUrl,
      authorization: authorizationOf({ kind: "basic", accessKey, accessKeySecret }),
      timeoutMs,
      signal,
      isRepeatable: false,
    },
  );
  if ("broken" in outcome) return { kind: "unavailable", why: outcome.broken };
  return read(outcome.reply);
}

function read(reply: Reply): GrantOutcome {
  const { status, text } = reply;
  const why = `Gong answered ${status}`;
  if (status >= 500 || status === 429) return { kind: "unavailable", why };
  if (status >= 400 && /\binvalid_grant\b/.test(text)) return { kind: "dead", why: `${why}, invalid_grant` };
  if (status < 200 || status >= 300) return { kind: "refused", why: `${why}${namedFault(text)}` };
  const answer = Answer.safeParse(jsonOf(text));
  if (!answer.success) {
    const names = answer.error.issues.map(({ path }) => path.join(".") || "no JSON object");
    return { kind: "unavailable", why: `${why} without what was expected: ${names.join(", ")}` };
  }
  const { access_token, refresh_token, expires_in, scope, api_base_url_for_customer: host } = answer.data;
  return {
    kind: "granted",
    grant: {
      accessToken: access_token,
      refreshToken: refresh_token ?? null,
      lifetimeSeconds: expires_in,
      scopes: scope ? scope.split(/[\s,]+/).filter((each) => each !== "") : null,
      host: host || null,
    },
  };
}

/**
 * The host that Gong names for a customer, as a base URL. It must belong to whom the app asked: a host of
 * gong.io for app.gong.io, and none on this machine unless the tokens come from this machine, too.
 *
 * @throws {GongError} `base-url`
 * @example
 * customerBaseUrl("https://us-123.api.gong.io/", "https://app.gong.io"); // => "https://us-123.api.gong.io"
 */
export function customerBaseUrl(text: string, oauthUrl: string): string {
  const name = "api_base_url_for_customer in Gong's answer";
  const baseUrl = checkedBaseUrl(text, name, "https://us-123.api.gong.io");
  const [host, giver] = [baseUrl, oauthUrl].map((url) => new URL(url).hostname.replace(/\.$/, ""));
  if (isLoopbackHost(giver ?? "") || parentOf(host ?? "") === parentOf(giver ?? "")) return baseUrl;
  throw new GongError(
    "base-url",
    `${name} is ${cleanText(host ?? "")}, expected a host of ${parentOf(giver ?? "")}; nothing was sent there`,
  );
}

const parentOf = (host: string): string => host.split(".").slice(-2).join(".");

function namedFault(text: string): string {
  const body = jsonOf(text);
  const named = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  return typeof named === "string" && /^[a-z_]{1,40}$/.test(named) ? `, ${named}` : "";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // said by whoever looks for members in it
    return undefined;
  }
}
