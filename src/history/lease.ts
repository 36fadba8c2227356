import { randomUUID } from "node:crypto";
import Sqlite from "better-sqlite3";
import { failpoint } from "../failpoint.ts";
import type { Database } from "./database.ts";
import { HistoryError } from "./error.ts";
import { realPathOf } from "./place.ts";

/** Held by the one process that reads weeks into the history or mails them. */
export type Lease = {
  /** Of this process; no other ever has the same. */
  readonly owner: string;
  /** One more than that of the lease before. Whoever has an older one may claim no message any more. */
  readonly epoch: number;
  release(): void;
};

/** A handle that is collected as garbage lets go of its lock, so every one that is held stays here. */
const held = new Set<Sqlite.Database>();

/**
 * Takes the history for this process, or says that another has it. The lock is the kernel's: it goes with the
 * process, however that ends, so there is none to clean up. What was claimed under earlier leases and not brought to
 * an end is then known to be nobody's.
 *
 * @param path of the history; the lock is a file beside it
 * @param at ISO time
 * @throws {HistoryError} `busy`
 */
export function takeLease(database: Database, path: string, at: string): Lease {
  const lock = lockOf(path);
  held.add(lock);
  failpoint("lease.locked");
  try {
    const owner = randomUUID();
    const epoch = nextEpoch(database, owner, at);
    failpoint("lease.taken");
    return {
      owner,
      epoch,
      release() {
        letGo(lock);
        failpoint("lease.released");
      },
    };
  } catch (error) {
    letGo(lock);
    throw error;
  }
}

/**
 * Takes the lock alone, for what needs no epoch: nothing is claimed under it.
 *
 * @param path of the file that is worked on, there or not
 * @throws {HistoryError} `busy`
 */
export function takeLock(path: string): { release(): void } {
  const lock = lockOf(path);
  held.add(lock);
  return { release: () => letGo(lock) };
}

function lockOf(path: string): Sqlite.Database {
  const lock = new Sqlite(path === ":memory:" ? path : `${realPathOf(path)}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    const isTaken = error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY");
    if (!isTaken) throw error;
    throw new HistoryError(
      "busy",
      `${path}: another gong-digest is at work on it; run again when it has ended`,
      { cause: error },
    );
  }
}

function letGo(lock: Sqlite.Database): void {
  held.delete(lock);
  lock.close();
}

function nextEpoch(database: Database, owner: string, at: string): number {
  const next = database.transaction(() => {
    database
      .prepare(
        `INSERT INTO lease (id, epoch, owner, taken_at) VALUES (1, 1, ?, ?)
         ON CONFLICT (id) DO UPDATE SET epoch = epoch + 1, owner = excluded.owner, taken_at = excluded.taken_at`,
      )
      .run(owner, at);
    return database.prepare<[], number>("SELECT epoch FROM lease").pluck().get() ?? 0;
  });
  return next.immediate();
}
