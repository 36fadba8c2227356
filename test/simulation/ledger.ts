import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { historyPath, type World } from "./world.ts";

export type SendRow = {
  readonly id: number;
  readonly week: string;
  readonly scope: string;
  readonly revision: number;
  readonly recipient: string;
  readonly messageId: string;
  readonly state: string;
  readonly reply: string | null;
};

export type WeekRow = {
  readonly week: string;
  readonly readAt: string;
  readonly hasCalls: number;
  /** Sources that it is said to lack, as JSON. */
  readonly lacking: string;
};

export type ValueRow = {
  readonly person: string;
  readonly metric: string;
  readonly source: string;
  readonly value: number;
};

/** What the history says, read past the program. */
export type Ledger = {
  readonly sends: readonly SendRow[];
  readonly settled: readonly { readonly week: string; readonly reason: string }[];
  readonly weeks: readonly WeekRow[];
  /** When anything was last noted by a run, a message or a settled week; null for nothing. */
  readonly newestNote: string | null;
  /** What SQLite says of the file, empty when all is well; asked only when wanted. */
  readonly faults: readonly string[];
  readonly timeZone: string | null;
  valuesOf(week: string): readonly ValueRow[];
  /** Who was there. */
  presentIn(week: string): readonly string[];
  /** Kind of what a scope was told; null when nothing. */
  toldKind(week: string, scope: string): string | null;
};

/** Opens the history, gives it to `read` and leaves the files as they were. Null while there is none. */
export function withLedger<Result>(
  world: World,
  { isThorough }: { readonly isThorough: boolean },
  read: (ledger: Ledger) => Result,
): Result | null {
  const path = historyPath(world);
  if (!existsSync(path)) return null;
  // Reading what a crash left would recover it; the program is to do that itself.
  const isLeft = existsSync(`${path}-wal`);
  const folder = isLeft
    ? mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "gong-digest-"))
    : null;
  const copy = folder === null ? path : join(folder, "history.db");
  if (folder !== null) {
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
  }
  const database = new Sqlite(copy, { fileMustExist: true });
  try {
    const isMade = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'lease'").get() !== undefined;
    return isMade ? read(ledgerOf(database, isThorough)) : null;
  } finally {
    database.close();
    if (folder !== null) rmSync(folder, { recursive: true });
  }
}

function ledgerOf(database: Sqlite.Database, isThorough: boolean): Ledger {
  const all = <Row>(sql: string, ...bound: unknown[]): readonly Row[] =>
    database.prepare<unknown[], Row>(sql).all(...bound);
  const newest = all<{ at: string | null }>(
    `SELECT max(at) AS at FROM (
       SELECT max(started_at) AS at FROM runs WHERE kind IN ('run', 'backfill')
       UNION ALL SELECT max(finished_at) FROM runs WHERE kind IN ('run', 'backfill')
       UNION ALL SELECT max(changed_at) FROM sends UNION ALL SELECT max(at) FROM settled)`,
  );
  return {
    sends: all(
      `SELECT id, week, scope, revision, recipient, message_id AS messageId, state, reply FROM sends ORDER BY id`,
    ),
    settled: all("SELECT week, reason FROM settled ORDER BY week"),
    weeks: all("SELECT week, read_at AS readAt, has_calls AS hasCalls, lacking FROM weeks ORDER BY week"),
    newestNote: newest[0]?.at ?? null,
    faults: isThorough ? faultsOf(database) : [],
    timeZone: all<{ value: string }>("SELECT value FROM facts WHERE name = 'timeZone'")[0]?.value ?? null,
    valuesOf: (week) =>
      all(
        `SELECT p.id AS person, m.id AS metric, m.source, v.value FROM weekly_values v
         JOIN people p ON p.key = v.person JOIN metrics m ON m.key = v.metric WHERE v.week = ?`,
        week,
      ),
    presentIn: (week) =>
      all<{ id: string }>(
        `SELECT p.id FROM membership m JOIN people p ON p.key = m.person
         WHERE m.week = ? AND m.presence = 'present'`,
        week,
      ).map(({ id }) => id),
    toldKind: (week, scope) =>
      all<{ kind: string }>(
        "SELECT coalesce(body ->> 'kind', 'normal') AS kind FROM digests WHERE week = ? AND scope = ? AND revision = 1",
        week,
        scope,
      )[0]?.kind ?? null,
  };
}

function faultsOf(database: Sqlite.Database): readonly string[] {
  const said = database.pragma("integrity_check") as { integrity_check: string }[];
  const stray = database.pragma("foreign_key_check") as unknown[];
  return [
    ...said.map((row) => row.integrity_check).filter((text) => text !== "ok"),
    ...(stray.length > 0 ? [`${stray.length} rows refer to nothing`] : []),
  ];
}
