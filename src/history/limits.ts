import { dirname, join } from "node:path";
import { type Database, openDatabase } from "./database.ts";
import { realPathOf } from "./place.ts";
import type { Store } from "./schema.ts";

/** "lmts" in ASCII. */
const limitsStore: Store = { applicationId: 0x6c6d7473, migrations: "limits-migrations" };

/** Beside the history. @param history its path */
export const limitsPath = (history: string): string =>
  history === ":memory:" ? history : join(dirname(realPathOf(history)), "limits.db");

/**
 * Revocations, approvals, what personas used of their day, and the pace of requests: a file of its own beside the
 * history, so that an older history that is put back gives nobody back what was taken from them, and lets no approval
 * that was used be used again.
 *
 * @param path of the file
 * @throws {HistoryError} when it cannot be used
 */
export function openLimits(path: string): Database {
  const database = openDatabase(path, limitsStore);
  // In pages of 4 KB: what lies here is tiny, and a small disk has better use for a megabyte.
  database.pragma("wal_autocheckpoint = 64");
  return database;
}

/** Moves the revocations that an earlier version kept in the history; they count in the new place first. */
export function takeOverRevocations(history: Database, limits: Database): void {
  type Row = { readonly persona: string; readonly at: string };
  const rows = history.prepare<[], Row>("SELECT persona, at FROM persona_revocations").all();
  if (rows.length === 0) return;
  const put = limits.prepare(
    "INSERT INTO persona_revocations (persona, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const all = limits.transaction(() => {
    for (const { persona, at } of rows) put.run(persona, at);
  });
  all.immediate();
  history.prepare("DELETE FROM persona_revocations").run();
}
