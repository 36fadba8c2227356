import { type AuditKeys, digestOf, type EntryRow, genesis, hashOf, sealedDigest } from "./audit-chain.ts";
import { type Head, type Mark, readHead } from "./audit-head.ts";
import type { Database } from "./database.ts";

export type AuditVerdict = {
  /** Rows of the chain that were looked at; attempts and outcomes are a row each. */
  readonly checked: number;
  /** The first row that is not as it was written, and what is wrong; null when there is none. */
  readonly fault: { readonly sequence: number; readonly what: string } | null;
  /** The newest row. Noted elsewhere, it shows later that nothing up to it was changed. */
  readonly head: Mark | null;
  /** From this row on a key was used; null when none was. */
  readonly keyedFrom: number | null;
  /** Rows before it were taken out when their time was over. */
  readonly first: number;
};

/**
 * Looks at every row: edited, missing, inserted or moved ones are found, an end that was cut off, and a file beside
 * the log that was changed. Other processes may write meanwhile.
 *
 * Without a key, somebody who may write both files and knows this program can make a new chain that holds.
 *
 * @param noted the newest row as it was noted elsewhere, by which an older copy of both files is found
 */
export function verifyAudit(
  database: Database,
  path: string,
  keys: AuditKeys | null,
  noted: Mark | null = null,
): AuditVerdict {
  const before = readHead(path);
  return database.transaction(() => {
    const { fault, ...walked } = walk(database, keys);
    const found =
      fault ?? headFault(database, walked, before, readHead(path)) ?? notedFault(database, walked, noted);
    const { checked, last: head, keyedFrom, first } = walked;
    return { checked, fault: found, head, keyedFrom, first };
  })();
}

type Walked = {
  readonly checked: number;
  readonly fault: AuditVerdict["fault"];
  readonly last: Mark | null;
  readonly keyedFrom: number | null;
  readonly first: number;
};

function walk(database: Database, keys: AuditKeys | null): Walked {
  const taken = takenOut(database);
  let checked = 0;
  let keyedFrom: number | null = null;
  let last: Mark = { sequence: taken.through, hash: taken.hash };
  const rows = database
    .prepare<[], EntryRow & { readonly sealed: Buffer | null }>(
      "SELECT entry.*, payload.sealed FROM entry LEFT JOIN payload ON payload.entry = sequence ORDER BY sequence",
    )
    .iterate();
  for (const row of rows) {
    checked += 1;
    if (keyedFrom === null && row.hash.startsWith("h:")) keyedFrom = row.sequence;
    const what = rowFault(row, last, taken, keyedFrom === null ? null : keys);
    if (what !== null) {
      const sequence = row.sequence > last.sequence + 1 ? last.sequence + 1 : row.sequence;
      return { checked, fault: { sequence, what }, last, keyedFrom, first: taken.through + 1 };
    }
    last = { sequence: row.sequence, hash: row.hash };
  }
  const stray = database
    .prepare<[], number>("SELECT entry FROM payload WHERE entry NOT IN (SELECT sequence FROM entry) LIMIT 1")
    .pluck()
    .get();
  const fault = stray === undefined ? null : { sequence: stray, what: "a payload belongs to no row" };
  return { checked, fault, last: checked === 0 ? null : last, keyedFrom, first: taken.through + 1 };
}

/** What rows of the chain say was taken out by right: these rows themselves are checked like any other. */
type TakenOut = {
  readonly through: number;
  readonly hash: string;
  readonly erased: ReadonlySet<number>;
  readonly payloadsThrough: number;
};

