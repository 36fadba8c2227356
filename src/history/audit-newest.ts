import type { Mark } from "./audit-head.ts";
import type { Database } from "./database.ts";
import { asHistoryError, HistoryError } from "./error.ts";

/** The newest row of a log of calls; null when it has none. */
export function newestOf(audit: Database): Mark | null {
  return (
    audit.prepare<[], Mark>("SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1").get() ?? null
  );
}

/**
 * Notes it away from the log and the file beside it, so that both being gone, or older copies of both, show. A newer
 * note stays: it may be all that tells of what is missing.
 */
export function noteNewest(limits: Database, newest: Mark | null): void {
  if (newest === null) return;
  try {
    limits
      .prepare(
        `INSERT INTO audit_newest (id, sequence, hash) VALUES (1, @sequence, @hash)
         ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
         WHERE excluded.sequence > sequence`,
      )
      .run(newest);
  } catch (error) {
    // On a full or failing disk the older note goes on holding, and what is under way says itself what is wrong.
    if (asHistoryError(error, limits.name) instanceof HistoryError) return;
    throw error;
  }
}

/** What was noted last; null when nothing was. */
export function notedNewest(limits: Database): Mark | null {
  return limits.prepare<[], Mark>("SELECT sequence, hash FROM audit_newest").get() ?? null;
}
