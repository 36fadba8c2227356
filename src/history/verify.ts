import { counted } from "../text.ts";
import type { Week } from "../week.ts";
import { type Database, openToRead } from "./database.ts";
import { asHistoryError } from "./error.ts";
import { largeWalBytes, realPathOf, sizeOf, walText } from "./place.ts";
import { readMigrations, schemaDifferences, schemaVersion } from "./schema.ts";
import { isSealWhole } from "./seal.ts";

/** One thing that is not as it must be. `check` is its kind, `text` says where. */
export type Fault = { readonly check: Check; readonly text: string };

export type Check = "pages" | "references" | "schema" | "json" | "weeks" | "values" | "outbox";

/** What a history or a backup holds. */
export type Holding = {
  readonly weeks: number;
  readonly newest: Week | null;
  /** The newest week that nobody will be mailed about any more. */
  readonly toldUntil: Week | null;
  readonly schema: number;
  readonly bytes: number;
};

export type Verified = Holding & {
  readonly path: string;
  readonly walBytes: number;
  /** Weeks whose values were compared with the digest noted when they were recorded. */
  readonly sealed: number;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
};

/** Faults of one kind that are listed; more would say no more. */
const mostListed = 20;

/**
 * Reads the whole of a history or a backup and says what is wrong with it. Changes nothing; others may go on writing.
 *
 * @throws {HistoryError} `foreign` or `newer` when the file is no history that this program knows, `disk` or
 * `busy` when it cannot be read at all
 */
export function verifyHistory(path: string): Verified {
  const database = openToRead(path);
  try {
    database.exec("BEGIN");
    const faults = faultsOf(database, path);
    const walBytes = sizeOf(`${realPathOf(path)}-wal`) ?? 0;
    return {
      path,
      ...holdingOf(database, path),
      walBytes,
      sealed: tried(() => sealsOf(database).sealed, 0),
      faults,
      warnings: walBytes > largeWalBytes ? [walText(path, walBytes)] : [],
    };
  } catch (error) {
    throw asHistoryError(error, path);
  } finally {
    database.close();
  }
}

/** What a history holds, in its own words; nothing of a part that cannot be read. */
export function holdingOf(database: Database, path: string): Holding {
  const ask = <T>(sql: string, fallback: T): T =>
    tried(() => database.prepare(sql).pluck().get() as T, fallback);
  return {
    weeks: ask("SELECT count(*) FROM weeks", 0),
    newest: ask<Week | null>("SELECT max(week) FROM weeks", null),
    toldUntil: ask<Week | null>("SELECT max(week) FROM settled", null),
    schema: schemaVersion(database),
    bytes: sizeOf(realPathOf(path)) ?? 0,
  };
}

function faultsOf(database: Database, path: string): readonly Fault[] {
  const checks: readonly (readonly [Check, () => readonly string[]])[] = [
    ["pages", () => pageFaults(database)],
    ["schema", () => schemaFaults(database)],
    ["references", () => referenceFaults(database)],
    ["json", () => jsonFaults(database)],
    ["weeks", () => weekFaults(database)],
    ["values", () => sealsOf(database).broken.map((week) => `${week} holds other values than were recorded`)],
    ["outbox", () => outboxFaults(database)],
  ];
  return checks.flatMap(([check, find]) => {
    const found = tried(find, null);
    if (found === null) return [{ check, text: `${path} cannot be read far enough to check its ${check}` }];
    const more = found.length - mostListed;
    return [...found.slice(0, mostListed), ...(more > 0 ? [`and ${more} more`] : [])].map((text) => ({
      check,
      text,
    }));
  });
}

/** What a damaged page lets nobody read is damage found, and no reason to look at nothing else. */
function tried<T>(find: () => T, damaged: T): T {
  try {
    return find();
  } catch (error) {
    const isDamage =
      error instanceof Error && "code" in error && /^SQLITE_(CORRUPT|ERROR)/.test(String(error.code));
    if (isDamage || error instanceof SyntaxError) return damaged;
    throw error;
  }
}

function pageFaults(database: Database): readonly string[] {
  const found = database.pragma(`integrity_check(${mostListed})`) as { integrity_check: string }[];
  return found.map((row) => row.integrity_check).filter((text) => text !== "ok");
}

/** An older schema is as good as the newest: restore and every other command bring it up to date. */
function schemaFaults(database: Database): readonly string[] {
  const known = readMigrations().slice(0, schemaVersion(database));
  return schemaDifferences(database, known).map(
    (name) => `${name} is missing or is not as schema ${known.length} has it`,
  );
}

function referenceFaults(database: Database): readonly string[] {
  const found = database.pragma("foreign_key_check") as { table: string; parent: string }[];
  const counts = new Map<string, number>();
  for (const { table, parent } of found) {
    const pair = `${table} without their ${parent}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts].map(([pair, count]) => `${counted(count, "row")} of ${pair}`);
}

/** Every column that the schema says holds JSON. */
function jsonFaults(database: Database): readonly string[] {
  const tables = database
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    .all();
  return tables.flatMap(({ name, sql }) =>
    [...sql.matchAll(/CHECK \(json_valid\((\w+)\)\)/g)].flatMap(([, column]) => {
      const count = database
        .prepare<[], number>(`SELECT count(*) FROM ${name} WHERE NOT json_valid(${column})`)
        .pluck()
        .get();
      return count ? [`${counted(count, "row")} of ${name} whose ${column} is no JSON`] : [];
    }),
  );
}

function weekFaults(database: Database): readonly string[] {
  const find = (sql: string) => database.prepare<[], Week>(sql).pluck().all();
  const empty = find(
    "SELECT week FROM weeks w WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.week = w.week) ORDER BY week",
  );
  const misnamed = find(
    `SELECT week FROM weeks WHERE week NOT GLOB '[0-9][0-9][0-9][0-9]-W[0-5][0-9]'
     UNION SELECT week FROM settled WHERE week NOT GLOB '[0-9][0-9][0-9][0-9]-W[0-5][0-9]'`,
  );
  return [
    ...empty.map((week) => `${week} has no people`),
    ...misnamed.map((week) => `${JSON.stringify(week)} is no week`),
  ];
}

function sealsOf(database: Database): { readonly sealed: number; readonly broken: readonly Week[] } {
  const weeks = database.prepare<[], Week>("SELECT week FROM weeks ORDER BY week").pluck().all();
  const seals = weeks.map((week) => [week, isSealWhole(database, week)] as const);
  return {
    sealed: seals.filter(([, isWhole]) => isWhole !== null).length,
    broken: seals.filter(([, isWhole]) => isWhole === false).map(([week]) => week),
  };
}

/** A stored message must be the one that its row speaks of; of one that was erased nothing is left to compare. */
function outboxFaults(database: Database): readonly string[] {
  const rows = database
    .prepare<[], { id: number; week: Week; fault: string }>(
      `SELECT id, week, CASE
         WHEN length(message) > 0 AND instr(message, CAST(message_id AS BLOB)) = 0 THEN 'has not its Message-ID in it'
         WHEN instr(lower(envelope), lower(recipient)) = 0 THEN 'goes to somebody else than its recipient'
         WHEN julianday(changed_at) IS NULL THEN 'has no time of its last change'
       END AS fault FROM sends WHERE fault IS NOT NULL ORDER BY id`,
    )
    .all();
  return rows.map(({ id, week, fault }) => `message ${id} of ${week} ${fault}`);
}
