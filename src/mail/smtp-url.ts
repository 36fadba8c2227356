import { isIP } from "node:net";
import type { SMTPTransportOptions } from "nodemailer";
import { MailError } from "./mail-error.ts";
import type { OAuth2Login, TokenSource } from "./oauth2.ts";

export type Timeouts = {
  readonly connectionTimeoutMs?: number;
  readonly greetingTimeoutMs?: number;
  /** Of silence, anywhere in the dialogue. */
  readonly socketTimeoutMs?: number;
};

/**
 * Options for one connection to the server that an SMTP URL names. Off this machine there is TLS or no mail;
 * on it (a relay, a sink for tests) plain text is fine and certificates are nobody's.
 *
 * @param smtpUrl `smtp://user:password@host:587` or `smtps://user:password@host:465`
 * @throws {MailError} `config`; the message never shows the password
 * @example
 * smtpOptions("smtp://relay.example.com", {}).requireTLS; // => true
 * smtpOptions("smtp://localhost:1025", {}).ignoreTLS;     // => true
 */
export function smtpOptions(smtpUrl: string, timeouts: Timeouts): SMTPTransportOptions {
  const url = parsed(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (url.protocol === "smtps:" ? 465 : 587) : Number(url.port);
  // On 465 the server speaks TLS from the first byte, whatever the URL calls it.
  const secure = url.protocol === "smtps:" || port === 465;
  const plain = !secure && isLoopback(host);
  const user = decodeURIComponent(url.username);
  return {
    host,
    port,
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: timeouts.connectionTimeoutMs ?? 30_000,
    greetingTimeout: timeouts.greetingTimeoutMs ?? 30_000,
    // RFC 5321, 4.5.3.2.6: a server may take ten minutes to say what became of a mail.
    socketTimeout: timeouts.socketTimeoutMs ?? 600_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * The same options with access tokens in place of a password.
 *
 * @throws {MailError} `config` when the URL has a password too
 */
export function withTokens(
  options: SMTPTransportOptions,
  login: OAuth2Login,
  tokens: TokenSource,
): SMTPTransportOptions {
  const { user = "", pass = "" } = options.auth ?? {};
  if (pass !== "") {
    throw new MailError("config", "SMTP_URL has a password and SMTP_OAUTH_* are set, expected one of them");
  }
  return {
    ...options,
    auth: {
      type: "OAuth2",
      user: user === "" ? login.user : user,
      provisionCallback: (_, renew, done) => {
        tokens.token(renew).then((token) => done(null, token), done);
      },
    },
  };
}

/** Every spelling in which a secret could come back in a message of the server or the library. */
export function secretsOf(options: SMTPTransportOptions, tokens: TokenSource | null): string[] {
  const { user = "", pass = "" } = options.auth ?? {};
  const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  const ofLogin = (secret: string): string[] => [
    base64(`\0${user}\0${secret}`),
    base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`),
    base64(secret),
    encodeURIComponent(secret),
    secret,
  ];
  return [pass, ...(tokens?.secrets() ?? [])].filter((secret) => secret !== "").flatMap(ofLogin);
}

function parsed(smtpUrl: string): URL {
  const expected = "expected smtp://user:password@host:587 or smtps://user:password@host";
  if (!URL.canParse(smtpUrl)) throw new MailError("config", `SMTP_URL is no URL; ${expected}`);
  const url = new URL(smtpUrl);
  if (url.protocol !== "smtp:" && url.protocol !== "smtps:") {
    throw new MailError("config", `SMTP_URL: ${url.protocol}// is no mail server; ${expected}`);
  }
  if (url.hostname === "") throw new MailError("config", `SMTP_URL names no host; ${expected}`);
  if (url.search !== "" || !/^\/?$/.test(url.pathname)) {
    throw new MailError("config", `SMTP_URL: nothing may follow the port; ${expected}`);
  }
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    throw new MailError("config", "SMTP_URL: write a % in the user or password as %25");
  }
  return url;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
