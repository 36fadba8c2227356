import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { ConfigError } from "../config.ts";
import { writeDurably } from "../durable-file.ts";
import { failpoint } from "../failpoint.ts";
import { Connection } from "./connection.ts";
import { envelopeVersion, type MasterKey, Sealed, seal, unseal } from "./envelope.ts";
import { type KeyPlace, keyNamed, keyText, masterKeysIn, newMasterKey } from "./master-key.ts";
import { FileFault, readSmallFile } from "./small-file.ts";

/** The connection to Gong, encrypted in a file. Every method looks at the file anew. */
export type Store = {
  readonly file: string;
  readonly keyPlace: string;
  /** Why the key is not in a better place, where that was tried. */
  readonly keyPlaceInstead: string | undefined;
  /**
   * @returns null when nobody has logged in, or has logged out
   * @throws {ConfigError} when the key is another or the file was changed; it is left as it was
   */
  read(): Connection | null;
  /** On disk when it returns. @throws {ConfigError} when what is there is under another key; it is left as it was */
  write(connection: Connection): void;
  /** Needs no key. @returns whether there was one */
  erase(): boolean;
  /**
   * Encrypts anew. Wherever it is interrupted, the store can be read with the keys that are in place.
   *
   * @param next the new key; one is made, and put into its place, when left out
   * @throws {ConfigError} when the key in place does not open the store, which is then left as it was
   */
  rotate(next?: MasterKey): void;
};

const format = "gong-digest credentials";

const File = z.strictObject({
  format: z.literal(format),
  version: z.literal(envelopeVersion),
  entries: z.strictObject({ gong: Sealed.optional() }),
});
type File = z.output<typeof File>;

const entry = "gong";

export function openStore(file: string, place: KeyPlace): Store {
  const read = (): Connection | null => {
    const sealed = readFile(file)?.entries.gong;
    if (sealed === undefined) return null;
    const keys = masterKeysIn(place);
    // Between the two readings another process may have put a new key in place.
    const isStale = !keyNamed(keys, sealed.keyId) && readFile(file)?.entries.gong?.keyId !== sealed.keyId;
    return isStale ? read() : opened(sealed, keys, { file, place });
  };
  const save = (connection: Connection | null, key: MasterKey | null): void => {
    const entries = connection && key ? { gong: seal(JSON.stringify(connection), entry, key) } : {};
    const whole: File = { format, version: envelopeVersion, entries };
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeDurably(file, `${JSON.stringify(whole, null, 2)}\n`, {
        step: (moment) => failpoint(`auth.${moment}`),
      });
    } catch (error) {
      const { code = "unknown" } = error as NodeJS.ErrnoException;
      throw new ConfigError(`${file} cannot be written (${code}); what was there is unchanged`, {
        cause: error,
      });
    }
    failpoint("auth.kept");
  };
  return {
    file,
    keyPlace: place.name,
    keyPlaceInstead: place.instead,
    read,
    write(connection) {
      read();
      const [key = made(place)] = masterKeysIn(place);
      save(connection, key);
    },
    erase() {
      const had = readFile(file)?.entries.gong !== undefined;
      if (had) save(null, null);
      return had;
    },
    rotate(next) {
      const connection = read();
      const before = masterKeysIn(place);
      const write = next === undefined ? writerOf(place) : () => {};
      const key = next ?? newMasterKey();
      failpoint("auth.rotate.start");
      write(keyText([key, ...before]));
      failpoint("auth.rotate.both");
      if (connection) save(connection, key);
      failpoint("auth.rotate.sealed");
      write(keyText([key]));
      failpoint("auth.rotate.end");
    },
  };
}

function writerOf(place: KeyPlace): (text: string) => void {
  if (place.write) return (text) => place.write?.(text);
  throw new ConfigError(
    `${place.name} can only be changed by whoever sets it; give the next key in GONG_DIGEST_NEW_KEY ` +
      "(or GONG_DIGEST_NEW_KEY_FILE), then put it in the old one's place",
  );
}

function made(place: KeyPlace): MasterKey {
  const key = newMasterKey();
  writerOf(place)(keyText([key]));
  return key;
}

function readFile(file: string): File | null {
  if (!existsSync(file)) return null;
  const damaged = (fault: string): ConfigError =>
    new ConfigError(
      `${file}: ${fault}; it was left as it is. Put a copy back, or move it away and run gong-digest auth login`,
    );
  let text: string;
  try {
    text = readSmallFile(file, { isPrivate: false });
  } catch (error) {
    if (error instanceof FileFault && error.code === "ENOENT") return null;
    if (error instanceof FileFault) throw damaged(error.message);
    throw error;
  }
  const parsed = File.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw damaged(`is no store of credentials that this version can read`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // no store, as its reader says
    return undefined;
  }
}

function opened(
  sealed: Sealed,
  keys: readonly MasterKey[],
  { file, place }: { readonly file: string; readonly place: KeyPlace },
): Connection {
  const key = keyNamed(keys, sealed.keyId);
  if (key === undefined) {
    const other = place.instead === undefined ? "" : `, and ${place.instead}`;
    const fault =
      (keys.length === 0 ? `${place.name} is not there` : `the key in ${place.name} is another`) + other;
    throw new ConfigError(
      `${file} was encrypted with key ${sealed.keyId}, and ${fault}; it was left as it is. Put the right key there, ` +
        "or drop what is stored with gong-digest auth logout",
    );
  }
  const text = unseal(sealed, entry, key);
  const parsed = Connection.safeParse(text === null ? undefined : jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `${file} was changed by something other than gong-digest; it was left as it is. Put a copy back, or run ` +
      "gong-digest auth logout and auth login",
  );
}
