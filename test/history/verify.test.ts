import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/history/database.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readAgain, saveTeam } from "../support/made-history.ts";
import { toldHistory } from "../support/told-history.ts";

/** A history that was closed, so that all of it is in one file; `change` may spoil it before. */
function closedHistory(change: (sql: (text: string) => void) => void = () => undefined): string {
  const path = join(temporaryFolder(), "history.db");
  const database = toldHistory(path);
  database.pragma("foreign_keys = 0");
  database.pragma("ignore_check_constraints = 1");
  change((text) => void database.exec(text));
  database.close();
  return path;
}

const texts = (path: string): readonly string[] =>
  verifyHistory(path).faults.map(({ check, text }) => `${check}: ${text}`);

describe("verifyHistory", () => {
  it("finds nothing wrong with a history that is whole, and says what it holds", () => {
    const found = verifyHistory(closedHistory());

    expect(found).toMatchObject({
      weeks: 3,
      newest: "2026-W42",
      toldUntil: "2026-W41",
      sealed: 3,
      warnings: [],
    });
    expect(found.faults).toEqual([]);
  });

  it("reads while another process writes, and changes no byte", () => {
    const path = join(temporaryFolder(), "history.db");
    const database = toldHistory(path);
    database.exec("BEGIN IMMEDIATE");
    const before = readFileSync(path);

    expect(verifyHistory(path).sealed).toBe(3);

    expect(readFileSync(path)).toEqual(before);
    database.exec("ROLLBACK");
    database.close();
  });

  it("stays whole when a week is read again and restated", () => {
    const path = join(temporaryFolder(), "history.db");
    const database = toldHistory(path);
    readAgain(database, "2026-W41", { "1": 6, "2": 7 }, "2026-10-26T08:00:00.000Z");
    database.close();

    expect(texts(path).filter((text) => text.startsWith("values"))).toEqual([]);
  });

  it.each`
    what                          | sql                                                                          | fault
    ${"a value that was changed"} | ${"UPDATE weekly_values SET value = 6 WHERE week = '2026-W41'"}              | ${"values: 2026-W41 holds other values than were recorded"}
    ${"a value that has gone"}    | ${"DELETE FROM weekly_values WHERE week = '2026-W40' AND person = 2"}        | ${"values: 2026-W40 holds other values than were recorded"}
    ${"a team that was changed"}  | ${"UPDATE membership SET team = '7' WHERE week = '2026-W42' AND person = 2"} | ${"values: 2026-W42 holds other values than were recorded"}
    ${"a week without people"}    | ${"DELETE FROM membership WHERE week = '2026-W42'"}                          | ${"weeks: 2026-W42 has no people"}
    ${"a week that has gone"}     | ${"DELETE FROM weeks WHERE week = '2026-W42'"}                               | ${"references: 2 rows of membership without their weeks"}
    ${"notes that are no JSON"}   | ${"UPDATE weeks SET notes = '[' WHERE week = '2026-W42'"}                    | ${"json: 1 row of weeks whose notes is no JSON"}
    ${"an index that has gone"}   | ${"DROP INDEX weekly_values_by_person"}                                      | ${"schema: weekly_values_by_person is missing"}
    ${"a week that is none"}      | ${"INSERT INTO settled VALUES ('2026', 'told', '2026-01-01')"}               | ${'weeks: "2026" is no week'}
  `("finds $what", ({ sql, fault }) => {
    const path = closedHistory((run) => run(sql));

    expect(texts(path)).toContainEqual(expect.stringContaining(fault));
  });

  it("finds every one of the bytes of values that were flipped, one at a time", () => {
    const path = closedHistory();
    const whole = readFileSync(path);
    const pages = valuePagesOf(path);
    const missed: number[] = [];
    let tried = 0;

    for (const { start, length } of pages) {
      for (let offset = start; offset < start + length; offset += 3) {
        const flipped = Buffer.from(whole);
        flipped.writeUInt8(flipped.readUInt8(offset) ^ 0x10, offset);
        writeFileSync(path, flipped);
        tried += 1;
        if (!isRefused(path)) missed.push(offset);
      }
    }

    expect(tried).toBeGreaterThan(30);
    expect(missed).toEqual([]);
  });

  it("finds a page of zeros and a file that was cut off, and throws nothing away", () => {
    const zeroed = closedHistory();
    const file = openSync(zeroed, "r+");
    writeSync(file, Buffer.alloc(4096), 0, 4096, 4096 * 6);
    closeSync(file);
    const cut = closedHistory();
    truncateSync(cut, 4096 * 9);

    expect(isRefused(zeroed)).toBe(true);
    expect(isRefused(cut)).toBe(true);
    expect(readFileSync(cut)).toHaveLength(4096 * 9);
  });

  it("finds the WAL of another history, which SQLite takes for this one's", () => {
    const path = closedHistory();
    const otherPath = join(temporaryFolder(), "history.db");
    const other = toldHistory(otherPath);
    const ids = Array.from({ length: 60 }, (_, index) => `${index + 10}`);
    saveTeam(other, ids);
    const calls = Object.fromEntries(ids.map((id) => [id, 4]));
    for (const week of ["2026-W38", "2026-W39"]) readAgain(other, week, calls, "2026-10-26T08:00:00.000Z");
    other.pragma("wal_checkpoint(TRUNCATE)");
    readAgain(other, "2026-W37", calls, "2026-10-26T08:00:00.000Z");
    writeFileSync(`${path}-wal`, readFileSync(`${otherPath}-wal`));
    other.close();

    expect(isRefused(path)).toBe(true);
  });

  it.each`
    what                            | make                                                                     | kind
    ${"is not there"}               | ${() => undefined}                                                       | ${"foreign"}
    ${"is empty"}                   | ${(path: string) => writeFileSync(path, "")}                             | ${"foreign"}
    ${"is no SQLite file"}          | ${(path: string) => writeFileSync(path, "x".repeat(5000))}               | ${"foreign"}
    ${"is another program's"}       | ${(path: string) => new Sqlite(path).exec("CREATE TABLE t (x)").close()} | ${"foreign"}
    ${"has a schema not known yet"} | ${newer}                                                                 | ${"newer"}
  `("refuses a file that $what", ({ make, kind }) => {
    const path = join(temporaryFolder(), "history.db");
    make(path);

    expect(() => verifyHistory(path)).toThrow(expect.objectContaining({ name: "HistoryError", kind }));
  });
});

function newer(path: string): void {
  const database = openDatabase(path);
  database.pragma("user_version = 99");
  database.close();
}

function isRefused(path: string): boolean {
  try {
    return verifyHistory(path).faults.length > 0;
  } catch {
    return true;
  }
}

/** Where in the file the values of a week stand: the cells at the end of the one page of that table. */
function valuePagesOf(path: string): readonly { start: number; length: number }[] {
  const database = new Sqlite(path, { readonly: true });
  const roots = database
    .prepare<[], number>("SELECT rootpage FROM sqlite_master WHERE name = 'weekly_values'")
    .pluck()
    .all();
  database.close();
  const bytes = readFileSync(path);
  return roots.map((root) => {
    const page = (root - 1) * 4096;
    const content = bytes.readUInt16BE(page + 5);
    return { start: page + content, length: 4096 - content };
  });
}
