import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { writeDurably } from "../../src/durable-file.ts";
import type { KeyPlace } from "../../src/keys/master-key.ts";
import { packageRoot } from "../../src/root.ts";
import { type Environment, readSecretFile, readSecretText } from "./secret.ts";

/**
 * Where the master key of a store is: the file that GONG_DIGEST_KEY_FILE names, else GONG_DIGEST_KEY, else the
 * system's keyring, else a file beside the store.
 *
 * @param store its path
 * @param load gives the package of the keyring, and throws MODULE_NOT_FOUND where nobody has installed it
 */
export function keyPlaceOf(
  environment: Environment,
  store: string,
  load: () => KeyringPackage = installedKeyring,
): KeyPlace {
  const { GONG_DIGEST_KEY: given, GONG_DIGEST_KEY_FILE: file } = environment;
  if (file !== undefined) return filePlace(file, "GONG_DIGEST_KEY_FILE", environment);
  if (given !== undefined) {
    return { name: "GONG_DIGEST_KEY", read: () => readSecretText(environment, "GONG_DIGEST_KEY") ?? "" };
  }
  const beside = ownKeyFile(store);
  return existsSync(beside) ? besidePlace(beside) : keyringPlace(store, load, besidePlace(beside));
}

export const ownKeyFile = (store: string): string => `${store}.key`;

function filePlace(file: string, setting: string, environment: Environment): KeyPlace {
  return {
    name: `${setting} (${file})`,
    // Says, too, when the key is given twice.
    read: () => readSecretText(environment, "GONG_DIGEST_KEY"),
    write: (text) => writeKey(file, text),
  };
}

function besidePlace(file: string): KeyPlace {
  return {
    name: file,
    read: () => (existsSync(file) ? readSecretFile(file, "the key of auth.store") : null),
    write: (text) => writeKey(file, text),
  };
}

/** A folder that is made for it is its owner's alone, too. */
function writeKey(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeDurably(file, text);
}

/** What is used of the package @napi-rs/keyring, which is there when somebody has installed it. */
type Entry = { getPassword(): string | null; setPassword(text: string): void };
export type KeyringPackage = {
  readonly Entry: new (service: string, account: string, options: object) => Entry;
};

function installedKeyring(): KeyringPackage {
  return createRequire(join(packageRoot, "package.json"))("@napi-rs/keyring") as KeyringPackage;
}

/** `other` without the package, or where the machine has no keyring that answers and outlives a restart. */
function keyringPlace(store: string, load: () => KeyringPackage, other: KeyPlace): KeyPlace {
  try {
    // The kernel's own keyring, which it would fall back to, forgets everything when the machine restarts.
    const entry = new (load().Entry)("gong-digest", store, { linux: { store: "secret-service" } });
    entry.getPassword();
    return {
      name: "the system's keyring",
      read: () => entry.getPassword(),
      write: (text) => entry.setPassword(text),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "MODULE_NOT_FOUND") return other;
    // A key that was put there by a login at a desktop is not to be had from a job without one.
    return { ...other, instead: `the system's keyring does not answer (${message})` };
  }
}
