import type { Digest } from "../digest.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";

/** The digest that a scope was told about a week, null when none was. */
export function toldDigest(database: Database, week: Week, scope: string): Digest | null {
  const body = database
    .prepare<[Week, string], string>(
      "SELECT body FROM digests WHERE week = ? AND scope = ? ORDER BY revision DESC LIMIT 1",
    )
    .pluck()
    .get(week, scope);
  return body === undefined ? null : (JSON.parse(body) as Digest);
}

/** When a week was first told; null when it was not. */
export function toldAt(database: Database, week: Week): string | null {
  return (
    database
      .prepare<[Week], string | null>("SELECT min(created_at) FROM digests WHERE week = ?")
      .pluck()
      .get(week) ?? null
  );
}

/** What every scope was told about a week, the newest telling of each. */
export function toldDigests(database: Database, week: Week): readonly Digest[] {
  const bodies = database
    .prepare<[Week], string>(
      `SELECT body FROM digests d WHERE week = ? AND revision = (
         SELECT max(revision) FROM digests WHERE week = d.week AND scope = d.scope) ORDER BY scope`,
    )
    .pluck()
    .all(week);
  return bodies.map((body) => JSON.parse(body) as Digest);
}

/** The newest week that anybody was told about, or would have been had it not been quiet; null when none. */
export function lastTold(database: Database): Week | null {
  return database.prepare<[], Week | null>("SELECT max(week) FROM digests").pluck().get() ?? null;
}

/** Who was sent the first digest of a scope about a week, those whose mail may have arrived among them. */
export function toldRecipients(database: Database, week: Week, scope: string): readonly string[] {
  return database
    .prepare<[Week, string], string>(
      `SELECT recipient FROM sends WHERE week = ? AND scope = ? AND revision = 1
       AND state IN ('sent', 'unknown') ORDER BY id`,
    )
    .pluck()
    .all(week, scope);
}

/** When the newest message went out; null when none has. */
export function lastSent(database: Database): { readonly week: Week; readonly at: string } | null {
  return (
    database
      .prepare<[], { week: Week; at: string }>(
        "SELECT week, changed_at AS at FROM sends WHERE state = 'sent' ORDER BY changed_at DESC LIMIT 1",
      )
      .get() ?? null
  );
}
