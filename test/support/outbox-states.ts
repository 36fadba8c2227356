import type { Database } from "../../src/history/database.ts";
import type { SendState } from "../../src/history/outbox.ts";
import type { Week } from "../../src/week.ts";

/** Messages of a week's digest, one in each of these states, as rows and not by the way there. */
export function storeInStates(
  database: Database,
  week: Week,
  states: readonly SendState[],
  reply: string | null = null,
): void {
  database
    .prepare(
      "INSERT INTO digests (week, scope, revision, created_at, body) VALUES (?, 'company', 1, 't', '{}')",
    )
    .run(week);
  for (const [index, state] of states.entries()) {
    database
      .prepare(
        `INSERT INTO sends (week, scope, revision, recipient, message_id, envelope, message, state, reply, changed_at)
         VALUES (?, 'company', 1, ?, ?, '{}', x'00', ?, ?, '2026-11-16T06:01:00.000Z')`,
      )
      .run(week, `reader${index}@example.com`, `<${index}@example.com>`, state, reply);
  }
}
