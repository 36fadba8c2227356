import { randomUUID } from "node:crypto";
import { failpoint } from "../failpoint.ts";
import type { Database } from "./database.ts";
import { HistoryError } from "./error.ts";
import { type Lock, tryLock } from "./lock.ts";
import { realPathOf } from "./place.ts";

/** Held by the one process that reads weeks into the history or mails them. */
export type Lease = {
  /** Of this process; no other ever has the same. */
  readonly owner: string;
  /** One more than that of the lease before. Whoever has an older one may claim no message any more. */
  readonly epoch: number;
  release(): void;
};

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
  failpoint("lease.locked");
  try {
    const owner = randomUUID();
    const epoch = nextEpoch(database, owner, at);
    failpoint("lease.taken");
    return {
      owner,
      epoch,
      release() {
        lock.release();
        failpoint("lease.released");
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Takes the lock alone, for what needs no epoch: nothing is claimed under it.
 *
 * @param path of the file that is worked on, there or not
 * @throws {HistoryError} `busy`
 */
export function takeLock(path: string): Lock {
  return lockOf(path);
}

function lockOf(path: string): Lock {
  const lock = tryLock(path === ":memory:" ? path : `${realPathOf(path)}.lock`);
  if (lock) return lock;
  throw new HistoryError(
    "busy",
    `${path}: another gong-digest is at work on it; run again when it has ended`,
  );
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
