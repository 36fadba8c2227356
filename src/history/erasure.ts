import { failpoint } from "../failpoint.ts";
import { plainAddress, type Subject } from "../mentions.ts";
import { cleanText } from "../text.ts";
import { connectTo } from "./addon.ts";
import { type Database, openDatabase } from "./database.ts";
import { eraseFrom, type Removed, returnedTo } from "./erase.ts";
import { HistoryError } from "./error.ts";
import { entomb, shareTombstones } from "./tombstone.ts";

/** Who is meant: an address in any spelling, or a Gong user id or a name that one person alone has. */
export type Wanted = { readonly email?: string; readonly person?: string };

/**
 * Everything by which a history knows somebody, with what an erasure of them that did not come to its end had noted.
 *
 * @throws {HistoryError} `data` when several people have the name
 */
export function subjectOf(database: Database, { email, person }: Wanted): Subject {
  type Row = { id: string; name: string; email: string | null };
  const rows = database.prepare<[], Row>("SELECT id, name, email FROM people").all();
  const wanted = plainAddress(email ?? person ?? "");
  const byName = rows.filter((row) => person !== undefined && sameName(row.name, person));
  const byId = rows.filter((row) => row.id === person?.trim());
  if (byId.length === 0 && byName.length > 1) {
    throw new HistoryError(
      "data",
      `--person: ${byName.length} people have this name, expected one of the Gong user ids ${byName.map(({ id }) => id).join(", ")}`,
    );
  }
  const found = new Set([...byId, ...(byId.length === 0 ? byName : [])]);
  const addresses = new Set([wanted, ...[...found].map((row) => plainAddress(row.email ?? ""))]);
  for (const row of rows) {
    const own = plainAddress(row.email ?? "");
    if (own !== null && addresses.has(own)) found.add(row);
  }
  const ids = [...found].map(({ id }) => id);
  if (person !== undefined && wanted === null && ids.length === 0) ids.push(person.trim());
  const subject = {
    ids,
    addresses: [...addresses].flatMap((address) => address ?? []),
    names: [...found]
      .map(({ name }) => name)
      .filter((name) => !ids.includes(name) && plainAddress(name) === null),
  };
  return unfinished(database)
    .filter((each) => isSame(each, subject))
    .reduce(joined, subject);
}

/** Does somebody else have one of the names? Then a text that holds it names them too, or instead. */
export function sharesName(database: Database, { ids, names }: Subject): boolean {
  const others = database.prepare<[], { id: string; name: string }>("SELECT id, name FROM people").all();
  return others.some(({ id, name }) => !ids.includes(id) && names.some((own) => sameName(own, name)));
}

/**
 * Notes an erasure before anything is taken away: who it is, until it is through, and the tombstones.
 *
 * @param path of the history
 * @returns its number, for `endErasure`
 */
export function beginErasure(database: Database, path: string, subject: Subject, at: string): number {
  const { lastInsertRowid } = database
    .prepare("INSERT INTO erasures (started_at, subject) VALUES (?, ?)")
    .run(at, JSON.stringify(subject));
  failpoint("erase.noted");
  const who = entomb(database, path, subject);
  const note = database.prepare("UPDATE erasures SET receipt = ? WHERE id = ?");
  note.run(JSON.stringify({ state: "begun", who }), lastInsertRowid);
  failpoint("erase.entombed");
  return Number(lastInsertRowid);
}

/** Forgets who it was, of this erasure and of those of the same person that did not come to their end. */
export function forgetSubject(database: Database, subject: Subject): void {
  const rows = database
    .prepare<[], { id: number; subject: string }>(
      "SELECT id, subject FROM erasures WHERE subject IS NOT NULL",
    )
    .all();
  const forget = database.prepare<[number]>("UPDATE erasures SET subject = NULL WHERE id = ?");
  const all = database.transaction(() => {
    for (const row of rows) if (isSame(JSON.parse(row.subject) as Subject, subject)) forget.run(row.id);
  });
  all.immediate();
  failpoint("erase.forgotten");
}

