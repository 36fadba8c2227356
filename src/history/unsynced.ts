import type { Database } from "./database.ts";

/**
 * Does something that may be lost in a power cut, and nothing else: counts that start anew every day or second. All
 * processes see it at once, and nobody waits for the disk.
 */
export function unsynced<T>(database: Database, act: () => T): T {
  database.pragma("synchronous = NORMAL");
  try {
    return act();
  } finally {
    database.pragma("synchronous = FULL");
  }
}
