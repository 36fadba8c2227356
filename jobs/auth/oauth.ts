import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { ConfigError } from "../../src/config.ts";
import { GongError, LoginNeeded } from "../../src/gong/error.ts";
import {
  authorizeUrl,
  checkedOAuthUrl,
  customerBaseUrl,
  exchangeCode,
  type Grant,
  type OAuthApp,
} from "../../src/gong/oauth.ts";
import { codeOfPasted, listenForRedirect } from "../../src/gong/oauth-redirect.ts";
import { fingerprintOf, timesOf } from "../../src/keys/connection.ts";
import type { Store } from "../../src/keys/store.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { type Environment, readSecret } from "../session/secret.ts";
import type { Session } from "../session/session.ts";
import { refuseOpenTls } from "../session/settings.ts";
import { keep, storeOf, tryCredentials } from "./login.ts";
import { nextLine, type Prompt, terminalPrompt } from "./prompt.ts";
import { scopesOf } from "./scopes.ts";

export type OAuthOptions = {
  readonly scopes: string;
  /** Of the address on this machine that the browser comes back to. */
  readonly port: number;
  /** Where the browser is sent instead; the address it ends on is pasted then. */
  readonly redirectUri?: string;
  /** False on a machine without one. */
  readonly browser: boolean;
};

export type OAuthParts = {
  readonly prompt?: Prompt | undefined;
  readonly environment?: Environment;
  /** The address that somebody pastes. */
  readonly pasted?: (signal: AbortSignal) => Promise<string>;
};

/** Gong takes a code for ten minutes. */
const waitMs = 600_000;

/** Logs in as an app that a technical administrator allows in the browser. */
export async function loginWithOAuth(
  session: Session,
  options: OAuthOptions,
  { prompt = terminalPrompt(), environment = process.env, pasted = nextLine }: OAuthParts = {},
): Promise<ExitCode> {
  const store = storeOf(session);
  refuseOpenTls(environment, session.settings.config.auth.oauthUrl, "auth.oauthUrl");
  const app = await appOf(session, store, environment, prompt);
  const scopes = scopesOf(options.scopes);
  const { code, redirectUri } = await allowed(session, app, { ...options, scopes: [...scopes] }, pasted);
  const timeoutMs = session.settings.config.gong.timeoutSeconds * 1000;
  const outcome = await exchangeCode(app, code, redirectUri, { timeoutMs, signal: session.signal });
  if (outcome.kind !== "granted") throw notGranted(outcome);
  const { grant } = outcome;
  await keepGrant(session, store, app, grant);
  const given = grant.scopes ?? scopes;
  const lacking = scopes.filter((scope) => !given.includes(scope));
  if (lacking.length > 0)
    session.log.warn(`Gong did not give ${lacking.join(", ")}`, { lacking: lacking.length });
  return exitCode.done;
}

async function keepGrant(session: Session, store: Store, app: OAuthApp, grant: Grant): Promise<void> {
  const { accessToken, refreshToken, host, scopes, lifetimeSeconds } = grant;
  if (refreshToken === null) throw new LoginNeeded("Gong gave no refresh token; nothing was stored");
  const baseUrl = host === null ? session.settings.config.gong.baseUrl : customerBaseUrl(host, app.oauthUrl);
  await tryCredentials(session, { kind: "bearer", token: accessToken }, baseUrl);
  await keep(session, store, {
    kind: "oauth",
    ...app,
    baseUrl,
    accessToken,
    refreshToken,
    scopes: [...(scopes ?? [])],
    state: "ready",
    ...timesOf(lifetimeSeconds, session.now().toJSDate()),
  });
  const fingerprint = fingerprintOf(app.clientId);
  session.log.info(`Logged in to ${baseUrl} as app ${fingerprint}`, { baseUrl, fingerprint });
}

async function appOf(
  { settings }: Session,
  store: Store,
  environment: Environment,
  prompt: Prompt | undefined,
): Promise<OAuthApp> {
  const { oauthUrl } = settings.config.auth;
  const clientId = readSecret(environment, "GONG_OAUTH_CLIENT_ID");
  const clientSecret = readSecret(environment, "GONG_OAUTH_CLIENT_SECRET");
  const before = store.read();
  const app = { oauthUrl: checkedOAuthUrl(oauthUrl) };
  if (clientId !== null && clientSecret !== null) return { ...app, clientId, clientSecret };
  if (before?.kind === "oauth" && clientId === null && before.oauthUrl === app.oauthUrl) {
    return { ...app, clientId: before.clientId, clientSecret: before.clientSecret };
  }
  if (!prompt) {
    throw new ConfigError(
      "GONG_OAUTH_CLIENT_ID and GONG_OAUTH_CLIENT_SECRET are not both set, expected those of the app in Gong; each also as NAME_FILE",
    );
  }
  return {
    ...app,
    clientId: clientId ?? (await prompt.line("Client id of the app in Gong: ")),
    clientSecret: clientSecret ?? (await prompt.secret("Its client secret (not shown): ")),
  };
}

type Ask = Omit<OAuthOptions, "scopes"> & { readonly scopes: readonly string[] };

/** Waits until somebody has allowed the app, in a browser on this machine or on another. */
async function allowed(
  session: Session,
  app: OAuthApp,
  ask: Ask,
  pasted: (signal: AbortSignal) => Promise<string>,
): Promise<{ readonly code: string; readonly redirectUri: string }> {
  const { log } = session;
  const listener = ask.redirectUri === undefined ? await listening(ask.port) : undefined;
  const redirectUri = ask.redirectUri ?? listener?.redirectUri ?? "";
  const end = new AbortController();
  const stop = AbortSignal.any([session.signal, end.signal, AbortSignal.timeout(waitMs)]);
  try {
    const state = randomBytes(32).toString("base64url");
    const url = authorizeUrl(app, { redirectUri, scopes: ask.scopes, state });
    session.print(`${url}\n`);
    log.info("Open this address as a technical administrator of Gong; it is good for ten minutes");
    const isPasted = !ask.browser || listener === undefined;
    if (isPasted) log.info("Then paste the address that the browser ends on here");
    else if (session.terminal) openBrowser(url);
    const ways = [
      ...(listener ? [listener.code(state, stop)] : []),
      ...(isPasted ? [pasted(stop).then((text) => codeOfPasted(text, state))] : []),
      new Promise<never>((_, reject) =>
        stop.addEventListener("abort", () => reject(new LoginNeeded("stopped; nothing was stored"))),
      ),
    ];
    return { code: await Promise.race(ways), redirectUri };
  } finally {
    end.abort();
    await listener?.close();
  }
}

async function listening(port: number): ReturnType<typeof listenForRedirect> {
  try {
    return await listenForRedirect(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`--port: 127.0.0.1:${port} cannot be listened on (${code}), expected a free port`, {
      cause: error,
    });
  }
}

/** Best effort: the address stands on the terminal anyway. */
function openBrowser(url: string): void {
  const [command, ...words] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler"]
        : ["xdg-open"];
  const child = spawn(command ?? "", [...words, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function notGranted({ kind, why }: { readonly kind: string; readonly why: string }): GongError {
  if (kind === "unavailable") return new GongError("unavailable", `no tokens: ${why}; run it again`);
  const next =
    kind === "dead"
      ? "run it again, within ten minutes"
      : "check the app's client id, secret and redirect URI in Gong";
  return new LoginNeeded(`no tokens: ${why}; ${next}`);
}
