import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { syncFile, syncFolder } from "../durable-file.ts";
import { failpoint } from "../failpoint.ts";
import { addWeeks, type Week, weeksFrom } from "../week.ts";
import { connectTo } from "./addon.ts";
import { copyInto, datedName, isOurs } from "./backup.ts";
import { checkpoint, type Database, openDatabase } from "./database.ts";
import { keepErased } from "./erasure.ts";
import { asHistoryError, HistoryError } from "./error.ts";
import { takeLock } from "./lease.ts";
import { settleWeek } from "./ledger.ts";
import { realPathOf, restoringName, sizeOf, witnessName } from "./place.ts";
import { type Holding, holdingOf, verifyHistory } from "./verify.ts";
import { openWitness, toldBefore, type Witness } from "./witness.ts";

export type Restored = Holding & {
  readonly path: string;
  /** Where the history that was there is now; null when there was none. */
  readonly kept: string | null;
  /** Weeks that nobody will be mailed about, because they may have been told since the backup. */
  readonly passedOver: readonly Week[];
  /** Messages that waited when the backup was made and may have been sent since. */
  readonly unknown: number;
  /** Addresses that unsubscribed since. */
  readonly suppressed: number;
};

export type RestoreOptions = {
  /** ISO time, for the name of what was there. */
  readonly at: string;
  /** The newest week that has ended in a zone. */
  readonly newestClosed: (timeZone: string) => Week;
  /** Leaves every week due that the backup has not told, though it may have been told since. */
  readonly tell: boolean;
};

/**
 * Puts a backup in the place of the history. It is verified before anything is touched, made ready beside it, and
 * comes in its place in one step; what was there is kept under a name with the time.
 *
 * A backup does not know what was told after it was made. The witness beside the history does; where there is none,
 * what may have been told counts as told.
 *
 * @throws {HistoryError} `busy` while another process has the history open; `foreign`, `newer` or `damaged` when
 * the backup cannot be used
 */
export function restoreHistory(backup: string, history: string, options: RestoreOptions): Restored {
  const path = realPathOf(history);
  if (realPathOf(backup) === path) {
    throw new HistoryError("data", `${backup} is the history itself, expected a backup of it`);
  }
  refuseDamaged(backup);
  mkdirSync(dirname(path), { recursive: true });
  const lease = takeLock(path);
  const ready = restoringName(path);
  try {
    removeFiles(ready);
    copyInto(backup, ready);
    failpoint("restore.copied");
    const filled = makeReady(ready, path, options);
    syncFile(ready);
    failpoint("restore.ready");
    const kept = swap(ready, path, options.at);
    return { path, kept, ...filled };
  } catch (error) {
    if (sizeOf(path) !== null) removeFiles(ready);
    throw asHistoryError(error, path);
  } finally {
    lease.release();
  }
}

function refuseDamaged(backup: string): void {
  const { faults } = verifyHistory(backup);
  const [fault] = faults;
  if (fault === undefined) return;
  throw new HistoryError(
    "damaged",
    `${backup} is damaged (${fault.text}); nothing was changed. gong-digest history verify ${backup} says more; try an older backup`,
  );
}

type Filled = Holding & Pick<Restored, "passedOver" | "unknown" | "suppressed">;

/** Brings the copy up to the newest schema and settles what may have been told since. */
function makeReady(ready: string, path: string, options: RestoreOptions): Filled {
  const suppressions = presentRows<Suppressed>(path, "SELECT address, scope, at FROM suppressions");
  const days = presentRows<DayRow>(path, "SELECT day, count FROM requests_by_day");
  const database = openDatabase(ready);
  try {
    const settle = database.transaction(() => {
      const suppressed = addSuppressions(database, suppressions);
      keepRequests(database, days);
      if (options.tell) return { passedOver: [], unknown: 0, suppressed };
      if (existsSync(witnessName(path))) {
        return { passedOver: [], unknown: heedWitness(database, openWitness(path), options.at), suppressed };
      }
      return {
        passedOver: passOver(database, options),
        unknown: holdWaiting(database, options.at),
        suppressed,
      };
    });
    const settled = settle.immediate();
    keepErased(database, path, options.at);
    checkpoint(database);
    return { ...holdingOf(database, ready), ...settled };
  } finally {
    database.close();
  }
}

function passOver(database: Database, { newestClosed, at }: RestoreOptions): readonly Week[] {
  const ask = (sql: string): string | null => database.prepare<[], string | null>(sql).pluck().get() ?? null;
  const zone = ask("SELECT value FROM facts WHERE name = 'timeZone'");
  if (zone === null) return [];
  const newest = newestClosed(zone);
  const last = ask("SELECT max(week) FROM settled");
  const weeks = last === null ? [newest] : weeksFrom(addWeeks(last, 1), newest);
  for (const week of weeks) settleWeek(database, week, "passed over", at);
  return weeks;
}

