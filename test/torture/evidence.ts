import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import { openSession } from "../../jobs/session/session.ts";
import { status } from "../../jobs/status/status.ts";
import { silentLog } from "../../src/log.ts";
import type { Week } from "../../src/week.ts";
import type { Accepted } from "./mail-server.ts";
import type { Finished } from "./program.ts";
import type { World } from "./world.ts";

/** A message as the outbox has it. */
export type OutboxRow = {
  readonly week: Week;
  readonly revision: number;
  readonly recipient: string;
  readonly messageId: string;
  readonly state: string;
  readonly reply: string | null;
};

/** One value as the history has it. */
export type StoredValue = {
  readonly week: Week;
  readonly person: string;
  readonly metric: string;
  readonly value: number;
};

/** What the history file says, read by SQL of its own: the program's own reading is not believed here. */
export type History = {
  readonly integrity: readonly string[];
  readonly strayKeys: number;
  readonly weeks: readonly { week: Week; hasCalls: number; lacking: string }[];
  readonly values: readonly StoredValue[];
  readonly outbox: readonly OutboxRow[];
  readonly settled: readonly Week[];
};

/** What `gong-digest status --json` says, as far as it is checked. */
export type Status = {
  readonly due: readonly Week[];
  readonly weeks: { readonly missing: readonly Week[] };
  readonly sends: Readonly<Record<string, number>>;
};

/** Everything that is known after a fault, from all sides. */
export type Evidence = {
  readonly history: History;
  readonly status: Status;
  readonly accepted: readonly Accepted[];
  readonly finished: readonly Finished[];
  /** Names of the files beside the history. */
  readonly files: readonly string[];
};

/** Reads all of it; null while there is no history at all. */
export async function gatherEvidence(world: World): Promise<Evidence | null> {
  if (!existsSync(world.historyPath)) return null;
  // First, as an operator would: it also brings back what the journal holds.
  const said = await statusOf(world);
  return {
    history: readHistory(world.historyPath),
    status: said,
    accepted: world.mail.accepted,
    finished: world.finished,
    files: readdirSync(dirname(world.historyPath)),
  };
}

async function statusOf(world: World): Promise<Status> {
  let text = "";
  const session = openSession(
    { config: join(world.folder, "config.yaml"), now: world.now },
    {
      log: silentLog,
      print: (more) => {
        text += more;
      },
    },
  );
  try {
    await status(session, { json: true });
  } finally {
    session.close();
  }
  return JSON.parse(text) as Status;
}

export function readHistory(path: string): History {
  // Not read-only: a journal that a kill left may have to be played back first.
  const database = new Sqlite(path);
  try {
    const all = <Row>(sql: string): Row[] => database.prepare<[], Row>(sql).all();
    return {
      integrity: all<{ integrity_check: string }>("PRAGMA integrity_check").map(
        ({ integrity_check }) => integrity_check,
      ),
      strayKeys: all("PRAGMA foreign_key_check").length,
      weeks: all("SELECT week, has_calls AS hasCalls, lacking FROM weeks ORDER BY week"),
      values: all(
        `SELECT v.week, p.id AS person, m.id AS metric, v.value FROM weekly_values v
         JOIN people p ON p.key = v.person JOIN metrics m ON m.key = v.metric`,
      ),
      outbox: all(
        "SELECT week, revision, recipient, message_id AS messageId, state, reply FROM sends ORDER BY id",
      ),
      settled: all<{ week: Week }>("SELECT week FROM settled ORDER BY week").map(({ week }) => week),
    };
  } finally {
    database.close();
  }
}

/**
 * What tells one state of things from another: rows in each table, states of mails, names of files, mails taken. Two
 * kills within one transaction leave the same.
 */
export function shapeOf(world: World): string {
  const folder = dirname(world.historyPath);
  const files = readdirSync(folder);
  const tables = files.filter((file) => file.endsWith(".db")).map((file) => rowsOf(join(folder, file)));
  const names = files.map((file) => file.replace(/[0-9a-f]{8,}/, "*")).toSorted();
  return JSON.stringify([names, tables, world.mail.accepted.length]);
}

function rowsOf(path: string): readonly unknown[] {
  const database = new Sqlite(path);
  try {
    const names = database
      .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    const counts = names.map((name) => [
      name,
      database.prepare(`SELECT count(*) FROM "${name}"`).pluck().get(),
    ]);
    const states = names.includes("sends")
      ? database.prepare("SELECT id, state FROM sends ORDER BY id").raw().all()
      : [];
    return [database.pragma("user_version", { simple: true }), counts, states];
  } finally {
    database.close();
  }
}
