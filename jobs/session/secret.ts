import { type Config, ConfigError } from "../../src/config.ts";
import { FileFault, readSmallFile } from "../../src/keys/small-file.ts";
import { secretRemover } from "../../src/secrets.ts";

/** Every secret that this process has read; each log line is written without them. */
const known = new Set<string>();

/** Notes a secret that came from elsewhere, as a token that was refreshed. */
export function rememberSecret(secret: string): void {
  known.add(secret);
  // A text is written line by line, and a URL's password also without its escapes.
  for (const line of secret.split(/\r?\n|\\n/)) if (!line.startsWith("-----")) known.add(line);
  if (!URL.canParse(secret)) return;
  const { username, password, pathname, search } = new URL(secret);
  // A user's name is a word that other lines hold too; alone it is a token.
  const credential = password === "" ? username : password;
  // Of an address that is a secret as a whole, what stands behind the host is what makes it one.
  for (const part of [credential, `${pathname}${search}`]) {
    known.add(part);
    try {
      known.add(decodeURIComponent(part));
    } catch {
      // A % that escapes nothing stands for itself.
    }
  }
}

let remover = { of: 0, remove: secretRemover([]) };

/** Without every secret known by now, in each encoding. */
export function withoutSecrets(text: string): string {
  if (remover.of !== known.size) remover = { of: known.size, remove: secretRemover(known) };
  return remover.remove(text);
}

/** What a file of settings may hold of secrets: the addresses for pings. */
export function rememberSettings({ ops }: Pick<Config, "ops">): void {
  for (const url of [ops?.pingUrl, ops?.pingFailureUrl]) if (url !== undefined) rememberSecret(url);
}

/** Names of environment variables that hold a secret. */
const secretNames =
  /^(GONG_(ACCESS_|OAUTH_|CLIENT_|DIGEST_(MCP_TOKEN|AUDIT_KEY|PING_URL|KEY))\w*|SMTP_(URL|OAUTH_\w+)|DKIM_PRIVATE_KEY)$/;

/** What the environment holds is secret from the start, whether a command asks for it or not. */
export function rememberEnvironment(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    const isAddress = /_(ID|TOKEN_URL|FILE)$/.test(name);
    if (secretNames.test(name) && !isAddress && value) rememberSecret(value);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A secret of one line from `NAME` or from the file that `NAME_FILE` names, without its last line break. Its
 * value never stands in a message.
 */
export function readSecret(environment: Environment, name: string): string | null {
  const secret = readSecretText(environment, name);
  if (environment[`${name}_FILE`] === undefined || !secret?.includes("\n")) return secret;
  throw new ConfigError(
    `${name}_FILE: ${environment[`${name}_FILE`]} is longer than one line, expected one line`,
  );
}

/** The same for what has several lines, a key for one. */
export function readSecretText(environment: Environment, name: string): string | null {
  const [value, file] = [environment[name], environment[`${name}_FILE`]];
  if (value !== undefined && file !== undefined) {
    throw new ConfigError(`${name} and ${name}_FILE are both set, expected one of them`);
  }
  if (file === undefined) {
    if (value === undefined || value === "") return null;
    rememberSecret(value);
    return value;
  }
  const secret = readSecretFile(file, `${name}_FILE`).replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw new ConfigError(`${name}_FILE: ${file} is empty, expected one line`);
}

/**
 * A file of at most 64 KB that not everybody on the machine can read. A folder, a pipe or a device is refused at
 * once.
 *
 * @param setting that named the file, for the error
 */
export function readSecretFile(file: string, setting: string): string {
  try {
    const secret = readSmallFile(file, { isPrivate: true });
    rememberSecret(secret.replace(/\r?\n$/, ""));
    return secret;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new ConfigError(`${setting}: ${file} ${error.message}`, { cause: error });
  }
}