/** What waited to be sent and was asked for since is what the witness says, so that no list calls it unsent. */
function heedWitness(database: Database, witness: Witness, at: string): number {
  type Waiting = { readonly id: number; readonly messageId: string; readonly asked: number };
  const waiting = database
    .prepare<[], Waiting>(
      "SELECT id, message_id AS messageId, asked FROM sends WHERE state IN ('pending', 'intent', 'data')",
    )
    .all()
    .filter(({ messageId, asked }) => witness.asked(messageId) > asked);
  const settle = database.prepare("UPDATE sends SET state = ?, reply = ?, changed_at = ? WHERE id = ?");
  for (const { id, messageId } of waiting) {
    const state = witness.isSent(messageId) ? "sent" : "unknown";
    settle.run(state, toldBefore(state), at, id);
  }
  return waiting.filter(({ messageId }) => !witness.isSent(messageId)).length;
}

/** What waited to be sent may have been: it is held, as after a mail server that did not answer. */
function holdWaiting(database: Database, at: string): number {
  return database
    .prepare(
      `UPDATE sends SET state = 'unknown', reply = 'restored from a backup; it may have been sent since', changed_at = ?
       WHERE state IN ('pending', 'intent', 'data', 'sending')`,
    )
    .run(at).changes;
}

type Suppressed = { readonly address: string; readonly scope: string; readonly at: string };

type DayRow = { readonly day: string; readonly count: number };

/** What has happened since the backup and must not be undone; a history too damaged to say it cannot be asked. */
function presentRows<Row>(path: string, sql: string): readonly Row[] {
  if ((sizeOf(path) ?? 0) === 0) return [];
  let present: Database | undefined;
  try {
    present = connectTo(path, { readonly: true, fileMustExist: true });
    return present.prepare<[], Row>(sql).all();
  } catch {
    return [];
  } finally {
    present?.close();
  }
}

/** Gong has counted the requests made since the backup, whatever this history knows of them. */
function keepRequests(database: Database, days: readonly DayRow[]): void {
  const put = database.prepare(
    `INSERT INTO requests_by_day (day, count) VALUES (?, ?)
     ON CONFLICT (day) DO UPDATE SET count = max(count, excluded.count)`,
  );
  for (const { day, count } of days) put.run(day, count);
}

/** Who unsubscribed since the backup stays so. */
function addSuppressions(database: Database, suppressions: readonly Suppressed[]): number {
  const add = database.prepare(
    "INSERT INTO suppressions (address, scope, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  return suppressions.reduce((sum, { address, scope, at }) => sum + add.run(address, scope, at).changes, 0);
}

/**
 * Takes the present file out of everybody's hands, keeps it under another name and puts the ready one in its place.
 *
 * Leaving WAL mode needs the file for oneself, empties the WAL and removes it: a process that still had the old
 * file open would remove the new one's WAL by its name when it ends.
 */
function swap(ready: string, path: string, at: string): string | null {
  if (sizeOf(path) === null && sizeOf(`${path}-wal`) === null) {
    renameSync(ready, path);
    syncFolder(dirname(path));
    return null;
  }
  const kept = freeName(join(dirname(path), datedName(path, at, "before-restore-")));
  const old = takeAlone(path);
  try {
    keep(path, kept);
    failpoint("restore.kept");
    renameSync(ready, path);
    failpoint("restore.placed");
    syncFolder(dirname(path));
  } finally {
    old?.close();
  }
  return kept;
}

/**
 * @returns null when the file is too damaged for SQLite to hold it. One that is no history by its first bytes is not
 * opened: on closing it SQLite would throw its WAL away.
 */
function takeAlone(path: string): Database | null {
  if ((sizeOf(path) ?? 0) === 0 || !isOurs(path)) return null;
  const old = connectTo(path, { timeout: 1_000 });
  try {
    old.pragma("locking_mode = EXCLUSIVE");
    old.pragma("journal_mode = DELETE");
    old.exec("BEGIN EXCLUSIVE");
    return old;
  } catch (error) {
    old.close();
    const known = asHistoryError(error, path);
    if (known instanceof HistoryError && known.kind === "busy") {
      throw new HistoryError(
        "busy",
        `${path} is open in another process (schedule, mcp or preview --watch, it may be), expected it to be free; end that one and restore again`,
        { cause: error },
      );
    }
    if (known instanceof HistoryError && ["damaged", "foreign"].includes(known.kind)) return null;
    throw error;
  }
}

/** Its WAL, where SQLite could not empty it, is kept with the file: one is nothing without the other. */
function keep(path: string, kept: string): void {
  for (const end of ["", "-wal"]) {
    if (sizeOf(`${path}${end}`) !== null) linkOrMove(`${path}${end}`, `${kept}${end}`);
  }
  syncFolder(dirname(path));
  for (const end of ["-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
}

function linkOrMove(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes(String((error as NodeJS.ErrnoException).code))) {
      throw error;
    }
    renameSync(from, to);
  }
}

function freeName(path: string): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? path : path.replace(/\.db$/, `-${count}.db`);
    if (sizeOf(name) === null) return name;
  }
}

function removeFiles(path: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${end}`, { force: true });
}
