import { ConfigError } from "../../src/config.ts";
import { checkedBaseUrl } from "../../src/gong/base-url.ts";
import { authorizationOf, type Credentials } from "../../src/gong/credentials.ts";
import { GongError } from "../../src/gong/error.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { type Connection, fingerprintOf } from "../../src/keys/connection.ts";
import type { Store } from "../../src/keys/store.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { keyGuard } from "../session/job-guard.ts";
import { ownKeyFile } from "../session/key-places.ts";
import { whileLocked } from "../session/key-store.ts";
import { openSession, type Session } from "../session/session.ts";
import { readCredentials, refuseOpenTls } from "../session/settings.ts";
import { type Prompt, readStdin, terminalPrompt } from "./prompt.ts";

type Basic = Extract<Credentials, { readonly kind: "basic" }>;

export type LoginOptions = { readonly keyStdin?: boolean; readonly baseUrl?: string };

/** What a login needs from outside the session; tests bring their own. */
export type LoginParts = {
  readonly prompt?: Prompt | undefined;
  readonly stdin?: () => Promise<string>;
  readonly environment?: NodeJS.ProcessEnv;
};

/**
 * Logs in with an API key: from stdin, from the environment, or asked for at the terminal. It is tried with one request
 * before anything is stored.
 */
export async function loginWithKey(
  session: Session,
  { keyStdin, baseUrl }: LoginOptions,
  { prompt = terminalPrompt(), stdin = readStdin, environment = process.env }: LoginParts = {},
): Promise<ExitCode> {
  const store = storeOf(session);
  // Says now, and not after the questions, when the store is under another key.
  store.read();
  const host = checkedBaseUrl(baseUrl ?? session.settings.config.gong.baseUrl);
  refuseOpenTls(environment, host, baseUrl === undefined ? "gong.baseUrl" : "--base-url");
  const key = keyStdin ? keyIn(await stdin()) : (keyOf(environment) ?? (await askedKey(prompt)));
  authorizationOf(key);
  await tryCredentials(session, key, host);
  const savedAt = session.now().toUTC().toISO() ?? "";
  const { accessKey, accessKeySecret } = key;
  await keep(session, store, { kind: "basic", baseUrl: host, accessKey, accessKeySecret, savedAt });
  session.log.info(`Logged in to ${host} with key ${fingerprintOf(accessKey)}`, {
    baseUrl: host,
    fingerprint: fingerprintOf(accessKey),
  });
  return exitCode.done;
}

export function storeOf({ settings }: Session): Store {
  if (settings.store) return settings.store();
  throw new ConfigError("there is no store here");
}

/** Stores what was tried, and says what it is protected by. */
export async function keep(session: Session, store: Store, connection: Connection): Promise<void> {
  await whileLocked(store, () => store.write(connection));
  const { log } = session;
  log.info(`Stored in ${store.file}, encrypted with the key in ${store.keyPlace}`, { store: store.file });
  if (store.keyPlaceInstead !== undefined)
    log.warn(`The key is not in the keyring: ${store.keyPlaceInstead}`);
  if (store.keyPlace === ownKeyFile(store.file)) {
    log.warn(
      `${store.keyPlace} lies beside the store: a copy of the store alone tells nothing, whoever can read both files ` +
        "can read what is stored. Keep the key elsewhere with GONG_DIGEST_KEY_FILE or GONG_DIGEST_KEY",
    );
  }
  if (session.settings.credentials().kind !== "stored") {
    log.warn(
      "The environment has a key of its own, which wins over the store; unset GONG_ACCESS_KEY or GONG_ACCESS_TOKEN",
    );
  }
}

/**
 * One request that reads hardly anything. A scope that is missing is no reason to refuse the key.
 *
 * @throws {GongError} when Gong does not take it; nothing is stored
 */
export async function tryCredentials(
  session: Session,
  credentials: Credentials,
  baseUrl: string,
): Promise<void> {
  const { settings, log, signal } = session;
  const config = { ...settings.config, gong: { ...settings.config.gong, baseUrl } };
  const trial = openSession(
    {},
    { settings: { ...settings, config, credentials: () => credentials }, log, signal },
  );
  try {
    await (await trial.gong({ client: "auth", guard: keyGuard(baseUrl) })).call(listWorkspaces, {});
  } catch (error) {
    const isTaken = error instanceof GongError && (error.kind === "scope" || error.status === 404);
    if (!isTaken) throw error;
  } finally {
    trial.close();
  }
}

function keyOf(environment: NodeJS.ProcessEnv): Basic | null {
  const given = readCredentials(environment);
  return given?.kind === "basic" ? given : null;
}

/**
 * Key and secret, on two lines or with a colon between them.
 *
 * @throws {ConfigError} without the value
 */
function keyIn(text: string): Basic {
  const words = text.trim().split(/\s*\r?\n\s*|:/);
  const [accessKey = "", accessKeySecret = ""] = words;
  if (words.length === 2 && accessKey !== "" && accessKeySecret !== "") {
    return { kind: "basic", accessKey, accessKeySecret };
  }
  throw new ConfigError("--key-stdin: expected the access key and its secret on two lines, or as KEY:SECRET");
}

async function askedKey(prompt: Prompt | undefined): Promise<Basic> {
  if (!prompt) {
    throw new ConfigError(
      "there is no terminal to ask at; set GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or give them with --key-stdin",
    );
  }
  const accessKey = await prompt.line("Access key, from Gong under Settings > API: ");
  return { kind: "basic", accessKey, accessKeySecret: await prompt.secret("Its secret (not shown): ") };
}
