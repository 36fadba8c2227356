import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import { onTestFinished } from "vitest";
import { keyPlaceOf } from "../../jobs/session/key-places.ts";
import { sourceOfStore } from "../../jobs/session/key-store.ts";
import { openSession, type Session } from "../../jobs/session/session.ts";
import { readSettings } from "../../jobs/session/settings.ts";
import { createGong, type Gong } from "../../src/gong/client.ts";
import { type OAuthConnection, timesOf } from "../../src/keys/connection.ts";
import { openStore, type Store } from "../../src/keys/store.ts";
import { createLog, silentLog } from "../../src/log.ts";
import { type MockGong, type MockGongOptions, startMockGong } from "../../src/mock/server.ts";
import { memoryDayCount } from "./gong-client.ts";

/** A folder of its own that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gong-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function storeIn(folder: string, environment: NodeJS.ProcessEnv = {}): Store {
  const file = join(folder, "credentials.json");
  return openStore(file, keyPlaceOf(environment, file));
}

export async function mockWithOAuth(options: Partial<MockGongOptions> = {}): Promise<MockGong> {
  const gong = await startMockGong({
    people: 12,
    now: DateTime.fromISO("2026-11-16T09:00:00Z"),
    requestsPerSecond: 1_000_000,
    requestsPerDay: 1_000_000,
    ...options,
  });
  onTestFinished(() => gong.close());
  return gong;
}

/** A connection as a login would store it: allowed, exchanged and good for a day from `at`. */
export async function connectionTo(
  gong: MockGong,
  {
    at = new Date(),
    scopes = ["api:workspaces:read"],
  }: { readonly at?: Date; readonly scopes?: string[] } = {},
): Promise<OAuthConnection> {
  const { clientId, clientSecret } = gong.oauth;
  const redirectUri = "http://127.0.0.1:1/callback";
  const ask = {
    client_id: clientId,
    response_type: "code",
    scope: scopes.join(" "),
    redirect_uri: redirectUri,
  };
  const allowed = await fetch(`${gong.url}/oauth2/authorize?${new URLSearchParams(ask)}`, {
    redirect: "manual",
  });
  const code = new URL(allowed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const members = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  const answer = await fetch(`${gong.url}/oauth2/generate-customer-token?${new URLSearchParams(members)}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
  });
  const tokens = (await answer.json()) as Record<"access_token" | "refresh_token", string>;
  return {
    kind: "oauth",
    baseUrl: gong.url,
    oauthUrl: gong.url,
    clientId,
    clientSecret,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    scopes,
    state: "ready",
    ...timesOf(86_400, at),
  };
}

/** A client that calls with what the store holds; its clock stands at `clock.at`. */
export function clientOn(store: Store, baseUrl: string, clock = { at: new Date() }) {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), { terminal: true, now: () => "" });
  const source = sourceOfStore(store, { now: () => clock.at, log, timeoutSeconds: 5 });
  const gong: Gong = createGong({
    baseUrl,
    credentials: source,
    requestsPerSecond: 1_000_000,
    requestsPerDay: 1_000_000,
    dayCount: memoryDayCount(),
    patienceSeconds: 0,
    timeoutSeconds: 5,
    retries: 0,
    log: silentLog,
    now: () => clock.at,
    random: () => 0.5,
    sleep: async () => {},
  });
  return { gong, source, lines, clock };
}

/** A session whose config, history and store are in a folder; `environment` has the secrets. */
export function sessionIn(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Session & { readonly printed: string[]; readonly said: string[] } {
  const [printed, said]: [string[], string[]] = [[], []];
  const note = (message: string): void => void said.push(message);
  const config = join(folder, "config.yaml");
  writeFileSync(config, "history: { path: history.db }\n");
  const session = openSession(
    {},
    {
      settings: readSettings(config, environment),
      log: { info: note, warn: note, error: note },
      print: (text) => void printed.push(text),
    },
  );
  onTestFinished(() => session.close());
  return { ...session, printed, said };
}
