import type { Digest } from "../digest.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";
import { settleWeek } from "./ledger.ts";
import { isSuppressed } from "./suppression.ts";

/**
 * Where a message stands. `sending` is left only by a process that died while the mail server held the
 * message: whether it went out is unknown, and it is never sent again by itself. `suppressed` is final too: its
 * recipient wanted no more mail by the moment it would have left.
 */
export type SendState = "pending" | "sending" | "sent" | "refused" | "unknown" | "suppressed";

/** A message to one recipient, its bytes fixed before the mail server hears of it. */
export type StoredMessage = {
  readonly id: number;
  readonly week: Week;
  readonly scope: string;
  readonly recipient: string;
  readonly messageId: string;
  readonly from: string;
  readonly raw: Buffer;
  readonly state: SendState;
};

export type NewMessage = Omit<StoredMessage, "id" | "state">;

/**
 * Stores what each scope is told and one message per recipient, all or nothing. A second call for the same
 * week changes nothing, so that no retry can make a second message.
 */
export function storeMessages(
  database: Database,
  digests: ReadonlyMap<string, Digest>,
  messages: readonly NewMessage[],
  at: string,
): void {
  const keepDigest = database.prepare(
    "INSERT INTO digests (week, scope, revision, created_at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const keepMessage = database.prepare(
    `INSERT INTO sends (week, scope, revision, recipient, message_id, envelope, message, state, changed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT DO NOTHING`,
  );
  const store = database.transaction(() => {
    for (const [scope, digest] of digests) {
      keepDigest.run(digest.week, scope, digest.revision, at, JSON.stringify(digest));
    }
    for (const { week, scope, recipient, messageId, from, raw } of messages) {
      const revision = digests.get(scope)?.revision ?? 1;
      const envelope = JSON.stringify({ from, to: [recipient] });
      keepMessage.run(week, scope, revision, recipient, messageId, envelope, raw, at);
    }
  });
  store.immediate();
}

/** Messages of a week, its corrections left out or they alone, in the order they were stored. */
export function messagesOf(database: Database, week: Week, revision = 1): readonly StoredMessage[] {
  type Row = Omit<StoredMessage, "from"> & { envelope: string };
  return database
    .prepare<[Week, number], Row>(
      `SELECT id, week, scope, recipient, message_id AS messageId, envelope, message AS raw, state
       FROM sends WHERE week = ? AND revision = ? ORDER BY id`,
    )
    .all(week, revision)
    .map(({ envelope, ...row }) => ({ ...row, from: (JSON.parse(envelope) as { from: string }).from }));
}

/**
 * Moves a message from one state to another, only if it is still in the first.
 *
 * @returns false when another process has moved it
 */
export function moveMessage(
  database: Database,
  id: number,
  from: SendState,
  to: SendState,
  note: { readonly reply: string | null; readonly at: string },
): boolean {
  const { changes } = database
    .prepare("UPDATE sends SET state = ?, reply = ?, changed_at = ? WHERE id = ? AND state = ?")
    .run(to, note.reply, note.at, id, from);
  return changes === 1;
}

/** What a suppressed message has in place of a mail server's reply. */
export const suppressedReply = "on the suppression list";

/**
 * Takes a pending message for sending, or sets it aside because its recipient is on the suppression list; one
 * transaction, so that nobody who was put there before its first byte leaves is mailed.
 *
 * @returns what it is now; `taken` when it was pending no more
 */
export function claimMessage(
  database: Database,
  { id, recipient, scope }: Pick<StoredMessage, "id" | "recipient" | "scope">,
  at: string,
): "sending" | "suppressed" | "taken" {
  const claim = database.transaction(() => {
    const to = isSuppressed(database, recipient, scope) ? "suppressed" : "sending";
    const reply = to === "suppressed" ? suppressedReply : null;
    return moveMessage(database, id, "pending", to, { reply, at }) ? to : "taken";
  });
  return claim.immediate();
}

/** Closes the week for mailing when no message of it is left to be sent. */
export function settleIfFinal(database: Database, week: Week, at: string): void {
  const { pending, sending } = countStates(database, week, 1);
  if (pending + sending === 0) settleWeek(database, week, "told", at);
}

/** Messages that should have been sent and are not, newest week first, for the operator. */
export function troubledMessages(
  database: Database,
): readonly { week: Week; recipient: string; state: SendState; reply: string | null; changedAt: string }[] {
  return database
    .prepare<
      [],
      { week: Week; recipient: string; state: SendState; reply: string | null; changedAt: string }
    >(
      `SELECT week, recipient, state, reply, changed_at AS changedAt FROM sends
       WHERE state NOT IN ('sent', 'suppressed') ORDER BY week DESC, id LIMIT 50`,
    )
    .all();
}

/** How many messages stand in each state. */
export function countStates(
  database: Database,
  week?: Week,
  revision?: number,
): Readonly<Record<SendState, number>> {
  const counts: Record<SendState, number> = {
    pending: 0,
    sending: 0,
    sent: 0,
    refused: 0,
    unknown: 0,
    suppressed: 0,
  };
  const rows = database
    .prepare<(string | number | null)[], { state: SendState; count: number }>(
      `SELECT state, count(*) AS count FROM sends
       WHERE (? IS NULL OR week = ?) AND (? IS NULL OR revision = ?) GROUP BY state`,
    )
    .all(week ?? null, week ?? null, revision ?? null, revision ?? null);
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

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

/** Weeks with a correction that is still to be sent, oldest first. */
export function uncorrectedWeeks(database: Database): readonly Week[] {
  return database
    .prepare<[], Week>(
      `SELECT DISTINCT week FROM sends WHERE revision > 1 AND state IN ('pending', 'sending') ORDER BY week`,
    )
    .pluck()
    .all();
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
