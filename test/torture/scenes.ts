import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { packageFolder } from "./program.ts";
import type { World } from "./world.ts";

/** A command whose every named place is a place to be killed at. */
export type Scene = {
  readonly name: string;
  readonly args: readonly string[];
  /** Brings the world to where the command is given. */
  readonly before?: (world: World) => Promise<void>;
  /** Ends what the killed command began; the command itself when left out. */
  readonly after?: readonly (readonly string[])[];
  /** Whether it mails; what does not must have sent nothing. */
  readonly mails: boolean;
};

const run = ["run"] as const;
const resolve = ["outbox", "resolve", "--all", "--as", "sent"] as const;

export const scenes: readonly Scene[] = [
  { name: "run", args: run, mails: true },
  { name: "run --out", args: ["run", "--out", "out"], mails: true },
  { name: "backfill", args: ["backfill", "--from", "2026-W40"], mails: false },
  {
    name: "outbox resolve",
    args: resolve,
    // A connection that breaks after the mail was taken leaves one to resolve.
    before: async (world) => {
      world.mail.misbehave({ stage: "end-after", mode: "rst" });
      await world.run(run);
    },
    after: [resolve, run],
    mails: true,
  },
  {
    name: "history backup",
    args: ["history", "backup", "copy.db", "--force"],
    before: async (world) => {
      await world.run(run);
    },
    mails: true,
  },
  {
    name: "history restore",
    args: ["history", "restore", "copy.db"],
    // The copy is from before the mails: nobody may be told again.
    before: async (world) => {
      await world.run(run, { env: { GONG_DIGEST_FAILPOINT: "outbox.stored" } });
      await world.run(["history", "backup", "copy.db"]);
      await world.run(run);
    },
    after: [["history", "restore", "copy.db"], run],
    mails: true,
  },
  {
    name: "migration",
    args: ["status"],
    before: async ({ historyPath }) => oldHistory(historyPath, 3),
    after: [["status"], run],
    mails: true,
  },
];

/** An empty history as an earlier version made it. */
function oldHistory(path: string, version: number): void {
  const folder = join(packageFolder, "src", "history", "migrations");
  const database = new Sqlite(path);
  for (const file of readdirSync(folder).toSorted().slice(0, version))
    database.exec(readFileSync(join(folder, file), "utf8"));
  database.pragma(`user_version = ${version}`);
  database.pragma("application_id = 0x676f6e67");
  database.close();
}
