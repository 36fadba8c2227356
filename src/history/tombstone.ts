import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { appendDurably } from "../durable-file.ts";
import { plainAddress, type Subject } from "../mentions.ts";
import type { Database } from "./database.ts";
import { realPathOf } from "./place.ts";

/** Who was erased and must not come back, as far as it can be told without knowing who they are. */
export type Erased = {
  readonly isAnybody: boolean;
  /** A Gong user id, what stands in for one, or an address in any spelling. */
  readonly has: (idOrAddress: string) => boolean;
  /** The number that a team keeps whose manager was erased; an id of anybody else as it is. */
  readonly standIn: (id: string) => string;
};

type Tombstone = { readonly key: string; readonly hash: string };

/** The file beside a history that keeps its tombstones when an older copy is put back. */
export const tombstoneFile = (path: string): string => `${realPathOf(path)}.erased`;

/** Those that the history holds. */
export function erasedIn(database: Database): Erased {
  const rows = stored(database);
  const keys = [...new Set(rows.map(({ key }) => key))];
  const hashes = new Set(rows.map(({ hash }) => hash));
  const standIns = new Set([...hashes].map(standInOf));
  const known = new Map<string, string | null>();
  const hashIn = (text: string): string | null => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = keys.map((key) => hashOf(key, text)).find((hash) => hashes.has(hash)) ?? null;
    known.set(text, found);
    return found;
  };
  if (rows.length === 0) return { isAnybody: false, has: () => false, standIn: (id) => id };
  return {
    isAnybody: true,
    has: (text) => standIns.has(text) || hashIn(text) !== null,
    standIn: (id) => {
      const hash = hashIn(id);
      return hash === null ? id : standInOf(hash);
    },
  };
}

/**
 * Notes that somebody must not come back, in the file beside the history first and then in the history, so that
 * neither of them alone being lost or put back undoes it.
 *
 * @param path of the history
 * @returns the hashes by which they are kept out, which say nobody's name
 */
export function entomb(database: Database, path: string, { ids, addresses }: Subject): readonly string[] {
  const key = stored(database)[0]?.key ?? fileRows(path)[0]?.key ?? randomBytes(32).toString("hex");
  const rows = [...ids, ...addresses].map((text): Tombstone => ({ key, hash: hashOf(key, text) }));
  append(path, rows);
  insert(database, rows);
  return rows.map(({ hash }) => hash);
}

/**
 * Brings the file beside a history and the history to the same tombstones.
 *
 * @returns whether the history had lacked any: then it is an older copy, and may hold people who were erased
 */
export function shareTombstones(database: Database, path: string): boolean {
  const [inFile, inHistory] = [fileRows(path), stored(database)];
  if (inFile.length === 0 && inHistory.length === 0) return false;
  append(path, inHistory);
  const have = new Set(inHistory.map(nameOf));
  const lacking = inFile.filter((row) => !have.has(nameOf(row)));
  if (lacking.length > 0) insert(database, lacking);
  return lacking.length > 0;
}

const nameOf = ({ key, hash }: Tombstone): string => `${key} ${hash}`;

function stored(database: Database): readonly Tombstone[] {
  return database.prepare<[], Tombstone>("SELECT key, hash FROM tombstones").all();
}

function insert(database: Database, rows: readonly Tombstone[]): void {
  const put = database.prepare("INSERT INTO tombstones (key, hash) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const all = database.transaction(() => {
    for (const { key, hash } of rows) put.run(key, hash);
  });
  all.immediate();
}

function fileRows(path: string): readonly Tombstone[] {
  const file = tombstoneFile(path);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, key = "", hash = ""] = /^([0-9a-f]{64}) ([0-9a-f]{64})$/.exec(line) ?? [];
      return key === "" ? [] : [{ key, hash }];
    });
}

/** A line that a power cut left half written is none; the same note is then made once more. */
function append(path: string, rows: readonly Tombstone[]): void {
  const have = new Set(fileRows(path).map(nameOf));
  const lacking = rows.map(nameOf).filter((line) => !have.has(line));
  if (lacking.length === 0) return;
  appendDurably(tombstoneFile(path), `\n${lacking.join("\n")}\n`);
}

function hashOf(key: string, text: string): string {
  const address = plainAddress(text);
  return createHmac("sha256", Buffer.from(key, "hex"))
    .update(address === null ? `id ${text.trim()}` : `address ${address}`)
    .digest("hex");
}

/** Digits, as ids have; Gong's never begin with a zero. */
const standInOf = (hash: string): string =>
  `0${BigInt(`0x${hash.slice(0, 14)}`)
    .toString()
    .padStart(17, "0")}`;