/** @param receipt what was taken away and what is left, without saying whose */
export function endErasure(database: Database, id: number, receipt: object, at: string | null): void {
  database
    .prepare(
      "UPDATE erasures SET receipt = json_set(?, '$.who', receipt -> '$.who'), finished_at = ? WHERE id = ?",
    )
    .run(JSON.stringify(receipt), at, id);
}

/** Of the people whose erasure was begun and is not through, how many there are and since when. */
export function unfinishedErasures(database: Database): {
  readonly people: number;
  readonly since: string | null;
} {
  type Row = {
    readonly at: string;
    readonly end: string | null;
    readonly who: string | null;
    readonly isTold: number;
  };
  const rows = database
    .prepare<[], Row>(
      `SELECT started_at AS at, finished_at AS end, receipt ->> '$.who' AS who, subject IS NOT NULL AS isTold
       FROM erasures ORDER BY id DESC`,
    )
    .all()
    .map(({ who, ...row }) => ({ ...row, who: JSON.parse(who ?? "[]") as readonly string[] }));
  // From the newest on: what a later erasure of the same person has done or left over is what counts.
  const seen = new Set<string>();
  const open = rows.filter(({ end, who, isTold }) => {
    // One that was killed before it had noted anything is told of until a later one carries it on.
    const isSettled = who.length === 0 ? isTold === 0 : who.some((hash) => seen.has(hash));
    for (const hash of who) seen.add(hash);
    return end === null && !isSettled;
  });
  return { people: open.length, since: open.at(-1)?.at ?? null };
}

/**
 * Writes the file anew without its free pages, and empties the WAL.
 *
 * @returns false while another process reads and so keeps the WAL from being emptied
 */
export function compact(database: Database): boolean {
  emptyWal(database);
  database.exec("VACUUM");
  failpoint("erase.vacuumed");
  return emptyWal(database);
}

/** The same erasure in a copy of the history that nobody has open; the copy is one file again afterwards. */
export function eraseFromCopy(path: string, history: string, subject: Subject, at: string): Removed {
  const database = openDatabase(path);
  try {
    shareTombstones(database, history);
    const removed = eraseFrom(database, subject, { at });
    compact(database);
    database.pragma("journal_mode = DELETE");
    return removed;
  } finally {
    database.close();
  }
}

/** Does a copy that is only read know them? Null when it cannot be read. */
export function isKnownIn(path: string, { ids, addresses }: Subject): boolean | null {
  let database: Database | undefined;
  try {
    database = connectTo(path, { readonly: true, fileMustExist: true });
    const people = database
      .prepare<[], { id: string; email: string | null }>("SELECT id, email FROM people")
      .all();
    return people.some(
      ({ id, email }) => ids.includes(id) || addresses.includes(plainAddress(email ?? "") ?? ""),
    );
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

/**
 * Keeps erased people out of a history that may be an older copy: what is noted beside it counts in it too.
 *
 * @param path of the history that the notes stand beside
 * @returns how many of its people were erased again
 */
export function keepErased(database: Database, path: string, at: string): number {
  if (!shareTombstones(database, path)) return 0;
  const subject = returnedTo(database);
  const count = subject.ids.length + subject.addresses.length;
  if (count === 0) return 0;
  eraseFrom(database, subject, { at });
  compact(database);
  return Math.max(1, subject.ids.length);
}

function emptyWal(database: Database): boolean {
  const [result] = database.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
  return result?.busy === 0;
}

function unfinished(database: Database): readonly Subject[] {
  return database
    .prepare<[], string>("SELECT subject FROM erasures WHERE subject IS NOT NULL")
    .pluck()
    .all()
    .map((text) => JSON.parse(text) as Subject);
}

const sameName = (one: string, other: string): boolean =>
  cleanText(one, 400).toLowerCase() === cleanText(other, 400).toLowerCase();

const isSame = (one: Subject, other: Subject): boolean =>
  one.ids.some((id) => other.ids.includes(id)) ||
  one.addresses.some((address) => other.addresses.includes(address));

const joined = (one: Subject, other: Subject): Subject => ({
  ids: [...new Set([...one.ids, ...other.ids])],
  addresses: [...new Set([...one.addresses, ...other.addresses])],
  names: [...new Set([...one.names, ...other.names])],
});
