import { GongError } from "./error.ts";

/** An API key with its secret, or the token of an app that the company has authorised. */
export type Credentials =
  | { readonly kind: "basic"; readonly accessKey: string; readonly accessKeySecret: string }
  | { readonly kind: "bearer"; readonly token: string };

/** Credentials that change while a client is at work: tokens that are renewed, keys that are taken back. */
export type CredentialSource = {
  readonly kind: "source";
  /**
   * The Authorization header of a request that is about to leave for `baseUrl`.
   *
   * @throws {LoginNeeded} when there are none any more, or none for that host
   */
  authorization(baseUrl: string): Promise<string>;
  /** Another header after Gong has refused this one with 401; null when there is no better. */
  renewed(refused: string, baseUrl: string): Promise<string | null>;
  /** Takes everything secret that was ever handed out from here out of a text. */
  redact(text: string): string;
};

/**
 * The value of the Authorization header.
 *
 * A part that no header may hold is refused here, since `fetch` would put it into its own error message.
 *
 * @throws {GongError} `credentials`, without the value
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
export function authorizationOf(credentials: Credentials): string {
  if (credentials.kind === "bearer") {
    return `Bearer ${checked("the token", credentials.token, /^[\x21-\x7e]+$/)}`;
  }
  const key = checked("GONG_ACCESS_KEY", credentials.accessKey, /^[\x21-\x39\x3b-\x7e]+$/);
  const secret = checked("GONG_ACCESS_KEY_SECRET", credentials.accessKeySecret, /^[\x21-\x7e]+$/);
  return `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}`;
}

/** Credentials that stay as they are, as a source. */
export function sourceOf(credentials: Credentials | CredentialSource): CredentialSource {
  if (credentials.kind === "source") return credentials;
  const authorization = authorizationOf(credentials);
  return {
    kind: "source",
    authorization: async () => authorization,
    renewed: async () => null,
    redact: redactorOf(credentials),
  };
}

/** A part that is shorter would be found in innocent words; Gong's are far longer. */
const shortestSecret = 6;

/** Takes every credential out of a text, should Gong or something on the way to it repeat one. */
export function redactorOf(credentials: Credentials): (text: string) => string {
  const redactor = createRedactor();
  redactor.learn(secretsOf(credentials));
  return redactor.redact;
}

/** What must not be seen of credentials: each part, and what a Basic header makes of them. */
export function secretsOf(credentials: Credentials): readonly string[] {
  if (credentials.kind === "bearer") return [credentials.token];
  const { accessKey, accessKeySecret } = credentials;
  return [accessKey, accessKeySecret, `${accessKey}:${accessKeySecret}`];
}

export type Redactor = { learn(secrets: readonly string[]): void; redact(text: string): string };

/** Takes out what it has learned so far, in every spelling that headers, URLs, JSON and dumps give it. */
export function createRedactor(): Redactor {
  const spellings = new Set<string>();
  let longestFirst: readonly string[] = [];
  return {
    learn(secrets) {
      const before = spellings.size;
      for (const secret of secrets) {
        if (secret.length < shortestSecret) continue;
        for (const spelling of spellingsOf(secret)) spellings.add(spelling);
      }
      if (spellings.size > before) longestFirst = [...spellings].toSorted((a, b) => b.length - a.length);
    },
    redact: (text) => longestFirst.reduce((rest, spelling) => rest.replaceAll(spelling, "[redacted]"), text),
  };
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const [base64, hex] = [bytes.toString("base64"), bytes.toString("hex")];
  return [
    secret,
    base64,
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret),
    encodeURIComponent(base64),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function checked(name: string, value: string, allowed: RegExp): string {
  if (allowed.test(value)) return value;
  const fault = value === "" ? "is empty" : "holds a space, a line break or another sign that no key has";
  throw new GongError("credentials", `${name} ${fault}; copy it again from Gong, Settings > API`);
}
