import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Config, ConfigError } from "../../src/config.ts";
import { parseConfig } from "../../src/config-file.ts";
import { largestConfig, tooLarge } from "../../src/config-gate.ts";
import type { Credentials } from "../../src/gong/credentials.ts";
import { realPathOf } from "../../src/history/place.ts";
import type { Store } from "../../src/keys/store.ts";
import { noPersona, personaFaults } from "../../src/limits/persona.ts";
import type { DkimKey } from "../../src/mail/dkim.ts";
import type { OAuth2Login } from "../../src/mail/oauth2.ts";
import { withoutLogin } from "../../src/secrets.ts";
import { knownStore } from "./known-store.ts";
import { readDkimKey, readOAuth2 } from "./mail-settings.ts";
import { type Environment, readSecret, rememberSettings } from "./secret.ts";

/** What a job is set up with: `config.yaml`, and from the environment what must not be in a file. */
export type Settings = {
  readonly config: Config;
  /** Absolute path of the history, symbolic links followed: its lock stands beside the file itself. */
  readonly historyPath: string;
  /** Absolute path of the metrics file; null when none is wanted. */
  readonly metricsPath?: string | null;
  /** Where the settings came from, for messages; null when there was no file. */
  readonly file: string | null;
  /** From the environment, else from the store. @throws {ConfigError} when there are none, or none that can be read */
  readonly credentials: () => Credentials | Stored;
  /** What `gong-digest auth` works on. */
  readonly store?: () => Store;
  /** @throws {ConfigError} when neither the file nor the environment names a mail server */
  readonly smtpUrl: () => string;
  /** Null where the mail server takes a password or none. @throws {ConfigError} when some of it is missing */
  readonly oauth2: () => OAuth2Login | null;
  /** Null where mails are not signed here. @throws {ConfigError} when the key cannot be read */
  readonly dkim: () => DkimKey | null;
};

/** What `gong-digest auth login` has stored. */
export type Stored = { readonly kind: "stored"; readonly store: Store };

/**
 * Reads `--config`, else `GONG_DIGEST_CONFIG`, else `config.yaml` here when there is one.
 *
 * Paths in the file are relative to the file. Secrets are asked for only when a job needs them.
 */
export function readSettings(path: string | undefined, environment: Environment): Settings {
  const named = path ?? environment.GONG_DIGEST_CONFIG;
  const file = named ?? (existsSync("config.yaml") ? "config.yaml" : null);
  const config = withEnvironment(
    file === null ? Config.parse({}) : withoutFaults(parseConfig(readText(file), file), file),
    environment,
  );
  rememberSettings(config);
  const folder = file === null ? "." : dirname(file);
  const historyPath = realPathOf(resolve(folder, config.history.path));
  const storePath =
    config.auth.store === undefined
      ? join(dirname(historyPath), "credentials.json")
      : resolve(folder, config.auth.store);
  const store = (): Store => knownStore(storePath, environment);
  return {
    config,
    file,
    historyPath,
    metricsPath: config.ops?.metricsFile === undefined ? null : resolve(folder, config.ops.metricsFile),
    credentials: () => {
      refuseOpenTls(environment, config.gong.baseUrl, "gong.baseUrl");
      return readCredentials(environment) ?? storedIn(store());
    },
    store,
    smtpUrl: () => {
      const url = readSecret(environment, "SMTP_URL") ?? config.mail?.smtpUrl;
      if (url !== undefined) {
        refuseOpenTls(environment, url, "SMTP_URL");
        return url;
      }
      throw new ConfigError(
        "no mail server: set SMTP_URL=smtps://user:password@host:465 or mail.smtpUrl; gong-digest doctor checks it",
      );
    },
    oauth2: () => readOAuth2(environment, config.mail?.from ?? ""),
    dkim: () => readDkimKey(environment, config.mail?.dkim, folder),
  };
}

/**
 * With this switch Node believes every certificate, so that anybody on the way gets the key. On this machine there is
 * no way to be on.
 *
 * @throws {ConfigError} when it is set and `url` leads off this machine
 */
