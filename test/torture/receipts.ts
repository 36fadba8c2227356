import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import Sqlite from "better-sqlite3";
import type { World } from "./world.ts";

/** An attempt that was allowed, as the log of calls has it; `status` is null while it has no end. */
export type Receipt = { readonly sequence: number; readonly status: string | null };

/** The newest of an action; undefined when there is none. Read by SQL of its own, as the history is. */
export function lastReceipt(world: World, action: string): Receipt | undefined {
  const path = join(dirname(world.historyPath), "audit.db");
  if (!existsSync(path)) return undefined;
  const database = new Sqlite(path, { readonly: true });
  try {
    return database
      .prepare<[string], Receipt>(
        `SELECT attempt.sequence, outcome.facts ->> 'status' AS status FROM entry attempt
         LEFT JOIN entry outcome ON outcome.attempt = attempt.sequence AND outcome.kind = 'outcome'
         WHERE attempt.kind = 'attempt' AND attempt.facts ->> 'decision' = 'allowed'
           AND attempt.facts ->> 'action' = ?
         ORDER BY attempt.sequence DESC LIMIT 1`,
      )
      .get(action);
  } finally {
    database.close();
  }
}
