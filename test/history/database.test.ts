import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/history/database.ts";
import { packageRoot } from "../../src/root.ts";

/** One schema version for each migration. */
const newest = readdirSync(join(packageRoot, "src", "history", "migrations")).length;

describe("openDatabase", () => {
  let path: string;
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "sub", "history.db");
  });

  it("makes the file and its folder, with the pragmas that survive a power cut", () => {
    const database = openDatabase(path);
    const pragma = (name: string) => database.pragma(name, { simple: true });

    expect([pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")]).toEqual(["wal", 2, 1]);
    expect(pragma("user_version")).toBe(newest);
    database.close();
    openDatabase(path).close();
  });

  it("keeps every table strict", () => {
    const database = openDatabase(":memory:");
    const loose = database
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .all();

    expect(loose).toEqual([]);
  });

  it("refuses another program's database and leaves it as it was", () => {
    openDatabase(path).close();
    const foreign = path.replace("history", "foreign");
    new Sqlite(foreign).exec("CREATE TABLE recipes (id)").close();
    const before = readFileSync(foreign);

    expect(() => openDatabase(foreign)).toThrow(
      /foreign\.db is a database of another program; set history\.path/,
    );
    expect(readFileSync(foreign)).toEqual(before);
  });

  it("refuses a file that is no database", () => {
    openDatabase(path).close();
    const text = path.replace("history", "notes");
    writeFileSync(text, "buy milk\n".repeat(200));

    expect(() => openDatabase(text)).toThrow(/notes\.db is no SQLite file/);
    expect(readFileSync(text, "utf8")).toContain("buy milk");
  });

  it("refuses a newer schema by its number", () => {
    const database = openDatabase(path);
    database.pragma("user_version = 99");
    database.close();

    expect(() => openDatabase(path)).toThrow(
      `has schema 99, this program knows up to ${newest}; update gong-digest`,
    );
  });

  it("names an index that has gone", () => {
    const database = openDatabase(path);
    database.exec("DROP INDEX weekly_values_by_person");
    database.close();

    expect(() => openDatabase(path)).toThrow(/lacks or has changed weekly_values_by_person/);
  });
});
