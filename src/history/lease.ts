import Sqlite from "better-sqlite3";
import { HistoryError } from "./error.ts";

/** Held by the one process that reads weeks into the history or mails them. */
export type Lease = { release(): void };

/**
 * Takes the history for this process, or says that another has it. The lock is the kernel's: it goes with the
 * process, however that ends, so there is none to clean up.
 *
 * @param path of the history; the lock is a file beside it
 * @throws {HistoryError} `busy`
 */
export function takeLease(path: string): Lease {
  const lock = new Sqlite(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    const isTaken = error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY");
    if (!isTaken) throw error;
    throw new HistoryError(
      "busy",
      `${path}: another gong-digest is at work on it; run again when it has ended`,
      {
        cause: error,
      },
    );
  }
  return { release: () => void lock.close() };
}
