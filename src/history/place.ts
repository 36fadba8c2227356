import { lstatSync, mkdirSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { asHistoryError, HistoryError, mendDamage } from "./error.ts";

/**
 * Where a file really is, through every symbolic link: what stands beside the history (its WAL, its lock, its
 * witness) must stand beside one name. A link to a file that is not there yet is followed too.
 */
export function realPathOf(path: string): string {
  if (path === ":memory:") return path;
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch {
    if (isLink(full)) return resolve(dirname(full), readlinkSync(full));
    const folder = dirname(full);
    return folder === full
      ? full
      : resolve(realPathOf(folder), full.slice(folder.length).replace(/^\/+/, ""));
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Bytes of a file, null when there is none. */
export function sizeOf(path: string): number | null {
  return statOf(path)?.size ?? null;
}

/** How large the WAL beside a history may be before people are told of it. */
export const largeWalBytes = 64 * 1024 * 1024;

/** What people are told of a WAL that nobody empties. */
export function walText(path: string, bytes: number): string {
  return `${path}-wal has ${Math.round(bytes / 1024 / 1024)} MB, expected 64 at most: a process that reads the history keeps it from being emptied; end that one`;
}

/** What `history restore` has made ready and not yet put in its place. */
export const restoringName = (path: string): string => `${path}.restoring`;

/** Message-IDs that a mail server was ever asked for, kept beside the history. */
export const witnessName = (path: string): string => `${path}.told`;

/**
 * Makes the folder of a history, and refuses a place where SQLite would take what has been lost for a new file:
 * it starts afresh in an empty file, and deletes a WAL whose file has gone.
 *
 * It only asks for names and sizes. To open and close the file would drop the locks that SQLite holds on it in this
 * process (https://www.sqlite.org/howtocorrupt.html, 2.2).
 *
 * @throws {HistoryError} `foreign`, `damaged` or `disk`
 */
export function prepareForFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw asHistoryError(noFolder(error), join(dirname(path), "/"));
  }
  refuseLost(path);
}

/** Where a disk is mounted for reading alone, Node says that the folder it was to make is not there. */
function noFolder(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code === "ENOENT"
    ? Object.assign(error as Error, { code: "EROFS" })
    : error;
}

/** @throws {HistoryError} `foreign` where there is no plain file, `damaged` where one has been emptied or has gone */
export function refuseLost(path: string): void {
  const found = statOf(path);
  if (found?.isFile() === false) {
    throw new HistoryError(
      "foreign",
      `${path} is ${found.isDirectory() ? "a folder" : "no plain file"}, expected a file; set history.path to one`,
    );
  }
  if ((found?.size ?? 0) > 0) return;
  const lost = found === undefined ? "has gone" : "is empty";
  if (found === undefined && sizeOf(restoringName(path)) !== null) {
    throw new HistoryError(
      "damaged",
      `${path} has gone: a restore was ended before it was through. Run the same gong-digest history restore again`,
    );
  }
  if ((sizeOf(`${path}-wal`) ?? 0) > 0) {
    throw new HistoryError(
      "damaged",
      `${path} ${lost}, and ${path}-wal, which belongs to it, has not. ${mendDamage}`,
    );
  }
  if (found !== undefined && (sizeOf(witnessName(path)) ?? 0) > 0) {
    throw new HistoryError(
      "damaged",
      `${path} is empty, but mails have been sent from it, as ${witnessName(path)} says. ${mendDamage}. To begin anew, move the empty file away`,
    );
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw asHistoryError(error, path);
  }
}
