import { secretRemover } from "../secrets.ts";
import { GongError } from "./error.ts";

/** An API key with its secret, or the token of an app that the company has authorised. */
export type Credentials =
  | { readonly kind: "basic"; readonly accessKey: string; readonly accessKeySecret: string }
  | { readonly kind: "bearer"; readonly token: string };

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

/** Takes every credential out of a text, in any usual encoding, should Gong or something on the way to it repeat one. */
export function redactorOf(credentials: Credentials): (text: string) => string {
  const parts =
    credentials.kind === "bearer"
      ? [credentials.token]
      : [credentials.accessKey, credentials.accessKeySecret];
  const encoded = authorizationOf(credentials).replace(/^\w+ /, "");
  return secretRemover([...parts, encoded, encoded.replace(/=+$/, "")]);
}

function checked(name: string, value: string, allowed: RegExp): string {
  if (allowed.test(value)) return value;
  const fault = value === "" ? "is empty" : "holds a space, a line break or another sign that no key has";
  throw new GongError("credentials", `${name} ${fault}; copy it again from Gong, Settings > API`);
}
