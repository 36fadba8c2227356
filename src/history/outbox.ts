import type { Digest } from "../digest.ts";
import { failpoint } from "../failpoint.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";
import { passOver, settleWeek } from "./ledger.ts";
import { erasedIn } from "./tombstone.ts";

/**
 * Where a message stands.
 *
 * - `pending`: no mail server has it, the next run sends it
 * - `intent`: a run is about to send it; nothing has left
 * - `data`: the mail server has asked for it, so it may be on its way
 * - `sent`: the mail server took it · `failed`: it refused it for good
 * - `unknown`: the process or the connection ended before the answer; never sent again by itself
 * - `expired`: a newer digest came before it could leave · `suppressed`: its recipient wants no mail
 */
export const sendStates = [
  "pending",
  "intent",
  "data",
  "sent",
  "failed",
  "unknown",
  "expired",
  "suppressed",
] as const;
export type SendState = (typeof sendStates)[number];

/** A message to one recipient, its bytes fixed before the mail server hears of it. */
export type StoredMessage = {
  readonly id: number;
  readonly week: Week;
  readonly scope: string;
  /** 1 for the digest of a week, 2 for its correction. */
  readonly revision: number;
  readonly recipient: string;
  readonly messageId: string;
  readonly from: string;
  readonly raw: Buffer;
  readonly state: SendState;
};

export type NewMessage = Omit<StoredMessage, "id" | "state" | "revision">;

/** Which telling of which week. */
export type Telling = { readonly week: Week; readonly revision: number };

/**
 * Stores what each scope is told and one message per recipient, all or nothing. A second call for the same
 * week changes nothing, so that no retry can make a second message. What is still to be sent about earlier weeks that
 * were never finished expires in the same instant: nobody gets two digests at once.
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
  const expire = database.prepare(
    `UPDATE sends SET state = 'expired', reply = 'the digest of ' || ? || ' came before it could leave', changed_at = ?
     WHERE state = 'pending' AND revision = 1 AND week < ? AND week NOT IN (SELECT week FROM settled)`,
  );
  const erased = erasedIn(database);
  const store = database.transaction(() => {
    for (const [scope, digest] of digests) {
      keepDigest.run(digest.week, scope, digest.revision, at, JSON.stringify(digest));
      if (digest.revision === 1) expire.run(digest.week, at, digest.week);
    }
    failpoint("outbox.half");
    for (const { week, scope, recipient, messageId, from, raw } of messages) {
      if (erased.has(recipient)) continue;
      const revision = digests.get(scope)?.revision ?? 1;
      const envelope = JSON.stringify({ from, to: [recipient] });
      keepMessage.run(week, scope, revision, recipient, messageId, envelope, raw, at);
    }
  });
  failpoint("outbox.ready");
  store.immediate();
  failpoint("outbox.stored");
}

/** Has the week been made into messages, whatever became of them? */
export function isStored(database: Database, week: Week): boolean {
  return database.prepare("SELECT 1 FROM sends WHERE week = ? AND revision = 1").get(week) !== undefined;
}

/** Tellings with messages that are still to be sent, oldest week first. */
export function pendingTellings(database: Database): readonly Telling[] {
  return database
    .prepare<[], Telling>(
      "SELECT DISTINCT week, revision FROM sends WHERE state = 'pending' ORDER BY week, revision",
    )
    .all();
}

/** Messages of a telling that are still to be sent, as their numbers, in the order they were stored. */
export function pendingIds(database: Database, { week, revision }: Telling): readonly number[] {
  return database
    .prepare<[Week, number], number>(
      "SELECT id FROM sends WHERE week = ? AND revision = ? AND state = 'pending' ORDER BY id",
    )
    .pluck()
    .all(week, revision);
}

/** One message with its bytes. @throws {Error} when there is none of this number */
export function readMessage(database: Database, id: number): StoredMessage {
  type Row = Omit<StoredMessage, "from"> & { envelope: string };
  const row = database
    .prepare<[number], Row>(
      `SELECT id, week, scope, revision, recipient, message_id AS messageId, envelope, message AS raw, state
       FROM sends WHERE id = ?`,
    )
    .get(id);
  if (row === undefined) throw new Error(`no message ${id} in the outbox`);
  const { envelope, ...message } = row;
  return { ...message, from: (JSON.parse(envelope) as { from: string }).from };
}

/**
 * Closes the week for mailing when no message of it is left to be sent. Weeks before it that nobody was told about
 * since the last one are passed over with it.
 */
export function settleIfFinal(database: Database, week: Week, at: string): void {
  const settle = database.transaction(() => {
    const { pending, intent, data } = countStates(database, { week, revision: 1 });
    if (pending + intent + data > 0) return;
    passOver(database, week, at);
    settleWeek(database, week, "told", at);
  });
  settle.immediate();
  failpoint("week.settled");
}

/** A message as its operator sees it. */
export type ListedMessage = Omit<StoredMessage, "from" | "raw"> & {
  /** What the mail server said, or why it was not asked. */
  readonly reply: string | null;
  readonly changedAt: string;
  /** How often a mail server has asked for it. */
  readonly asked: number;
};

const listed = `SELECT id, week, scope, revision, recipient, message_id AS messageId, state, reply,
  changed_at AS changedAt, asked FROM sends`;

/** Messages in these states, newest week first. */
export function listMessages(
  database: Database,
  states: readonly SendState[],
  most: number,
): readonly ListedMessage[] {
  return database
    .prepare<[string, number], ListedMessage>(
      `${listed} WHERE state IN (SELECT value FROM json_each(?)) ORDER BY week DESC, id LIMIT ?`,
    )
    .all(JSON.stringify(states), most);
}

/** Messages that should have been sent and are not, newest week first, for the operator. */
export function troubledMessages(database: Database): readonly ListedMessage[] {
  return listMessages(database, ["pending", "intent", "data", "failed", "unknown", "expired"], 50);
}

/**
 * Settles by an operator's word what a run could not: `sent` and `failed` are believed, `pending` is sent again by the
 * next run, byte for byte the same, unless its bytes are not kept any more.
 *
 * @returns false when the message is not in one of the states
 */
export function resolveMessage(
  database: Database,
  id: number,
  step: {
    readonly from: readonly SendState[];
    readonly to: "sent" | "failed" | "pending";
    readonly reply: string;
    readonly at: string;
  },
): boolean {
  const { changes } = database
    .prepare(
      `UPDATE sends SET state = ?, owner = NULL, reply = ?, changed_at = ?
       WHERE id = ? AND state IN (SELECT value FROM json_each(?)) AND (? <> 'pending' OR length(message) > 0)`,
    )
    .run(step.to, step.reply, step.at, id, JSON.stringify(step.from), step.to);
  return changes === 1;
}

/** How many messages stand in each state. */
export function countStates(database: Database, telling?: Telling): Readonly<Record<SendState, number>> {
  const counts = Object.fromEntries(sendStates.map((state) => [state, 0])) as Record<SendState, number>;
  const [week, revision] = [telling?.week ?? null, telling?.revision ?? null];
  const rows = database
    .prepare<(string | number | null)[], { state: SendState; count: number }>(
      `SELECT state, count(*) AS count FROM sends
       WHERE (? IS NULL OR week = ?) AND (? IS NULL OR revision = ?) GROUP BY state`,
    )
    .all(week, week, revision, revision);
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}
