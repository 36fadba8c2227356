import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/history/database.ts";
import { saveFact } from "../../src/history/ledger.ts";
import { saveRoster } from "../../src/history/people.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { packageRoot } from "../../src/root.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readAgain } from "../support/made-history.ts";

const ana = { id: "700000000001", name: "Ana Lima", email: "ana@example.com" };
const bob = { id: "700000000002", name: "Bob Ray", email: "bob@example.com" };

/** Every place on the way of an erasure. */
const failpoints = [
  "erase.noted",
  "erase.entombed",
  "erase.files",
  "erase.audit",
  "erase.copies",
  "erase.rows",
  "erase.committed",
  "erase.forgotten",
  "erase.vacuumed",
  "erase.ended",
];

/** Each place costs two starts of the program; the default run takes those that leave the most to be done. */
const taken =
  process.env.TORTURE === "on" ? failpoints : ["erase.noted", "erase.committed", "erase.forgotten"];

function folderWithAna(): string {
  const folder = temporaryFolder();
  const path = join(folder, "history.db");
  const database = openDatabase(path);
  saveFact(database, "timeZone", "Europe/Paris");
  saveRoster(
    database,
    [ana, bob].map((person) => ({ ...person, managerId: null, active: true, createdAt: null })),
  );
  readAgain(database, "2026-W40", { [ana.id]: 5, [bob.id]: 7 }, "2026-10-05T08:00:00.000Z");
  database.close();
  writeFileSync(join(folder, "config.yaml"), "history: { path: history.db }\n");
  return folder;
}

function eraseIn(folder: string, failpoint?: string) {
  return start(folder, ["history", "erase", "--email", ana.email, "--json"], failpoint);
}

const statusOf = (folder: string) => JSON.parse(start(folder, ["status", "--json"]).stdout);

function start(folder: string, words: readonly string[], failpoint?: string) {
  const cli = join(packageRoot, "jobs", "cli.ts");
  const config = ["--config", join(folder, "config.yaml")];
  return spawnSync(process.execPath, ["--import", "tsx", cli, ...config, ...words], {
    cwd: packageRoot,
    env: { PATH: process.env.PATH, ...(failpoint ? { GONG_DIGEST_FAILPOINT: failpoint } : {}) },
    encoding: "utf8",
  });
}

const filesWithAna = (folder: string): readonly string[] =>
  readdirSync(folder).filter((file) =>
    Object.values(ana).some((text) => readFileSync(join(folder, file)).includes(text)),
  );

describe("an erasure that is killed", () => {
  it.each(taken)("at %s is carried through by the same command", { timeout: 240_000 }, (failpoint) => {
    const folder = folderWithAna();
    expect(filesWithAna(folder)).not.toEqual([]);

    expect(eraseIn(folder, failpoint).signal).toBe("SIGKILL");
    const [meanwhile, after] = [statusOf(folder), () => statusOf(folder)];
    const again = eraseIn(folder);

    expect([again.status, JSON.parse(again.stdout).state]).toEqual([0, "done"]);
    expect(filesWithAna(folder)).toEqual([]);
    expect(after().erasures).toEqual({ unfinished: 0, since: null });
    if (failpoint !== "erase.ended") {
      expect(meanwhile).toMatchObject({
        health: {
          state: "late",
          reasons: [{ kind: "erasure", command: expect.stringContaining("history erase") }],
        },
        erasures: { unfinished: 1, since: expect.stringMatching(/^20/) },
      });
    }
    expect(verifyHistory(join(folder, "history.db")).faults).toEqual([]);
  });
});
