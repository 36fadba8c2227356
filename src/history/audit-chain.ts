import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";

export type EntryKind = "attempt" | "outcome" | "erasure" | "cut" | "payloads-cut" | "accepted";

/** A row of the log as it is stored. */
export type EntryRow = {
  readonly sequence: number;
  readonly time: string;
  readonly kind: EntryKind;
  readonly attempt: number | null;
  readonly facts: string;
  readonly personal: string | null;
  readonly salt: Buffer | null;
  readonly personal_digest: string | null;
  readonly previous: string;
  readonly hash: string;
};

/** One key for the chain and one for payloads, both from the owner's; a leak of one does not give the other. */
export type AuditKeys = { readonly chain: Buffer; readonly payload: Buffer };

/** What the first row holds as the hash before it. */
export const genesis = "none";

/** @param key 32 bytes */
export function auditKeys(key: Uint8Array): AuditKeys {
  const derived = (purpose: string) => Buffer.from(hkdfSync("sha256", key, "gong-digest", purpose, 32));
  return { chain: derived("audit chain"), payload: derived("audit payload") };
}

/**
 * The hash of a row, over everything in it but what is personal, which is in it as a digest.
 *
 * @returns `h:` and an HMAC with a key, `s:` and a plain SHA-256 without; the latter can be computed anew by whoever
 *   changes a row
 */
export function hashOf(row: Omit<EntryRow, "hash" | "personal" | "salt">, keys: AuditKeys | null): string {
  const { sequence, time, kind, attempt, facts, personal_digest, previous } = row;
  // Of JSON with a fixed order of members, no two rows have the same text.
  const text = JSON.stringify([sequence, time, kind, attempt, facts, personal_digest, previous]);
  const hash = keys ? createHmac("sha256", keys.chain) : createHash("sha256");
  return `${keys ? "h" : "s"}:${hash.update(text).digest("hex")}`;
}

/** Salted, so that nobody can find out by trying what was taken out. */
export const digestOf = (personal: string, salt: Uint8Array): string =>
  createHash("sha256").update(salt).update(personal).digest("hex");

export const newSalt = (): Buffer => randomBytes(16);

export const sealedDigest = (sealed: Uint8Array): string => createHash("sha256").update(sealed).digest("hex");

/** AES-256-GCM: nonce, tag, text. */
export function seal(text: string, keys: AuditKeys): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keys.payload, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws when the key is another one, or a byte was changed */
export function unseal(sealed: Buffer, keys: AuditKeys): string {
  const decipher = createDecipheriv("aes-256-gcm", keys.payload, sealed.subarray(0, 12), {
    authTagLength: 16,
  });
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8");
}