function takenOut(database: Database): TakenOut {
  const rows = database
    .prepare<[], { kind: string; facts: string }>(
      "SELECT kind, facts FROM entry WHERE kind IN ('cut', 'payloads-cut', 'erasure') ORDER BY sequence",
    )
    .all();
  let [through, hash, payloadsThrough] = [0, genesis, 0];
  const erased = new Set<number>();
  for (const { kind, facts } of rows) {
    const said = factsOf(facts) as { through?: number; hash?: string; entries?: readonly number[] };
    if (kind === "erasure") for (const entry of said.entries ?? []) erased.add(entry);
    else if (kind === "payloads-cut") payloadsThrough = Math.max(payloadsThrough, said.through ?? 0);
    else [through, hash] = [said.through ?? 0, said.hash ?? genesis];
  }
  return { through, hash, erased, payloadsThrough };
}

function rowFault(
  row: EntryRow & { readonly sealed: Buffer | null },
  last: Mark,
  taken: TakenOut,
  keys: AuditKeys | null,
): string | null {
  const { sequence, personal, salt, personal_digest: digest, sealed } = row;
  if (sequence !== last.sequence + 1) {
    return sequence > last.sequence
      ? `missing; the next row there is has number ${sequence}`
      : "stands where rows were taken out";
  }
  if (row.previous !== last.hash) return "the row before it is not the one it was written behind";
  if (keys === null && row.hash.startsWith("h:"))
    return "was written with a key; GONG_DIGEST_AUDIT_KEY is not set";
  if (row.hash !== hashOf(row, keys)) {
    return keys === null ? "was changed" : "was changed, or written with another key";
  }
  const isErased = taken.erased.has(sequence);
  if (personal === null || salt === null) {
    if (personal !== null || salt !== null || (digest !== null && !isErased))
      return "a part of it was taken out";
  } else if (digest !== digestOf(personal, salt)) return "user, arguments or reason were changed";
  const wanted = factsOf(row.facts).payload;
  if (sealed !== null) return sealedDigest(sealed) === wanted ? null : "its payload was changed";
  return wanted === undefined || isErased || sequence <= taken.payloadsThrough
    ? null
    : "its payload is missing";
}

/** The file beside the log, read before the rows and after: what it confirmed must be there, what is there announced. */
function headFault(
  database: Database,
  { last, first }: Omit<Walked, "fault">,
  before: Head,
  after: Head,
): AuditVerdict["fault"] {
  const hashAt = database.prepare<[number], string>("SELECT hash FROM entry WHERE sequence = ?").pluck();
  const lost = before.confirmed.find(
    ({ sequence, hash }) => sequence >= first && hashAt.get(sequence) !== hash,
  );
  if (lost) {
    const isThere = lost.sequence <= (last?.sequence ?? 0);
    return {
      sequence: lost.sequence,
      what: isThere
        ? "is another one than the file beside the log holds"
        : "missing: the end of the log was cut off, or a power cut took it",
    };
  }
  if (last === null) return null;
  if (!after.exists) return { sequence: last.sequence, what: "the file beside the log is missing" };
  const confirmed = Math.max(0, ...after.confirmed.map(({ sequence }) => sequence));
  const announced = new Set(after.announced.map(({ sequence, hash }) => `${sequence} ${hash}`));
  for (let sequence = confirmed + 1; sequence <= last.sequence; sequence += 1) {
    if (announced.has(`${sequence} ${hashAt.get(sequence)}`)) continue;
    return { sequence, what: "the file beside the log does not know of it" };
  }
  return null;
}

function notedFault(
  database: Database,
  { last, first }: Omit<Walked, "fault">,
  noted: Mark | null,
): AuditVerdict["fault"] {
  if (noted === null || noted.sequence < first) return null;
  const { sequence } = noted;
  const hash = database
    .prepare<[number], string>("SELECT hash FROM entry WHERE sequence = ?")
    .pluck()
    .get(sequence);
  if (hash === noted.hash) return null;
  if (hash !== undefined) return { sequence, what: "is another one than limits.db holds" };
  const since = `the log ends with ${last?.sequence ?? 0}`;
  return { sequence, what: `missing: ${since}; it was begun anew, cut off, or put back from a copy` };
}

function factsOf(facts: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(facts) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
