import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "./database.ts";
import { asHistoryError, HistoryError } from "./error.ts";
import { witnessName } from "./place.ts";
import { checkSchema, readMigrations, refuseForeign } from "./schema.ts";

/** Files beside a history: it was there once, also where it is not any more. */
export function hasRemains(path: string): boolean {
  return [witnessName(path), `${path}.lock`, `${path}-wal`].some((file) => existsSync(file));
}

/** Somebody who only looks must not keep a job waiting, nor wait for one. */
const patienceMs = 50;

/**
 * Looks at a history as it is now: nothing is created, changed or brought up to date, and a job that is at work on it
 * goes on. One transaction, so that the look sees a whole week or none.
 *
 * @throws {HistoryError} `missing` when there is none yet, `older` when its schema is or when a journal has to be
 * played back first; otherwise as `openDatabase`
 */
export function lookAt<Seen>(path: string, look: (database: Database) => Seen): Seen {
  if (!existsSync(path)) {
    throw new HistoryError("missing", `${path} is not there; expected a history, which the first run makes`);
  }
  let database: Database | undefined;
  try {
    database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: patienceMs });
    const migrations = readMigrations();
    refuseForeign(database, path, migrations.length);
    const version = Number(database.pragma("user_version", { simple: true }));
    if (version < migrations.length) {
      throw new HistoryError(
        "older",
        `${path} has schema ${version} of ${migrations.length}; the next run brings it up to date`,
      );
    }
    checkSchema(database, path, migrations);
    const seen = database;
    return seen.transaction(() => look(seen))();
  } catch (error) {
    if (needsPlayback(error)) {
      throw new HistoryError(
        "older",
        `${path} has a journal that a killed process left; the next run plays it back`,
        { cause: error },
      );
    }
    throw asHistoryError(error, path);
  } finally {
    database?.close();
  }
}

/** Who only looks may not write, and so may not play back the journal of a process that was killed. */
const needsPlayback = (error: unknown): boolean =>
  /^SQLITE_READONLY_(ROLLBACK|RECOVERY)$/.test((error as { readonly code?: string }).code ?? "");

/** Bytes of the history and of what is written but not yet part of it; null for a file that is not there. */
export function fileSizes(path: string): {
  readonly sizeBytes: number | null;
  readonly walBytes: number | null;
} {
  const size = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null;
  return { sizeBytes: size(path), walBytes: size(`${path}-wal`) };
}

/** With less space a run cannot even note that it begins. */
const leastFreeBytes = 512 * 1024;

/** Why a run could not write the history, as `EROFS`, `EACCES` or `ENOSPC`; null when it could. */
export function writeBar(path: string): string | null {
  try {
    for (const place of [dirname(path), path]) accessSync(place, constants.W_OK);
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < leastFreeBytes ? "ENOSPC" : null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "no access";
  }
}
