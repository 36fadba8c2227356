import type { Budget } from "../limits/guard.ts";
import type { Database } from "./database.ts";
import { unsynced } from "./unsynced.ts";

/** @returns false when it was revoked already */
export function revokePersona(database: Database, persona: string, at: string): boolean {
  return (
    database
      .prepare("INSERT INTO persona_revocations (persona, at) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .run(persona, at).changes === 1
  );
}

/** @returns false when it was not revoked */
export function restorePersona(database: Database, persona: string): boolean {
  return database.prepare("DELETE FROM persona_revocations WHERE persona = ?").run(persona).changes === 1;
}

/** Since when a persona is revoked; null when it is not. Reads what other processes have written. */
export function revocations(database: Database): (persona: string) => string | null {
  const ask = database
    .prepare<[string], string>("SELECT at FROM persona_revocations WHERE persona = ?")
    .pluck();
  return (persona) => ask.get(persona) ?? null;
}

/** Requests that each persona with a budget has made on a day. */
export function requestsOf(database: Database, day: string): ReadonlyMap<string, number> {
  const rows = database
    .prepare<[string], { persona: string; requests: number }>(
      "SELECT persona, requests FROM persona_requests WHERE day = ?",
    )
    .all(day);
  return new Map(rows.map(({ persona, requests }) => [persona, requests]));
}

/** @param day today in UTC, `2026-11-16` */
export function personaBudget(database: Database, day: () => string): Budget {
  const add = database.prepare<[string, string, number]>(
    `INSERT INTO persona_requests (persona, day, requests) VALUES (?, ?, 1)
     ON CONFLICT (persona, day) DO UPDATE SET requests = requests + 1 WHERE requests < ?`,
  );
  const subtract = database.prepare<[string, string]>(
    "UPDATE persona_requests SET requests = requests - 1 WHERE persona = ? AND day = ? AND requests > 0",
  );
  return {
    take: (persona, limit) => unsynced(database, () => add.run(persona, day(), limit)).changes === 1,
    giveBack: (persona) => {
      unsynced(database, () => subtract.run(persona, day()));
    },
  };
}
