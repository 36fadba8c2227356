import { failpoint } from "../failpoint.ts";
import { authorizationOf, type CredentialSource, createRedactor } from "../gong/credentials.ts";
import { GongError, LoginNeeded } from "../gong/error.ts";
import { type GrantOutcome, refreshGrant } from "../gong/oauth.ts";
import type { Log } from "../log.ts";
import { type Connection, type OAuthConnection, renewedBy, secretsIn } from "./connection.ts";
import type { Store } from "./store.ts";

export type SourceOptions = {
  readonly store: Store;
  /**
   * The lock under which one process at a time decides whether to refresh. Null when somebody still has it after
   * `waitMs`.
   */
  readonly lock: (waitMs: number) => Promise<{ release(): void } | null>;
  readonly now: () => Date;
  readonly log: Log;
  /** For Gong's answer to a refresh. Nothing else cuts one short: its answer is the only copy of the new tokens. */
  readonly timeoutMs: number;
};

/** Longer than Gong's answer to somebody else's refresh may take. */
const lockPatienceMs = 90_000;

/** After a refresh that failed while the access token is still good. */
const pauseMs = 60_000;

export const loginText = "run gong-digest auth login";
const reloginText = "run gong-digest auth login --oauth";

/**
 * The stored connection as credentials. The store is looked at for every request, so that a logout, a login or a
 * refresh by another process counts at once.
 *
 * A refresh token can be used once. So whoever wants to refresh takes the lock first, and looks again: what another
 * process has got meanwhile is as good. New tokens are on disk before the first request goes out with them.
 */
export function storedSource(options: SourceOptions): CredentialSource {
  const { store, now, log } = options;
  const redactor = createRedactor();
  const said = new Set<string>();
  let pausedUntil = 0;

  const sayOnce = (text: string): void => {
    if (!said.has(text)) log.warn(text, { store: store.file });
    said.add(text);
  };
  const current = (): Connection => {
    const connection = store.read();
    if (connection === null) {
      throw new LoginNeeded(`nobody is logged in to Gong, or somebody has logged out; ${loginText}`);
    }
    redactor.learn(secretsIn(connection));
    return connection;
  };

  /** @param refused the header that Gong did not take; absent when it is a matter of time */
  const renew = async (refused?: string): Promise<Connection> => {
    const seen = current();
    const isUsable = (connection: OAuthConnection): boolean =>
      refused === undefined && isBefore(now(), connection.expiresAt);
    const lock = await options.lock(seen.kind === "oauth" && isUsable(seen) ? 0 : lockPatienceMs);
    if (lock === null) {
      if (seen.kind === "oauth" && isUsable(seen)) return seen;
      throw new GongError("unavailable", `${store.file}: another process has been refreshing for too long`);
    }
    try {
      failpoint("auth.locked");
      const before = current();
      if (before.kind === "basic" || !isDue(before, refused, now())) return before;
      if (before.state === "reauthorise") return lastUse(before, isUsable(before));
      return await refreshed(before, isUsable(before));
    } finally {
      lock.release();
      failpoint("auth.released");
    }
  };

  const refreshed = async (before: OAuthConnection, isUsable: boolean): Promise<Connection> => {
    // A disk that is full or read-only must show before the refresh token is used up, not after.
    store.write(before);
    failpoint("auth.decided");
    const outcome = await refreshGrant(before, before.refreshToken, { timeoutMs: options.timeoutMs });
    failpoint("auth.answered");
    const after = store.read();
    if (after === null) throw new LoginNeeded(`somebody has logged out of Gong; ${loginText}`);
    // Written without the lock, by a login of an older kind or a copy that was put back: newer than what was sent.
    if (after.kind !== "oauth" || after.refreshToken !== before.refreshToken) return current();
    if (outcome.kind === "granted") {
      const next = renewedBy(before, outcome.grant, now());
      redactor.learn(secretsIn(next));
      store.write(next);
      return next;
    }
    if (outcome.kind === "dead") {
      const dead: OAuthConnection = { ...before, state: "reauthorise" };
      store.write(dead);
      return lastUse(dead, isUsable);
    }
    return unrefreshed(before, outcome, isUsable);
  };

  /** What is left of a connection whose refresh token is dead: the access token, to its end. */
  const lastUse = (connection: OAuthConnection, isUsable: boolean): Connection => {
    const why = "Gong no longer takes the refresh token, so the app has to be authorised again";
    if (!isUsable) throw new LoginNeeded(`${why}; ${reloginText}`);
    sayOnce(`${why} before ${connection.expiresAt}; ${reloginText}`);
    return connection;
  };

  const unrefreshed = (
    connection: OAuthConnection,
    { kind, why }: Exclude<GrantOutcome, { kind: "granted" }>,
    isUsable: boolean,
  ): Connection => {
    const fault = `the access token could not be renewed: ${redactor.redact(why)}`;
    if (isUsable) {
      pausedUntil = now().getTime() + pauseMs;
      log.warn(`${fault}; the present one is good until ${connection.expiresAt}`, { store: store.file });
      return connection;
    }
    if (kind === "refused") {
      throw new LoginNeeded(`${fault}. Check the app in Gong, its client id and secret; ${reloginText}`);
    }
    throw new GongError("unavailable", `${fault}; try again later`);
  };

  const headerFor = (connection: Connection, baseUrl: string): string => {
    const header = headerOf(connection);
    if (connection.baseUrl === baseUrl) return header;
    throw new LoginNeeded(
      `the stored key belongs to ${connection.baseUrl} and was not sent to ${baseUrl}; start again, or ${loginText}`,
    );
  };

  return {
    kind: "source",
    async authorization(baseUrl) {
      const connection = current();
      const isPaused = now().getTime() < pausedUntil;
      const isQuiet = connection.kind === "basic" || !isDue(connection, undefined, now());
      if (isQuiet || (isPaused && isBefore(now(), connection.expiresAt)))
        return headerFor(connection, baseUrl);
      return headerFor(await renew(), baseUrl);
    },
    async renewed(refused, baseUrl) {
      if (current().kind === "basic" && headerOf(current()) === refused) return null;
      return headerFor(await renew(refused), baseUrl);
    },
    redact: redactor.redact,
  };
}

const isBefore = (now: Date, time: string): boolean => now.toISOString() < time;

function isDue(connection: OAuthConnection, refused: string | undefined, now: Date): boolean {
  if (refused !== undefined) return headerOf(connection) === refused;
  return !isBefore(now, connection.refreshAt);
}

function headerOf(connection: Connection): string {
  return authorizationOf(
    connection.kind === "basic" ? connection : { kind: "bearer", token: connection.accessToken },
  );
}
