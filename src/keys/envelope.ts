import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { z } from "zod";

/** 32 bytes. */
export type MasterKey = Buffer;

/** A text that only who has the master key can read or make. */
export const Sealed = z.strictObject({
  /** Which master key, by `keyIdOf`. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** The key of this text alone, under the master key. */
  dataKey: z.base64(),
  /** The text, under the data key. */
  text: z.base64(),
});
export type Sealed = z.output<typeof Sealed>;

/** Part of what is authenticated, so that a sealed text is read by the rules that it was written by, or not at all. */
export const envelopeVersion = 1;

const [nonceBytes, tagBytes] = [12, 16];

/** Tells master keys apart without telling anything about them. */
export function keyIdOf(key: MasterKey): string {
  return createHmac("sha256", key).update("gong-digest key id").digest("hex").slice(0, 16);
}

/**
 * Seals a text by AES-256-GCM under a new key of its own, and that one under the master key.
 *
 * @param name of the entry; it cannot be put in another's place
 */
export function seal(text: string, name: string, key: MasterKey): Sealed {
  const keyId = keyIdOf(key);
  const dataKey = randomBytes(32);
  return {
    keyId,
    dataKey: encrypt(dataKey, key, contextOf("data key", name, keyId)),
    text: encrypt(Buffer.from(text), dataKey, contextOf("text", name, keyId)),
  };
}

/** @returns null when the key is another, or anything was changed */
export function unseal(sealed: Sealed, name: string, key: MasterKey): string | null {
  const { keyId } = sealed;
  if (keyId !== keyIdOf(key)) return null;
  const dataKey = decrypt(sealed.dataKey, key, contextOf("data key", name, keyId));
  return (dataKey && decrypt(sealed.text, dataKey, contextOf("text", name, keyId)))?.toString() ?? null;
}

const contextOf = (part: string, name: string, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(["gong-digest", envelopeVersion, part, name, keyId]));

function encrypt(plain: Buffer, key: Buffer, context: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(context);
  const secret = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), secret]).toString("base64");
}

function decrypt(text: string, key: Buffer, context: Buffer): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  if (key.length !== 32 || bytes.length < nonceBytes + tagBytes) return null;
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    .setAAD(context)
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    // The tag does not fit; nothing may be known of what is inside.
    return null;
  }
}
