import { createHash } from "node:crypto";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";

const sealName = (week: Week): string => `seal ${week}`;

/** One value in the digest: two keys, the value and its base. */
const recordBytes = 24;

/**
 * Notes the digest of what a week holds: its members and values. A flipped bit in a value leaves a file that SQLite
 * finds whole; against this note it shows. Whoever changes a week's members or values calls it in the same transaction.
 */
export function sealWeek(database: Database, week: Week): void {
  database
    .prepare(
      "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .run(sealName(week), digestOf(database, week));
}

/** Does a week still hold what was noted? Null when it was recorded before there were notes. */
export function isSealWhole(database: Database, week: Week): boolean | null {
  const noted = database
    .prepare<[string], string>("SELECT value FROM facts WHERE name = ?")
    .pluck()
    .get(sealName(week));
  return noted === undefined ? null : noted === digestOf(database, week);
}

function digestOf(database: Database, week: Week): string {
  const hash = createHash("sha256");
  const members = database
    .prepare<[Week], [number, string | null, string]>(
      "SELECT person, team, presence FROM membership WHERE week = ? ORDER BY person",
    )
    .raw()
    .iterate(week);
  for (const member of members) hash.update(`${JSON.stringify(member)}\n`);
  const values = database
    .prepare<[Week], [number, number, number, number | null]>(
      "SELECT metric, person, value, base FROM weekly_values WHERE week = ? ORDER BY metric, person",
    )
    .raw()
    .iterate(week);
  const block = Buffer.alloc(recordBytes * 1_000);
  let used = 0;
  for (const [metric, person, value, base] of values) {
    block.writeUInt32LE(metric, used);
    block.writeUInt32LE(person, used + 4);
    block.writeDoubleLE(value, used + 8);
    block.writeDoubleLE(base ?? -1, used + 16);
    used += recordBytes;
    if (used < block.length) continue;
    hash.update(block);
    used = 0;
  }
  return hash.update(block.subarray(0, used)).digest("hex");
}
