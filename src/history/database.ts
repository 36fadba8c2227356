import type Sqlite from "better-sqlite3";
import { connectTo } from "./addon.ts";
import { asHistoryError, HistoryError } from "./error.ts";
import { prepareForFile, realPathOf, refuseLost, sizeOf } from "./place.ts";
import { checkSchema, historyStore, migrate, readMigrations, refuseForeign, type Store } from "./schema.ts";

export type Database = Sqlite.Database;

/**
 * Opens the history, makes it when there is no file, and brings an older one up to date.
 *
 * WAL with `synchronous=FULL`: a committed week survives a power cut. With better-sqlite3's default, NORMAL,
 * it does not.
 *
 * @param path of the file, or `:memory:`; a symbolic link is followed
 * @throws {HistoryError} when the file is another program's, newer than this program, damaged, or cannot be
 * written; it is left as it was
 */
export function openDatabase(path: string, store: Store = historyStore): Database {
  const real = realPathOf(path);
  const migrations = readMigrations(store);
  if (real !== ":memory:") prepareForFile(real);
  const database = connect(real, {});
  try {
    refuseForeign(database, real, migrations.length, store);
    setPragmas(database);
    migrate(database, migrations, store);
    checkSchema(database, real, migrations);
    return database;
  } catch (error) {
    database.close();
    throw asHistoryError(error, real);
  }
}

/**
 * Opens a history or a backup to look at it alone; nothing is made or brought up to date.
 *
 * @throws {HistoryError} when there is no such file, or it is no history that this program knows
 */
export function openToRead(path: string): Database {
  const real = realPathOf(path);
  refuseLost(real);
  if (sizeOf(real) === null) {
    throw new HistoryError("foreign", `${path} is not there, expected a history or a backup of one`);
  }
  if (sizeOf(real) === 0) {
    throw new HistoryError("foreign", `${path} is empty, expected a history or a backup of one`);
  }
  const database = connect(real, { readonly: true, fileMustExist: true });
  try {
    refuseForeign(database, real, readMigrations().length);
    database.pragma("trusted_schema = 0");
    return database;
  } catch (error) {
    database.close();
    throw asHistoryError(error, real);
  }
}

/**
 * Writes what is in the WAL into the file and empties it. A reader that is still at work keeps it from that; then
 * the next one does it.
 */
export function checkpoint(database: Database): void {
  database.pragma("wal_checkpoint(TRUNCATE)");
}

function connect(path: string, options: Sqlite.Options): Database {
  try {
    return connectTo(path, { timeout: 5_000, ...options });
  } catch (error) {
    throw asHistoryError(error, path);
  }
}

function setPragmas(database: Database): void {
  const wanted = {
    journal_mode: "wal",
    synchronous: 2,
    foreign_keys: 1,
    secure_delete: 1,
    trusted_schema: 0,
    // In KB: a history is read and written in the order of its keys, for which more is of no use.
    cache_size: -4000,
    // In pages of 4 KB: a WAL that may grow to more would fill a small disk before the history does.
    wal_autocheckpoint: 256,
  };
  for (const [name, value] of Object.entries(wanted)) {
    database.pragma(`${name} = ${value}`);
    const got = database.pragma(name, { simple: true });
    const inMemory = name === "journal_mode" && got === "memory";
    if (got !== value && !inMemory) {
      throw new HistoryError(
        "disk",
        `SQLite keeps ${name} at ${String(got)}, expected ${value}; is the disk a network share?`,
      );
    }
  }
}