export function refuseOpenTls(environment: Environment, url: string, setting: string): void {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  const hostname = URL.canParse(url) ? new URL(url).hostname : "";
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new ConfigError(
    `NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as ${hostname} (${setting}), expected it to be unset; ` +
      "NODE_EXTRA_CA_CERTS=FILE makes Node trust a certificate authority of your own",
  );
}

/** What only the actions can tell of the settings. */
function withoutFaults(config: Config, file: string): Config {
  const faults = personaFaults(config.personas);
  const { persona } = config.tools;
  if (persona !== undefined && !Object.hasOwn(config.personas, persona)) {
    faults.push(`tools.persona: ${noPersona(persona, Object.keys(config.personas))}`);
  }
  if (faults.length === 0) return config;
  throw new ConfigError(faults.map((fault) => `${file}: ${fault}`).join("\n"));
}

function withEnvironment(config: Config, environment: Environment): Config {
  return withPingUrl(withHosts(config, environment), environment);
}

/** Hosts that the environment names instead of the file. */
function withHosts(config: Config, environment: Environment): Config {
  const { GONG_BASE_URL: baseUrl, GONG_OAUTH_URL: oauthUrl } = environment;
  const gong = baseUrl ? Config.shape.gong.safeParse({ ...config.gong, baseUrl }) : undefined;
  const auth = oauthUrl ? Config.shape.auth.safeParse({ ...config.auth, oauthUrl }) : undefined;
  const refused = (name: string, value = "", like: string): ConfigError =>
    new ConfigError(`${name}: got ${JSON.stringify(withoutLogin(value))}, expected a URL like ${like}`);
  if (gong?.success === false) throw refused("GONG_BASE_URL", baseUrl, "https://api.gong.io");
  if (auth?.success === false) throw refused("GONG_OAUTH_URL", oauthUrl, "https://app.gong.io");
  return { ...config, ...(gong ? { gong: gong.data } : {}), ...(auth ? { auth: auth.data } : {}) };
}

/** Whoever knows the address can say that all is well, so its value stands in no message. */
function withPingUrl(config: Config, environment: Environment): Config {
  const pingUrl = readSecret(environment, "GONG_DIGEST_PING_URL");
  if (pingUrl === null) return config;
  const parsed = Config.shape.ops.safeParse({ ...config.ops, pingUrl });
  if (parsed.success) return { ...config, ops: parsed.data };
  throw new ConfigError("GONG_DIGEST_PING_URL: expected https:// and a host, or http:// on this machine");
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > largestConfig) throw tooLarge(file, size);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${file}: cannot be read (${code}); gong-digest init writes a commented one`, {
      cause: error,
    });
  }
}

/** Null when the environment has none. @throws {ConfigError} when it has a part of them */
export function readCredentials(environment: Environment): Credentials | null {
  const token = readSecret(environment, "GONG_ACCESS_TOKEN");
  if (token !== null) return { kind: "bearer", token };
  const accessKey = readSecret(environment, "GONG_ACCESS_KEY");
  const accessKeySecret = readSecret(environment, "GONG_ACCESS_KEY_SECRET");
  if (accessKey !== null && accessKeySecret !== null) return { kind: "basic", accessKey, accessKeySecret };
  if (accessKey === null && accessKeySecret === null) return null;
  throw missing(accessKey === null ? "GONG_ACCESS_KEY" : "GONG_ACCESS_KEY_SECRET");
}

function storedIn(store: Store): Stored {
  if (store.read() !== null) return { kind: "stored", store };
  throw missing("GONG_ACCESS_KEY");
}

const missing = (name: string): ConfigError =>
  new ConfigError(
    `${name} is not set, and nobody is logged in; a Gong technical administrator makes a key in Gong under ` +
      "Settings > API. Run gong-digest auth login, or set GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or " +
      "GONG_ACCESS_TOKEN, or each as NAME_FILE",
  );
