import { randomBytes } from "node:crypto";
import { ConfigError } from "../config.ts";
import { keyIdOf, type MasterKey } from "./envelope.ts";

/**
 * Where master keys are kept. A place may hold several, a line each: the first is written with, the others are those
 * of before, for as long as something may still be sealed under them.
 */
export type KeyPlace = {
  /** For messages: `GONG_DIGEST_KEY`, `the system's keyring`. */
  readonly name: string;
  /** Why this place is taken and not a better one that there may be a key in. */
  readonly instead?: string;
  /** Null when there is none yet. */
  read(): string | null;
  /** Absent where only the owner can put another key. On disk when it returns. */
  write?(text: string): void;
};

const keyBytes = 32;

const expected = "expected 32 bytes as base64 or hex, like those of: openssl rand -base64 32";

/**
 * @throws {ConfigError} with the place's name and never what stands there
 */
export function masterKeysIn(place: KeyPlace): readonly MasterKey[] {
  const text = place.read();
  if (text === null) return [];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new ConfigError(`${place.name} is empty, ${expected}`);
  return lines.map((line) => {
    const key = keyOf(line.trim());
    if (key) return key;
    throw new ConfigError(
      `${place.name} holds a line of ${line.length} characters that is no key, ${expected}`,
    );
  });
}

/** Of the text of one key; undefined when it is none. */
function keyOf(text: string): MasterKey | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.length === keyBytes ? bytes : undefined;
}

/** The key that a thing was sealed under; undefined when it is not there. */
export function keyNamed(keys: readonly MasterKey[], keyId: string): MasterKey | undefined {
  return keys.find((key) => keyIdOf(key) === keyId);
}

export const newMasterKey = (): MasterKey => randomBytes(keyBytes);

/** As `masterKeysIn` reads them, the first one first. */
export const keyText = (keys: readonly MasterKey[]): string =>
  keys.map((key) => `${key.toString("base64")}\n`).join("");
