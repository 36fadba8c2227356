import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { toJson } from "./protocol.ts";
import type { Reply } from "./reply.ts";

export type MockOAuthOptions = {
  /** `demo-client` by default. */
  readonly clientId?: string;
  /** `demo-client-secret` by default. */
  readonly clientSecret?: string;
  /** Where codes may be sent; anywhere by default, which Gong would never do. */
  readonly redirectUris?: readonly string[];
  /** Of access tokens, 86,400 by default, as in Gong. */
  readonly lifetimeSeconds?: number;
  /** What is given of the scopes that are asked for; all by default. */
  readonly scopes?: readonly string[];
};

/** The side of Gong that gives tokens to apps. A refresh token can be used once. */
export type MockOAuth = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Refresh tokens that were taken. */
  readonly refreshes: number;
  /** Codes and refresh tokens that were used up, taken back or never given: each was answered `invalid_grant`. */
  readonly deadGrants: number;
  /** Every access token that was given ends now; refresh tokens stay good. */
  expireAccess(): void;
  /** Every refresh token that was given is good no more. */
  revoke(): void;
};

export type OAuthSide = MockOAuth & {
  /** The answer to a request below `/oauth2/`. */
  reply(request: OAuthRequest): Reply;
  /** What a Bearer header may do; null when its token is none that is good now. */
  scopesOf(authorization: string): ReadonlySet<string> | null;
};

type OAuthRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** A form, where the members are not in the query. */
  readonly body: unknown;
  readonly authorization: string;
};

type Given = { readonly scopes: readonly string[]; readonly goodUntil: number };

/** Ten minutes, as Gong says. */
const codeLifeMs = 600_000;

/** @param url of this mock, asked when a token is given: the customer's own host */
export function createOAuth(seed: number, url: () => string, options: MockOAuthOptions = {}): OAuthSide {
  const { clientId = "demo-client", clientSecret = "demo-client-secret", lifetimeSeconds = 86_400 } = options;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  const codes = new Map<string, Given & { readonly redirectUri: string }>();
  const refreshTokens = new Map<string, Given>();
  const accessTokens = new Map<string, Given>();
  let [made, refreshes, deadGrants] = [0, 0, 0];

  const secret = (kind: string): string => {
    made += 1;
    return createHash("sha256").update(`${seed} ${kind} ${made}`).digest("base64url");
  };
  const granted = (scopes: readonly string[]): Reply => {
    const [accessToken, refreshToken] = [secret("access"), secret("refresh")];
    accessTokens.set(accessToken, { scopes, goodUntil: performance.now() + lifetimeSeconds * 1000 });
    refreshTokens.set(refreshToken, { scopes, goodUntil: Number.POSITIVE_INFINITY });
    return json(200, {
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: lifetimeSeconds,
      scope: scopes.join(" "),
      token_type: "bearer",
      api_base_url_for_customer: url(),
    });
  };
  const dead = (): Reply => {
    deadGrants += 1;
    return json(400, { error: "invalid_grant", error_description: "The grant is used up or unknown" });
  };

  const authorize = ({ query }: OAuthRequest): Reply => {
    const { redirect_uri: redirectUri = "", state = "", scope = "" } = query;
    const isKnown = options.redirectUris?.includes(redirectUri) ?? URL.canParse(redirectUri);
    if (query.client_id !== clientId || !isKnown || query.response_type !== "code") {
      return json(400, { error: "invalid_request" });
    }
    const asked = scope.split(" ").filter((each) => each !== "");
    const scopes = asked.filter((each) => options.scopes?.includes(each) ?? true);
    const code = secret("code");
    codes.set(code, { scopes, redirectUri, goodUntil: performance.now() + codeLifeMs });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", state);
    return { status: 302, headers: { location: back.href }, body: "" };
  };

  const token = (request: OAuthRequest): Reply => {
    if (request.authorization !== basic) return json(401, { error: "invalid_client" });
    const form =
      typeof request.body === "string" ? Object.fromEntries(new URLSearchParams(request.body)) : {};
    const {
      grant_type: type,
      code = "",
      redirect_uri: redirectUri,
      refresh_token: refreshToken = "",
    } = {
      ...form,
      ...request.query,
    };
    if (type === "authorization_code") {
      const given = codes.get(code);
      codes.delete(code);
      const isGood = given && given.redirectUri === redirectUri && given.goodUntil > performance.now();
      return isGood ? granted(given.scopes) : dead();
    }
    if (type !== "refresh_token") return json(400, { error: "unsupported_grant_type" });
    const given = refreshTokens.get(refreshToken);
    refreshTokens.delete(refreshToken);
    if (given === undefined) return dead();
    refreshes += 1;
    return granted(given.scopes);
  };

  return {
    clientId,
    clientSecret,
    get refreshes() {
      return refreshes;
    },
    get deadGrants() {
      return deadGrants;
    },
    expireAccess: () => accessTokens.clear(),
    revoke: () => refreshTokens.clear(),
    reply(request) {
      if (request.method === "GET" && request.path === "/oauth2/authorize") return authorize(request);
      if (request.method === "POST" && request.path === "/oauth2/generate-customer-token")
        return token(request);
      return json(404, { error: "not_found" });
    },
    scopesOf(authorization) {
      const given = accessTokens.get(authorization.replace(/^Bearer /, ""));
      return given && given.goodUntil > performance.now() ? new Set(given.scopes) : null;
    },
  };
}

const json = (status: number, body: object): Reply => ({
  status,
  headers: { "content-type": "application/json;charset=UTF-8", "cache-control": "no-store" },
  body: toJson(body),
});
