import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { buffer } from "node:stream/consumers";
import DKIM from "nodemailer/lib/dkim";
import { MailError } from "./mail-error.ts";

/** With what mails are signed, and under which name the other half of the key stands in DNS. */
export type DkimKey = { readonly domain: string; readonly selector: string; readonly privateKey: KeyObject };

/** RFC 8301, 3.2: shorter ones must not be believed; signers should take 2048. */
const leastBits = 1024;

const expected =
  "expected an RSA private key as PEM, like openssl genrsa -out dkim.pem 2048 makes; its place is mail.dkim.keyFile or DKIM_PRIVATE_KEY";

/**
 * @param pem the private key; never repeated in an error
 * @throws {MailError} `config`
 */
export function dkimKeyOf(domain: string, selector: string, pem: string): DkimKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    throw new MailError("config", `mail.dkim: the key cannot be read, ${expected}`);
  }
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (privateKey.asymmetricKeyType !== "rsa" || bits < leastBits) {
    const got = `${privateKey.asymmetricKeyType}${bits > 0 ? ` of ${bits} bits` : ""}`;
    throw new MailError("config", `mail.dkim: the key is ${got}, ${expected}`);
  }
  return { domain, selector, privateKey };
}

/**
 * The DNS record that receivers ask for.
 *
 * @example
 * dkimRecord(key); // => { name: "digest._domainkey.example.com", value: "v=DKIM1; k=rsa; p=MIIB…" }
 */
export function dkimRecord({ domain, selector, privateKey }: DkimKey): { name: string; value: string } {
  const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return { name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=rsa; p=${der.toString("base64")}` };
}

/**
 * All that a mail of ours has and a receiver acts on. RFC 8058 asks for both unsubscribe headers, of which the
 * library's own list lacks the second.
 */
const signedHeaders = [
  "From",
  "Reply-To",
  "To",
  "Subject",
  "Date",
  "Message-ID",
  "In-Reply-To",
  "References",
  "MIME-Version",
  "Content-Type",
  "Auto-Submitted",
  "List-ID",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
  "Feedback-ID",
  "X-Entity-Ref-ID",
];

/**
 * The same mail with a DKIM signature above it, RSA with SHA-256, which gives the same bytes each time.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6376
 */
export async function signed(raw: Buffer, { domain, selector, privateKey }: DkimKey): Promise<Buffer> {
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: signedHeaders.join(":"),
  });
  return buffer(signer.sign(raw));
}
