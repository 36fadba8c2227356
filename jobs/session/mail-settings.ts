import { resolve } from "node:path";
import { type Config, ConfigError } from "../../src/config.ts";
import { type DkimKey, dkimKeyOf } from "../../src/mail/dkim.ts";
import type { OAuth2Login } from "../../src/mail/oauth2.ts";
import { type Environment, readSecret, readSecretFile, readSecretText } from "./secret.ts";

const oauthNames = [
  "SMTP_OAUTH_CLIENT_ID",
  "SMTP_OAUTH_CLIENT_SECRET",
  "SMTP_OAUTH_REFRESH_TOKEN",
  "SMTP_OAUTH_TOKEN_URL",
] as const;

/**
 * @param user whose mailbox it is when SMTP_URL names nobody
 * @returns null when none of the four is set
 * @throws {ConfigError} when some of them are
 */
export function readOAuth2(environment: Environment, user: string): OAuth2Login | null {
  const [clientId, clientSecret, refreshToken, tokenUrl] = oauthNames.map((name) =>
    readSecret(environment, name),
  );
  if (clientId && clientSecret && refreshToken && tokenUrl) {
    return { user, clientId, clientSecret, refreshToken, tokenUrl };
  }
  const missing = oauthNames.filter((name) => readSecret(environment, name) === null);
  if (missing.length === oauthNames.length) return null;
  throw new ConfigError(
    `${missing.join(", ")} not set; login by OAuth2 needs ${oauthNames.join(", ")}, each also as NAME_FILE`,
  );
}

/** @param folder that `mail.dkim.keyFile` is relative to */
export function readDkimKey(
  environment: Environment,
  dkim: NonNullable<Config["mail"]>["dkim"],
  folder: string,
): DkimKey | null {
  if (dkim === undefined) return null;
  // Where an environment holds one line alone, line breaks are written as \n.
  const inEnvironment = readSecretText(environment, "DKIM_PRIVATE_KEY")?.replaceAll("\\n", "\n");
  if (inEnvironment !== undefined) return dkimKeyOf(dkim.domain, dkim.selector, inEnvironment);
  if (dkim.keyFile === undefined) {
    throw new ConfigError(
      "mail.dkim has no key: set mail.dkim.keyFile, DKIM_PRIVATE_KEY or DKIM_PRIVATE_KEY_FILE",
    );
  }
  const pem = readSecretFile(resolve(folder, dkim.keyFile), "mail.dkim.keyFile");
  return dkimKeyOf(dkim.domain, dkim.selector, pem);
}
