import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onFailpoint } from "../../src/failpoint.ts";
import { backupHistory } from "../../src/history/backup.ts";
import { openDatabase } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readAgain } from "../support/made-history.ts";
import { toldHistory } from "../support/told-history.ts";

const at = "2026-11-16T08:00:00.000Z";
const later = "2026-11-23T08:00:00.000Z";

describe("backupHistory", () => {
  it("makes one verified file and says what it holds", async () => {
    const folder = temporaryFolder();
    toldHistory(join(folder, "history.db")).close();
    const target = join(folder, "copy.db");

    const made = await backupHistory(join(folder, "history.db"), target, { at });

    const bytes = readFileSync(target);
    expect(made).toMatchObject({ path: target, weeks: 3, newest: "2026-W42", bytes: bytes.length });
    expect(made.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(verifyHistory(target).sealed).toBe(3);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes("part"))).toEqual([]);
  });

  it("holds what was committed, and nothing of a week that is being written", async () => {
    const folder = temporaryFolder();
    const writer = toldHistory(join(folder, "history.db"));
    readAgain(writer, "2026-W43", { "1": 1, "2": 1 }, at);
    writer.exec("BEGIN IMMEDIATE");
    writer.exec("DELETE FROM weekly_values WHERE week = '2026-W43'");

    await backupHistory(join(folder, "history.db"), join(folder, "copy.db"), { at });

    writer.exec("ROLLBACK");
    writer.close();
    expect(verifyHistory(join(folder, "copy.db"))).toMatchObject({ weeks: 4, sealed: 4 });
  });

  it("gets a name with the time in a folder, and takes away older ones that it made, no others", async () => {
    const folder = temporaryFolder();
    const history = join(folder, "history.db");
    toldHistory(history).close();
    const backups = join(folder, "backups");
    mkdirSync(backups);
    for (const name of ["history-20260101T000000Z.db", "history-notes.db", "letter.txt"]) {
      writeFileSync(join(backups, name), "not a backup");
    }
    await backupHistory(history, backups, { at, keep: 2 });
    await backupHistory(history, backups, { at: later, keep: 2 });

    const { removed } = await backupHistory(history, `${backups}/`, {
      at: "2026-11-30T08:00:00.000Z",
      keep: 2,
    });

    expect(removed).toEqual([join(backups, "history-20261116T080000Z.db")]);
    expect(readdirSync(backups).sort()).toEqual([
      "history-20260101T000000Z.db",
      "history-20261123T080000Z.db",
      "history-20261130T080000Z.db",
      "history-notes.db",
      "letter.txt",
    ]);
  });

  it("writes over nothing: not over a file, by force over an older backup alone, never over the history", async () => {
    const folder = temporaryFolder();
    const history = join(folder, "history.db");
    toldHistory(history).close();
    const target = join(folder, "copy.db");
    writeFileSync(target, "a letter");
    const make = (path: string, force: boolean) => backupHistory(history, path, { at, force });

    await expect(make(target, false)).rejects.toThrow(
      /copy\.db is there already and stays as it is; .*--force/,
    );
    await expect(make(target, true)).rejects.toThrow(/copy\.db is no backup of gong-digest/);
    await expect(make(history, true)).rejects.toThrow(/is the history itself/);
    expect(readFileSync(target, "utf8")).toBe("a letter");

    await make(join(folder, "other.db"), false);
    await make(join(folder, "other.db"), true);
    expect(verifyHistory(join(folder, "other.db")).weeks).toBe(3);
  });

  it("refuses a damaged history, and leaves older backups alone", async () => {
    const folder = temporaryFolder();
    const history = join(folder, "history.db");
    const database = toldHistory(history);
    database.exec("UPDATE weekly_values SET value = 9 WHERE week = '2026-W41'");
    database.close();
    const backups = join(folder, "backups");
    mkdirSync(backups);

    await expect(backupHistory(history, backups, { at, keep: 1 })).rejects.toThrow(
      /history\.db is damaged \(2026-W41 holds other values than were recorded\); no backup was made/,
    );

    expect(readdirSync(backups)).toEqual([]);
  });

  it("makes no history where there is none", async () => {
    const folder = temporaryFolder();

    await expect(backupHistory(join(folder, "none.db"), join(folder, "copy.db"), { at })).rejects.toThrow(
      /none\.db is not there, expected a history/,
    );

    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["copy.written", "backup.copied", "backup.ready", "backup.placed"])(
    "ended at %s leaves no file of that name or a whole one, and the next one clears up",
    async (name) => {
      const folder = temporaryFolder();
      const history = join(folder, "history.db");
      toldHistory(history).close();
      const target = join(folder, "copy.db");
      // What a process leaves that is ended there: nothing that would have come after it happens.
      const left = await leftAt(name, folder, () => backupHistory(history, target, { at }));
      for (const [file, bytes] of left) writeFileSync(join(folder, file), bytes);
      if (left.has("copy.db")) expect(verifyHistory(target).weeks).toBe(3);

      await backupHistory(history, target, { at, force: true });

      expect(verifyHistory(target).weeks).toBe(3);
      expect(readdirSync(folder).filter((file) => file.includes("part"))).toEqual([]);
    },
  );

  it("opens as a history", async () => {
    const folder = temporaryFolder();
    toldHistory(join(folder, "history.db")).close();
    await backupHistory(join(folder, "history.db"), join(folder, "copy.db"), { at });

    const copy = openDatabase(join(folder, "copy.db"));

    expect(completeWeeks(copy)).toEqual(["2026-W40", "2026-W41", "2026-W42"]);
    copy.close();
    expect(existsSync(join(folder, "copy.db-wal"))).toBe(false);
  });
});

/** The files of the backup as they stand when the failpoint is passed, by name. */
async function leftAt(
  name: string,
  folder: string,
  job: () => Promise<unknown>,
): Promise<Map<string, Buffer>> {
  const left = new Map<string, Buffer>();
  onFailpoint((passed) => {
    if (passed !== name) return;
    for (const file of readdirSync(folder).filter((each) => /part$|^copy/.test(each))) {
      left.set(file, readFileSync(join(folder, file)));
    }
  });
  try {
    await job();
  } finally {
    onFailpoint(undefined);
  }
  expect(left.size).toBeGreaterThan(0);
  return left;
}
