import Sqlite from "better-sqlite3";

/** Held until it is released or its process ends, however that happens. */
export type Lock = { release(): void };

/** A handle that is collected as garbage lets go of its lock, so every one that is held stays here. */
const held = new Set<Sqlite.Database>();

/**
 * Takes a lock that one holder can have, in this process or any other, or says at once that somebody has it. It is
 * the kernel's, so there is none to clean up.
 *
 * @param file of its own, made when absent; opened by nothing else, since closing any handle would let go of the lock
 */
export function tryLock(file: string): Lock | null {
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw error;
  }
  held.add(lock);
  return {
    release() {
      held.delete(lock);
      lock.close();
    },
  };
}
