import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { failpoint } from "../failpoint.ts";
import { packageRoot } from "../root.ts";
import { HistoryError, mendDamage } from "./error.ts";

/** What tells one kind of our files from another, and from any other program's. */
export type Store = {
  readonly applicationId: number;
  /** The folder of its migrations. */
  readonly migrations: string;
};

/** "gong" in ASCII. */
export const historyStore: Store = { applicationId: 0x676f6e67, migrations: "migrations" };

/** One step from a schema to the next; the first makes version 1. */
export type Migration = { readonly version: number; readonly sql: string };

/** Every schema there has been, oldest first. */
export function readMigrations(store: Store = historyStore): readonly Migration[] {
  const folder = join(packageRoot, "src", "history", store.migrations);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file, index) => ({ version: index + 1, sql: readFileSync(join(folder, file), "utf8") }));
}

/** Brings the schema up to the newest, all steps or none. */
export function migrate(
  database: Sqlite.Database,
  migrations: readonly Migration[],
  { applicationId }: Store = historyStore,
): void {
  if (schemaVersion(database) === migrations.length) return;
  const apply = database.transaction(() => {
    for (const { version, sql } of migrations) {
      if (version > schemaVersion(database)) {
        database.exec(sql);
        database.pragma(`user_version = ${version}`);
        failpoint("schema.step");
      }
    }
    database.pragma(`application_id = ${applicationId}`);
  });
  failpoint("schema.old");
  apply.immediate();
  failpoint("schema.new");
}

export function schemaVersion(database: Sqlite.Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

/**
 * @throws {HistoryError} `foreign` for another program's database, `newer` for a schema that this program does
 * not know
 */
export function refuseForeign(
  database: Sqlite.Database,
  path: string,
  newest: number,
  { applicationId }: Store = historyStore,
): void {
  // At one instant: another process may be making this very file.
  const look = database.transaction(() => ({
    id: database.pragma("application_id", { simple: true }),
    version: schemaVersion(database),
    tables: database.prepare("SELECT count(*) FROM sqlite_master").pluck().get(),
  }));
  const { id, version, tables } = look.deferred();
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

/** Tables and indexes that are not the very ones that the migrations make, by name. */
export function schemaDifferences(
  database: Sqlite.Database,
  migrations: readonly Migration[],
): readonly string[] {
  const expected = schemaMadeBy(migrations);
  const got = schemaOf(database);
  return [...expected.keys()].filter((name) => got.get(name) !== expected.get(name));
}

/** @throws {HistoryError} `damaged` when the schema is not the very one that the migrations make */
export function checkSchema(database: Sqlite.Database, path: string, migrations: readonly Migration[]): void {
  const missing = schemaDifferences(database, migrations);
  if (missing.length === 0) return;
  throw new HistoryError("damaged", `${path} lacks or has changed ${missing.join(", ")}. ${mendDamage}`);
}

/** Making it takes longer than all else about opening a file, and the migrations of a process stay as they are. */
function schemaMadeBy(migrations: readonly Migration[]): ReadonlyMap<string, string> {
  const sql = migrations.map((each) => each.sql).join("\n");
  const known = made.get(sql);
  if (known !== undefined) return known;
  const reference = new Sqlite(":memory:");
  try {
    reference.exec(sql);
    const schema = schemaOf(reference);
    made.set(sql, schema);
    return schema;
  } finally {
    reference.close();
  }
}

const made = new Map<string, ReadonlyMap<string, string>>();

function schemaOf(database: Sqlite.Database): Map<string, string> {
  const rows = database
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    .all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}
