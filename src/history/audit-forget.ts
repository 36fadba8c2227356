import { failpoint } from "../failpoint.ts";
import { type Audit, appender } from "./audit.ts";
import type { AuditKeys } from "./audit-chain.ts";

/** What may name somebody in a row of the log. */
export type PersonalPart = {
  readonly user: string;
  readonly arguments: unknown;
  readonly reason: string | null;
};

type Forgetting = { readonly keys: AuditKeys | null; readonly now: () => Date };

/**
 * Takes user, arguments, reason and payloads out of every attempt that `isAbout` the person. The rows stay, and the
 * chain holds: a row of its own says which were emptied.
 *
 * Payloads are encrypted and are not looked into; where payloads are kept, those of all attempts up to now go.
 *
 * @returns how many attempts were emptied
 */
export function eraseFromAudit(
  { database, path }: Audit,
  isAbout: (part: PersonalPart) => boolean,
  { keys, now }: Forgetting,
): number {
  const stored = database
    .prepare<[], { sequence: number; personal: string }>(
      "SELECT sequence, personal FROM entry WHERE personal IS NOT NULL",
    )
    .all();
  const entries = stored
    .filter(({ personal }) => isAbout(JSON.parse(personal) as PersonalPart))
    .map(({ sequence }) => sequence);
  const payloads = newestPayload(database);
  if (payloads > 0) cutPayloads({ database, path }, payloads, { keys, now });
  if (entries.length > 0) {
    const empty = database.prepare<[number]>(
      "UPDATE entry SET personal = NULL, salt = NULL WHERE sequence = ?",
    );
    appender(
      database,
      path,
      keys,
      now,
    )({ kind: "erasure", facts: { entries } }, true, () => {
      for (const sequence of entries) empty.run(sequence);
      failpoint("audit.emptied");
    });
  }
  database.pragma("wal_checkpoint(TRUNCATE)");
  return entries.length;
}

/**
 * Takes out attempts older than `days` and payloads older than `payloadDays`. A row of the chain holds the hash of the
 * last one taken out, so the rest can still be verified.
 */
export function keepWithin(
  { database, path }: Pick<Audit, "database" | "path">,
  { days, payloadDays }: { readonly days: number; readonly payloadDays: number },
  { keys, now }: Forgetting,
): void {
  const before = (count: number): string => new Date(now().getTime() - count * dayMs).toISOString();
  const oldest = database
    .prepare<[], string>("SELECT time FROM entry ORDER BY sequence LIMIT 1")
    .pluck()
    .get();
  if (oldest === undefined || oldest >= before(Math.min(days, payloadDays))) return;
  // Up to the row before the first one that is to stay: a clock that was set back must leave no hole.
  const newestBefore = database.prepare<[string], { sequence: number; hash: string }>(
    `SELECT sequence, hash FROM entry
     WHERE sequence < (SELECT coalesce(min(sequence), 9e15) FROM entry WHERE time >= ?)
     ORDER BY sequence DESC LIMIT 1`,
  );
  const payloads = newestBefore.get(before(payloadDays))?.sequence ?? 0;
  const hasOld = database.prepare<[number], number>("SELECT 1 FROM payload WHERE entry <= ? LIMIT 1").pluck();
  if (hasOld.get(payloads) !== undefined) cutPayloads({ database, path }, payloads, { keys, now });
  const last = newestBefore.get(before(days));
  if (!last) return;
  appender(
    database,
    path,
    keys,
    now,
  )({ kind: "cut", facts: { through: last.sequence, hash: last.hash } }, true, () => {
    database.prepare<[number]>("DELETE FROM payload WHERE entry <= ?").run(last.sequence);
    database.prepare<[number]>("DELETE FROM entry WHERE sequence <= ?").run(last.sequence);
    failpoint("audit.cut");
  });
}

const dayMs = 86_400_000;

function newestPayload(database: Audit["database"]): number {
  return database.prepare<[], number | null>("SELECT max(entry) FROM payload").pluck().get() ?? 0;
}

function cutPayloads(
  { database, path }: Pick<Audit, "database" | "path">,
  through: number,
  { keys, now }: Forgetting,
): void {
  appender(
    database,
    path,
    keys,
    now,
  )({ kind: "payloads-cut", facts: { through } }, true, () => {
    database.prepare<[number]>("DELETE FROM payload WHERE entry <= ?").run(through);
    failpoint("audit.payloads-cut");
  });
}
