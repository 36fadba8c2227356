import { createHash } from "node:crypto";
import { z } from "zod";
import type { Grant } from "../gong/oauth.ts";

const Basic = z.strictObject({
  kind: z.literal("basic"),
  /** Where the key was checked; it is sent nowhere else. */
  baseUrl: z.string(),
  accessKey: z.string(),
  accessKeySecret: z.string(),
  savedAt: z.string(),
});

const OAuth = z.strictObject({
  kind: z.literal("oauth"),
  baseUrl: z.string(),
  oauthUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  scopes: z.array(z.string()),
  /** `reauthorise`: the refresh token is used up or taken back, so somebody must log in again. */
  state: z.enum(["ready", "reauthorise"]),
  /** ISO times of the access token: when to get the next, and when it ends. */
  refreshAt: z.string(),
  expiresAt: z.string(),
  savedAt: z.string(),
});

/** What this installation may call Gong with. */
export const Connection = z.discriminatedUnion("kind", [Basic, OAuth]);
export type Connection = z.output<typeof Connection>;
export type OAuthConnection = z.output<typeof OAuth>;

/** So long before its end an access token is renewed, so that what has started with it can end with it. */
const marginSeconds = 3600;

/**
 * When an access token ends, and when to get the next: an hour before, or after half its life when it is short.
 *
 * @example
 * timesOf(86_400, new Date("2026-11-16T09:00:00Z")).refreshAt; // => "2026-11-17T08:00:00.000Z"
 */
export function timesOf(
  lifetimeSeconds: number,
  now: Date,
): Pick<OAuthConnection, "refreshAt" | "expiresAt" | "savedAt"> {
  const after = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
  const margin = Math.min(marginSeconds, lifetimeSeconds / 2);
  return { refreshAt: after(lifetimeSeconds - margin), expiresAt: after(lifetimeSeconds), savedAt: after(0) };
}

/** The connection after a refresh. Host and app stay those that a person has allowed. */
export function renewedBy(old: OAuthConnection, grant: Grant, now: Date): OAuthConnection {
  return {
    ...old,
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken ?? old.refreshToken,
    scopes: [...(grant.scopes ?? old.scopes)],
    state: "ready",
    ...timesOf(grant.lifetimeSeconds, now),
  };
}

/** Everything in it that must never be seen. */
export function secretsIn(connection: Connection): readonly string[] {
  if (connection.kind === "oauth") {
    const { accessToken, refreshToken, clientSecret, clientId } = connection;
    return [accessToken, refreshToken, clientSecret, `${clientId}:${clientSecret}`];
  }
  const { accessKey, accessKeySecret } = connection;
  return [accessKey, accessKeySecret, `${accessKey}:${accessKeySecret}`];
}

/** Tells keys apart: the same key has the same one, and nothing of the key can be worked out from it. */
export function fingerprintOf(secret: string): string {
  return createHash("sha256").update(`gong-digest ${secret}`).digest("hex").slice(0, 12);
}
