import { failpoint } from "../failpoint.ts";
import type { Database } from "./database.ts";
import { unsynced } from "./unsynced.ts";

/**
 * Requests made on a UTC day, kept across runs and shared by every process on the history: Gong's budget of
 * 10,000 a day is the whole company's, and it offers no way to ask what is left.
 *
 * Taking one is a single statement, so that no two processes ever take the same last one. It is counted before
 * it is sent: what a process took that was then killed is not given back. A power cut may take back the last ones.
 */
export function dayCount(database: Database): {
  used(day: string): number;
  take(day: string, limit: number): boolean;
} {
  const ask = database.prepare<[string], number>("SELECT count FROM requests_by_day WHERE day = ?").pluck();
  const take = database.prepare<[string, number]>(
    `INSERT INTO requests_by_day (day, count) VALUES (?, 1)
     ON CONFLICT (day) DO UPDATE SET count = count + 1 WHERE count < ?`,
  );
  return {
    used: (day) => ask.get(day) ?? 0,
    take: (day, limit) => {
      if (limit < 1) return false;
      failpoint("request.due");
      const isTaken = unsynced(database, () => take.run(day, limit)).changes === 1;
      failpoint("request.counted");
      return isTaken;
    },
  };
}
