import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  createReadStream,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { syncFile, syncFolder } from "../durable-file.ts";
import { failpoint } from "../failpoint.ts";
import { type Database, openToRead } from "./database.ts";
import { asHistoryError, HistoryError } from "./error.ts";
import { takeLock } from "./lease.ts";
import { realPathOf, sizeOf } from "./place.ts";
import { historyStore } from "./schema.ts";
import { type Holding, verifyHistory } from "./verify.ts";

export type Backup = Holding & {
  readonly path: string;
  readonly sha256: string;
  /** Older backups that were taken away. */
  readonly removed: readonly string[];
};

export type BackupOptions = {
  /** Puts it in the place of an older backup. */
  readonly force?: boolean;
  /** How many backups a folder may keep, this one counted. */
  readonly keep?: number;
  /** ISO time, for the name in a folder. */
  readonly at: string;
};

/**
 * Copies the history while others write: what is committed by now, in one file that needs no other. It comes under
 * its name only when it is whole, on the disk and verified; ended before that, it leaves what was there.
 *
 * @param history path of the history
 * @param target a file, or a folder (there already, or with a slash at its end), where it gets a name with the time
 * @throws {HistoryError} when a file of that name is there, or the history is damaged: a backup of that is none
 */
export async function backupHistory(
  history: string,
  target: string,
  options: BackupOptions,
): Promise<Backup> {
  const real = realPathOf(history);
  const isFolder =
    target.endsWith("/") || statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  const folder = realPathOf(isFolder ? target : dirname(resolve(target)));
  const path = join(folder, isFolder ? datedName(real, options.at) : basename(target));
  const temporary = join(folder, `.gong-digest-${hashOf(real).slice(0, 12)}.part`);
  refuseTarget(real, path, options.force === true);
  const lock = takeLock(`${real}.backup`);
  try {
    mkdirSync(folder, { recursive: true });
    removeTemporary(temporary);
    copyInto(real, temporary);
    failpoint("backup.copied");
    const { weeks, newest, toldUntil, schema, bytes } = verifiedCopy(temporary, real);
    const sha256 = await sha256Of(temporary);
    place(temporary, path, options.force === true);
    failpoint("backup.placed");
    syncFolder(folder);
    const removed = options.keep === undefined ? [] : removeOlder(real, folder, options.keep);
    return { path, weeks, newest, toldUntil, schema, bytes, sha256, removed };
  } catch (error) {
    removeTemporary(temporary);
    throw asHistoryError(error, path);
  } finally {
    lock.release();
  }
}

/** A name that sorts by time: `history-20261126T205512Z.db`. */
export function datedName(history: string, at: string, mark = ""): string {
  const time = `${at.slice(0, 19).replace(/[-:]/g, "")}Z`;
  return `${stemOf(history)}-${mark}${time}.db`;
}

/** Writes what is committed in one history into a new file beside nobody's way. */
export function copyInto(history: string, path: string): void {
  const database: Database = openToRead(history);
  try {
    database.prepare("VACUUM INTO ?").run(path);
  } catch (error) {
    throw asHistoryError(error, path);
  } finally {
    database.close();
  }
  failpoint("copy.written");
  // The numbers and names of a whole company: for its owner alone.
  chmodSync(path, 0o600);
  syncFile(path);
}

function refuseTarget(history: string, path: string, force: boolean): void {
  if (sizeOf(history) === null) {
    throw new HistoryError("foreign", `${history} is not there, expected a history to make a backup of`);
  }
  if (realPathOf(path) === history || isSameFile(path, history)) {
    throw new HistoryError("data", `${path} is the history itself, expected another file for its backup`);
  }
  if (sizeOf(path) === null) return;
  if (!force) {
    throw new HistoryError(
      "data",
      `${path} is there already and stays as it is; name another file or a folder, or add --force`,
    );
  }
  if (!isOurs(path)) {
    throw new HistoryError(
      "data",
      `${path} is no backup of gong-digest, expected one for --force to replace`,
    );
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

function verifiedCopy(copy: string, history: string): Holding {
  const verified = verifyHistory(copy);
  const [fault] = verified.faults;
  if (fault === undefined) return verified;
  throw new HistoryError(
    "damaged",
    `${history} is damaged (${fault.text}); no backup was made, older ones stay. gong-digest history verify says more`,
  );
}

/** A link refuses a name that has come to be taken; where there are none, the name was looked at before. */
function place(temporary: string, path: string, force: boolean): void {
  failpoint("backup.ready");
  if (force) {
    renameSync(temporary, path);
    return;
  }
  try {
    linkSync(temporary, path);
    rmSync(temporary);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (code === "EEXIST") {
      throw new HistoryError("data", `${path} has come to be there meanwhile and stays as it is`);
    }
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    renameSync(temporary, path);
  }
}

/** What a backup that was ended left behind; the lock says that nobody is at work on it. */
function removeTemporary(temporary: string): void {
  for (const name of [temporary, `${temporary}-journal`]) rmSync(name, { force: true });
}

function removeOlder(history: string, folder: string, keep: number): readonly string[] {
  const pattern = /^-\d{8}T\d{6}Z\.db$/;
  const stem = stemOf(history);
  const own = readdirSync(folder)
    .filter((name) => name.startsWith(stem) && pattern.test(name.slice(stem.length)))
    .filter((name) => isOurs(join(folder, name)))
    .sort();
  const old = own.slice(0, -keep).map((name) => join(folder, name));
  for (const path of old) rmSync(path);
  return old;
}

/** Does a file that nobody has open begin as ours do? The id of the program stands at byte 68 of a SQLite file. */
export function isOurs(path: string): boolean {
  const header = Buffer.alloc(72);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return (
    header.subarray(0, 15).toString("latin1") === "SQLite format 3" &&
    header.readUInt32BE(68) === historyStore.applicationId
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

const stemOf = (history: string): string => basename(history).replace(/\.(db|sqlite3?)$/, "");

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
