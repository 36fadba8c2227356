import XOAuth2 from "nodemailer/lib/xoauth2";
import { MailError } from "./mail-error.ts";

/** How to get access tokens for a mailbox whose server takes no password, as Google's and Microsoft's. */
export type OAuth2Login = {
  /** The mailbox; the user of SMTP_URL wins over it. */
  readonly user: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** https, or plain http on this machine. */
  readonly tokenUrl: string;
};

export type TokenSource = {
  /** One token serves every mail of a run; `renew` when the server did not take the last. */
  token(renew: boolean): Promise<string>;
  /** What must not come back in a message, the tokens got so far included. */
  secrets(): readonly string[];
};

const tokenTimeoutMs = 30_000;

/**
 * Access tokens by a refresh token.
 *
 * @throws {MailError} `config` from here when the endpoint's address cannot be used; from `token` when the
 *   endpoint says no, `unavailable` when it does not answer
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export function tokenSource(login: OAuth2Login): TokenSource {
  const place = placeOf(login.tokenUrl);
  const tokens = new XOAuth2({
    user: login.user,
    clientId: login.clientId,
    clientSecret: login.clientSecret,
    refreshToken: login.refreshToken,
    accessUrl: login.tokenUrl,
    requestTimeout: tokenTimeoutMs,
  });
  return {
    token: (renew) =>
      new Promise((resolve, reject) => {
        tokens.getToken(renew, (error, token) => {
          if (error) reject(tokenError(error, place));
          else resolve(token);
        });
      }),
    secrets: () => [login.clientSecret, login.refreshToken, tokens.accessToken || ""],
  };
}

function tokenError(error: Error, place: string): MailError {
  const code = "code" in error ? error.code : undefined;
  if (code === "EOAUTH2" || error instanceof SyntaxError) {
    const said = error instanceof SyntaxError ? "no JSON" : error.message;
    return new MailError(
      "config",
      `SMTP_OAUTH_TOKEN_URL ${place} gives no access token (${said}); check SMTP_OAUTH_CLIENT_ID, SMTP_OAUTH_CLIENT_SECRET and SMTP_OAUTH_REFRESH_TOKEN`,
      { cause: error },
    );
  }
  return new MailError("unavailable", `SMTP_OAUTH_TOKEN_URL ${place} does not answer: ${error.message}`, {
    cause: error,
  });
}

function placeOf(tokenUrl: string): string {
  const expected = "expected an https:// address like https://oauth2.googleapis.com/token";
  if (!URL.canParse(tokenUrl)) throw new MailError("config", `SMTP_OAUTH_TOKEN_URL is no URL, ${expected}`);
  const { protocol, hostname, host, pathname } = new URL(tokenUrl);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isHere)) {
    throw new MailError("config", `SMTP_OAUTH_TOKEN_URL: got ${protocol}//${host}, ${expected}`);
  }
  return host + pathname;
}
