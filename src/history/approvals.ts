import { failpoint } from "../failpoint.ts";
import { type Approvals, approvalMs, type Wish } from "../limits/approval.ts";
import type { Database } from "./database.ts";

export type ApprovalState = "asked" | "approved" | "claimed" | "done" | "refused" | "unknown" | "expired";

/** A call that somebody wished to make, and what became of it. */
export type Approval = {
  readonly id: string;
  readonly hash: string;
  readonly action: string;
  readonly persona: string | null;
  readonly baseUrl: string;
  readonly why: string;
  /** Null once nobody may approve or make the call any more. */
  readonly arguments: string | null;
  readonly state: ApprovalState;
  readonly askedAt: string;
  readonly until: string;
  readonly by: string | null;
  readonly changedAt: string;
};

export type ApprovalOptions = {
  /** The machine's clock. */
  readonly now: () => Date;
  /** A name that was not there before. */
  readonly newId: () => string;
};

const columns =
  "id, hash, action, persona, base_url AS baseUrl, why, arguments, state, asked_at AS askedAt, until, by, changed_at AS changedAt";

/** How many calls of one persona may wait for an approval; more push the oldest out. */
const mostAsked = 20;

/** Approvals that all processes share. Each step is one transaction, on disk when it returns. */
export function approvalsOf(database: Database, { now, newId }: ApprovalOptions): Approvals {
  const take = database
    .prepare<[string, string, string], string>(
      `UPDATE approvals SET state = 'claimed', arguments = NULL, changed_at = ?
       WHERE id = (SELECT id FROM approvals WHERE hash = ? AND state = 'approved' AND until > ? ORDER BY until LIMIT 1)
         AND state = 'approved'
       RETURNING id`,
    )
    .pluck();
  const finish = database.prepare<[string, string, string]>(
    "UPDATE approvals SET state = ?, changed_at = ? WHERE id = ? AND state = 'claimed'",
  );
  return {
    claim(wish) {
      const at = now();
      return database
        .transaction((): ReturnType<Approvals["claim"]> => {
          expireApprovals(database, at);
          const id = take.get(at.toISOString(), wish.hash, at.toISOString());
          if (id === undefined) return asked(database, wish, at, newId);
          return {
            state: "claimed",
            id,
            end(outcome) {
              finish.run(outcome, now().toISOString(), id);
            },
          };
        })
        .immediate();
    },
  };
}

/** The one that waits already, else a new one. */
function asked(database: Database, wish: Wish, at: Date, newId: () => string) {
  const lost =
    database
      .prepare<[string], string>(
        `SELECT changed_at FROM approvals WHERE hash = ? AND state IN ('claimed', 'unknown')
         ORDER BY changed_at DESC LIMIT 1`,
      )
      .pluck()
      .get(wish.hash) ?? null;
  const waiting = database
    .prepare<[string], { id: string; until: string }>(
      "SELECT id, until FROM approvals WHERE hash = ? AND state = 'asked'",
    )
    .get(wish.hash);
  if (waiting) return { state: "asked" as const, ...waiting, lost };
  const { hash, action, persona, baseUrl, why, arguments: text } = wish;
  const own = { id: newId(), until: new Date(at.getTime() + approvalMs).toISOString() };
  database
    .prepare(
      `UPDATE approvals SET state = 'expired', arguments = NULL, changed_at = @at WHERE id IN (
         SELECT id FROM approvals WHERE state = 'asked' AND persona IS @persona ORDER BY asked_at DESC LIMIT -1 OFFSET @most)`,
    )
    .run({ at: at.toISOString(), persona, most: mostAsked - 1 });
  database
    .prepare(
      `INSERT INTO approvals (id, hash, action, persona, base_url, why, arguments, state, asked_at, until, changed_at)
       VALUES (@id, @hash, @action, @persona, @baseUrl, @why, @text, 'asked', @at, @until, @at)`,
    )
    .run({ ...own, hash, action, persona, baseUrl, why, text, at: at.toISOString() });
  failpoint("approval.asked");
  return { state: "asked" as const, ...own, lost };
}

/** Lets go of what waited or held too long. Their arguments may name people, and nobody needs them any more. */
export function expireApprovals(database: Database, at: Date): void {
  database
    .prepare(
      `UPDATE approvals SET state = 'expired', arguments = NULL, changed_at = @at
       WHERE state IN ('asked', 'approved') AND until <= @at`,
    )
    .run({ at: at.toISOString() });
}

/**
 * Lets go of those whose arguments name somebody: nobody may approve or make such a call any more, but may ask anew.
 *
 * @returns how many
 */
export function forgetApprovals(database: Database, isAbout: (text: string) => boolean, at: Date): number {
  const rows = database
    .prepare<[], { id: string; arguments: string }>(
      "SELECT id, arguments FROM approvals WHERE arguments IS NOT NULL",
    )
    .all();
  const forget = database.prepare<[string, string]>(
    "UPDATE approvals SET state = 'expired', arguments = NULL, changed_at = ? WHERE id = ?",
  );
  const about = rows.filter((row) => isAbout(row.arguments));
  const all = database.transaction(() => {
    for (const { id } of about) forget.run(at.toISOString(), id);
  });
  all.immediate();
  database.pragma("wal_checkpoint(TRUNCATE)");
  return about.length;
}

/** Those that wait or hold, oldest first; all of the last, newest first, when `all`. */
export function listApprovals(database: Database, at: Date, all: boolean): readonly Approval[] {
  expireApprovals(database, at);
  const wanted = all
    ? "1 ORDER BY asked_at DESC LIMIT 200"
    : "state IN ('asked', 'approved') ORDER BY asked_at";
  return database.prepare<[], Approval>(`SELECT ${columns} FROM approvals WHERE ${wanted}`).all();
}

export function findApproval(database: Database, id: string, at: Date): Approval | null {
  expireApprovals(database, at);
  return (
    database
      .prepare<[string], Approval>(`SELECT ${columns} FROM approvals WHERE id = ?`)
      .get(id.toUpperCase()) ?? null
  );
}

/**
 * Approves what was asked for, until ten minutes from when it was approved.
 *
 * @param approvedAt when the owner did it
 * @returns false when nobody asks for exactly this any more
 */
export function approve(
  database: Database,
  { id, hash }: Pick<Approval, "id" | "hash">,
  {
    by,
    approvedAt,
    now,
  }: { readonly by: "terminal" | "signed"; readonly approvedAt: Date; readonly now: Date },
): boolean {
  failpoint("approval.giving");
  const { changes } = database
    .prepare(
      `UPDATE approvals SET state = 'approved', by = @by, until = @until, changed_at = @at
       WHERE id = @id AND hash = @hash AND state = 'asked' AND until > @at AND @until > @at`,
    )
    .run({
      id,
      hash,
      by,
      at: now.toISOString(),
      until: new Date(approvedAt.getTime() + approvalMs).toISOString(),
    });
  failpoint("approval.given");
  return changes === 1;
}
