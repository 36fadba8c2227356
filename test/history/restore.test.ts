import { existsSync, linkSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { backupHistory } from "../../src/history/backup.ts";
import { openDatabase } from "../../src/history/database.ts";
import { completeWeeks, dueWeeks, settleWeek } from "../../src/history/ledger.ts";
import { restoreHistory } from "../../src/history/restore.ts";
import { readMigrations } from "../../src/history/schema.ts";
import { addSuppression, suppressionsOf } from "../../src/history/suppression.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readAgain } from "../support/made-history.ts";
import { toldHistory } from "../support/told-history.ts";

const options = { at: "2026-11-16T08:00:00.000Z", newestClosed: () => "2026-W46", tell: false };

describe("restoreHistory", () => {
  let folder: string;
  let history: string;
  let backup: string;
  /** A backup of three weeks, and a history that has gone on by one since. */
  beforeEach(async () => {
    folder = temporaryFolder();
    history = join(folder, "history.db");
    backup = join(folder, "backup.db");
    const database = toldHistory(history);
    await backupHistory(history, backup, { at: options.at });
    readAgain(database, "2026-W43", { "1": 1, "2": 1 }, options.at);
    settleWeek(database, "2026-W42", "told", options.at);
    addSuppression(database, { address: "ana@example.com", scope: "", at: options.at });
    database.close();
  });
  const weeksAt = (path: string) => {
    const database = openDatabase(path);
    const weeks = completeWeeks(database);
    database.close();
    return weeks;
  };

  it("puts the backup in the history's place and keeps what was there, whole", () => {
    const { kept, weeks } = restoreHistory(backup, history, options);

    expect(weeks).toBe(3);
    expect(weeksAt(history)).toEqual(["2026-W40", "2026-W41", "2026-W42"]);
    expect(kept).toBe(join(folder, "history-before-restore-20261116T080000Z.db"));
    expect(weeksAt(kept ?? "")).toEqual(["2026-W40", "2026-W41", "2026-W42", "2026-W43"]);
    expect(readdirSync(folder).filter((name) => /restoring|-wal|-shm/.test(name))).toEqual([]);
  });

  it("without a witness counts as told what may have been told since, and mails none of it", () => {
    const { passedOver } = restoreHistory(backup, history, options);

    expect(passedOver).toEqual(["2026-W42", "2026-W43", "2026-W44", "2026-W45", "2026-W46"]);
    const database = openDatabase(history);
    expect(dueWeeks(database, "2026-W46")).toEqual([]);
    expect(dueWeeks(database, "2026-W47")).toEqual(["2026-W47"]);
    database.close();
  });

  it("leaves the witness alone and lets it decide what was told", () => {
    writeFileSync(`${history}.told`, "<one@example.com>\n");

    const { passedOver, unknown } = restoreHistory(backup, history, options);

    expect([passedOver, unknown]).toEqual([[], 0]);
    expect(readFileSync(`${history}.told`, "utf8")).toBe("<one@example.com>\n");
    const database = openDatabase(history);
    expect(dueWeeks(database, "2026-W46")[0]).toBe("2026-W42");
    database.close();
  });

  it("leaves weeks due when asked to tell them", () => {
    expect(restoreHistory(backup, history, { ...options, tell: true }).passedOver).toEqual([]);
  });

  it("holds messages that waited when the backup was made: they may have gone out since", async () => {
    expect(restoreHistory(await backupWithWaiting(), history, options).unknown).toBe(1);
  });

  it.each`
    noted                                              | state        | unknown
    ${""}                                              | ${"pending"} | ${0}
    ${"asked <m@example.com>\n"}                       | ${"unknown"} | ${1}
    ${"asked <m@example.com>\nsent <m@example.com>\n"} | ${"sent"}    | ${0}
  `(
    "calls a message that waited $state when the witness says '$noted'",
    async ({ noted, state, unknown }) => {
      const waiting = await backupWithWaiting();
      writeFileSync(`${history}.told`, noted);

      expect(restoreHistory(waiting, history, options).unknown).toBe(unknown);

      const database = openDatabase(history);
      expect(database.prepare("SELECT state FROM sends").pluck().all()).toEqual([state]);
      database.close();
    },
  );

  /** A backup in which a message waits to be sent. */
  async function backupWithWaiting(): Promise<string> {
    const database = openDatabase(history);
    database.exec(`
      INSERT INTO digests VALUES ('2026-W42', 'company', 1, '2026-10-19', '{}');
      INSERT INTO sends (week, scope, revision, recipient, message_id, envelope, message, state, changed_at)
      VALUES ('2026-W42', 'company', 1, 'a@example.com', '<m@example.com>', '{"to":["a@example.com"]}',
        CAST('Message-ID: <m@example.com>' AS BLOB), 'pending', '2026-10-19T08:00:00.000Z')`);
    database.close();
    const waiting = join(folder, "waiting.db");
    await backupHistory(history, waiting, { at: options.at });
    return waiting;
  }

  it("mails nobody who has unsubscribed since the backup", () => {
    expect(restoreHistory(backup, history, options).suppressed).toBe(1);

    const database = openDatabase(history);
    expect(suppressionsOf(database)).toMatchObject([{ address: "ana@example.com" }]);
    database.close();
  });

  it("refuses while another process has the history open, and changes nothing", () => {
    const other = openDatabase(history);
    const names = readdirSync(folder).sort();

    expect(() => restoreHistory(backup, history, options)).toThrow(
      /history\.db is open in another process .*; end that one and restore again/,
    );

    expect(
      readdirSync(folder)
        .filter((name) => !name.endsWith(".lock"))
        .sort(),
    ).toEqual(names.filter((name) => !name.endsWith(".lock")));
    expect(completeWeeks(other)).toHaveLength(4);
    other.close();
  }, 20_000);

  it.each`
    what             | spoil                                                                                                            | message
    ${"damaged"}     | ${(path: string) => new Sqlite(path).exec("UPDATE weekly_values SET value = 8 WHERE week = '2026-W40'").close()} | ${/backup\.db is damaged \(2026-W40 holds other values/}
    ${"newer"}       | ${(path: string) => new Sqlite(path).exec("PRAGMA user_version = 99").close()}                                   | ${/backup\.db has schema 99/}
    ${"no history"}  | ${(path: string) => writeFileSync(path, "a letter".repeat(900))}                                                 | ${/backup\.db is no SQLite file/}
    ${"the history"} | ${null}                                                                                                          | ${/history\.db is the history itself/}
  `("refuses a file that is $what, and leaves the history as it was", ({ spoil, message }) => {
    spoil?.(backup);
    const before = readFileSync(history);

    expect(() => restoreHistory(spoil ? backup : history, history, options)).toThrow(message);

    expect(readFileSync(history)).toEqual(before);
    expect(readdirSync(folder).filter((name) => /before|restoring/.test(name))).toEqual([]);
  });

  it("brings an older schema up", () => {
    const old = join(folder, "old.db");
    const database = new Sqlite(old);
    for (const { sql } of readMigrations().slice(0, 2)) database.exec(sql);
    database.pragma("user_version = 2");
    database.pragma(`application_id = ${0x676f6e67}`);
    database.close();

    expect(restoreHistory(old, history, options).schema).toBe(readMigrations().length);
    openDatabase(history).close();
  });

  it("keeps a damaged history with its WAL, for whoever can read it", () => {
    writeFileSync(history, "scrambled".repeat(1000));
    writeFileSync(`${history}-wal`, "what was in it");

    const { kept } = restoreHistory(backup, history, options);

    expect(readFileSync(kept ?? "", "utf8")).toContain("scrambled");
    expect(readFileSync(`${kept}-wal`, "utf8")).toBe("what was in it");
    expect(existsSync(`${history}-wal`)).toBe(false);
    expect(weeksAt(history)).toHaveLength(3);
  });

  it("works where there is no history yet", () => {
    const { kept } = restoreHistory(backup, join(folder, "new", "history.db"), options);

    expect(kept).toBeNull();
    expect(verifyHistory(join(folder, "new", "history.db")).weeks).toBe(3);
  });

  it("ended in the middle is seen by the next command, and done by the next restore", () => {
    linkSync(backup, `${join(folder, "other.db")}.restoring`);

    expect(() => openDatabase(join(folder, "other.db"))).toThrow(
      /other\.db has gone: a restore was ended before it was through/,
    );

    restoreHistory(backup, join(folder, "other.db"), options);
    expect(weeksAt(join(folder, "other.db"))).toHaveLength(3);
  });
});
