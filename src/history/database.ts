import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { packageRoot } from "../root.ts";
import { HistoryError } from "./error.ts";

export type Database = Sqlite.Database;

/** What tells one kind of our files from another, and from any other program's. */
export type Store = { readonly applicationId: number; readonly migrations: string };

/** "gong" in ASCII. */
const historyStore: Store = { applicationId: 0x676f6e67, migrations: "migrations" };

type Migration = { readonly version: number; readonly sql: string };

/**
 * Opens the history, makes it when there is no file, and brings an older one up to date.
 *
 * WAL with `synchronous=FULL`: a committed week survives a power cut. With better-sqlite3's default, NORMAL,
 * it does not.
 *
 * @param path of the file, or `:memory:`
 * @throws {HistoryError} when the file is another program's, newer than this program, or damaged
 */
export function openDatabase(path: string, store: Store = historyStore): Database {
  const migrations = readMigrations(store);
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  const database = connect(path);
  try {
    refuseForeign(database, path, migrations.length, store);
    setPragmas(database);
    migrate(database, migrations, store);
    checkSchema(database, path, migrations);
    return database;
  } catch (error) {
    database.close();
    throw asHistoryError(error, path);
  }
}

function connect(path: string): Database {
  try {
    return new Sqlite(path, { timeout: 5_000 });
  } catch (error) {
    throw asHistoryError(error, path);
  }
}

function refuseForeign(database: Database, path: string, newest: number, { applicationId }: Store): void {
  const id = database.pragma("application_id", { simple: true });
  const version = Number(database.pragma("user_version", { simple: true }));
  const tables = database.prepare("SELECT count(*) FROM sqlite_master").pluck().get();
  if (id !== applicationId && tables !== 0) {
    throw new HistoryError(
      "foreign",
      `${path} is a database of another program; set history.path to another file`,
    );
  }
  if (version > newest) {
    throw new HistoryError(
      "newer",
      `${path} has schema ${version}, this program knows up to ${newest}; update gong-digest`,
    );
  }
}

function setPragmas(database: Database): void {
  const wanted = {
    journal_mode: "wal",
    synchronous: 2,
    foreign_keys: 1,
    secure_delete: 1,
    trusted_schema: 0,
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

function readMigrations(store: Store): readonly Migration[] {
  const folder = join(packageRoot, "src", "history", store.migrations);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file, index) => ({ version: index + 1, sql: readFileSync(join(folder, file), "utf8") }));
}

function migrate(database: Database, migrations: readonly Migration[], { applicationId }: Store): void {
  const current = Number(database.pragma("user_version", { simple: true }));
  if (current === migrations.length) return;
  const apply = database.transaction(() => {
    for (const { version, sql } of migrations) {
      if (version > Number(database.pragma("user_version", { simple: true }))) {
        database.exec(sql);
        database.pragma(`user_version = ${version}`);
      }
    }
    database.pragma(`application_id = ${applicationId}`);
  });
  apply.immediate();
}

/** The tables and indexes must be the very ones that the migrations make. */
function checkSchema(database: Database, path: string, migrations: readonly Migration[]): void {
  const reference = new Sqlite(":memory:");
  for (const { sql } of migrations) reference.exec(sql);
  const expected = schemaOf(reference);
  reference.close();
  const got = schemaOf(database);
  const missing = [...expected.keys()].filter((name) => got.get(name) !== expected.get(name));
  if (missing.length > 0) {
    throw new HistoryError(
      "damaged",
      `${path} lacks or has changed ${missing.join(", ")}; put a backup in its place, or export it with the program that changed it`,
    );
  }
}

function schemaOf(database: Database): Map<string, string> {
  const rows = database
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    .all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}

/** Sqlite's own codes in words that say what to do; other errors pass through. */
export function asHistoryError(error: unknown, path: string): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  const cause = { cause: error };
  const { code } = error;
  if (code === "SQLITE_NOTADB") {
    return new HistoryError("foreign", `${path} is no SQLite file; set history.path to another file`, cause);
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return new HistoryError(
      "busy",
      `${path} is in use by another process; run again when it has finished`,
      cause,
    );
  }
  if (code.startsWith("SQLITE_CORRUPT")) {
    return new HistoryError(
      "damaged",
      `${path} cannot be read (${error.message}); put a backup in its place`,
      cause,
    );
  }
  return new HistoryError(
    "disk",
    `${path}: ${error.message} (${code}); check the folder, its owner and free space`,
    cause,
  );
}
