import { failpoint } from "../failpoint.ts";
import type { Database } from "./database.ts";
import type { Lease } from "./lease.ts";
import type { StoredMessage } from "./outbox.ts";
import { isSuppressed } from "./suppression.ts";
import { toldBefore, type Witness } from "./witness.ts";

/** What may become of a message that a mail server was asked to take. */
export type Outcome = "pending" | "sent" | "failed" | "unknown";

type Claimed = Pick<StoredMessage, "id" | "recipient" | "scope" | "messageId">;

/**
 * Every step of a message is a compare-and-set on its state, its owner and the epoch of the owner's lease, in a
 * transaction of its own. Two processes that both believe to be alone cannot both take it, with or without the lock.
 *
 * A message goes from `pending` to `intent` before anything is said to the mail server, to `data` in the instant the
 * server asks for it and before a byte of it leaves, and from there to its outcome. Whoever finds `intent` under an
 * ended lease knows that nothing was sent; whoever finds `data` knows nothing.
 */
export type Claims = {
  /**
   * Takes a pending message for sending. Its recipient may want no mail by now, or a history that was put back may not
   * know that it was told.
   */
  claim(message: Claimed, at: string): "intent" | "suppressed" | "told" | "taken";
  /** The mail server asks for the message. Anything but `data`: not a byte may leave. */
  markData(message: Claimed, at: string): "data" | "suppressed" | "taken";
  /** @returns false when the message is another's by now */
  settle(message: Claimed, to: Outcome, note: { readonly reply: string; readonly at: string }): boolean;
  /**
   * Brings to an end what processes left that are no more.
   *
   * @param unknownTo `pending` to send it again, at the risk of two copies
   */
  recover(
    unknownTo: "unknown" | "pending",
    at: string,
  ): { readonly unsent: number; readonly unknown: number };
};

/** What a suppressed message has in place of a mail server's reply. */
const suppressedReply = "on the suppression list";

export function claimsOf(database: Database, { owner, epoch }: Lease, witness: Witness | null): Claims {
  const claimed = database.prepare(
    `UPDATE sends SET state = 'intent', owner = ?, epoch = ?, reply = NULL, changed_at = ?
     WHERE id = ? AND state = 'pending' AND ? = (SELECT epoch FROM lease)`,
  );
  const asked = database.prepare(
    `UPDATE sends SET state = 'data', asked = asked + 1, changed_at = ?
     WHERE id = ? AND state = 'intent' AND owner = ? AND epoch = ?`,
  );
  const aside = database.prepare(
    "UPDATE sends SET state = ?, reply = ?, changed_at = ? WHERE id = ? AND state = ? AND epoch <= ?",
  );
  // What recovery by a later lease took for unknown may still be settled by whom it belongs to.
  const settled = database.prepare(
    `UPDATE sends SET state = ?, reply = ?, changed_at = ?
     WHERE id = ? AND owner = ? AND epoch = ? AND state IN ('intent', 'data', 'unknown')`,
  );
  const askedBefore = database.prepare<[number], number>("SELECT asked FROM sends WHERE id = ?").pluck();
  const immediate = <Result>(step: () => Result): Result => database.transaction(step).immediate();

  return {
    claim: ({ id, recipient, scope, messageId }, at) => {
      const state = immediate(() => {
        if (isSuppressed(database, recipient, scope)) {
          return aside.run("suppressed", suppressedReply, at, id, "pending", epoch).changes === 1
            ? "suppressed"
            : "taken";
        }
        if (witness !== null && witness.asked(messageId) > (askedBefore.get(id) ?? 0)) {
          const told = witness.isSent(messageId) ? "sent" : "unknown";
          return aside.run(told, toldBefore(told), at, id, "pending", epoch).changes === 1 ? "told" : "taken";
        }
        return claimed.run(owner, epoch, at, id, epoch).changes === 1 ? "intent" : "taken";
      });
      failpoint("message.claimed");
      return state;
    },
    markData: ({ id, recipient, scope, messageId }, at) => {
      failpoint("message.asked");
      const state = immediate(() => {
        if (isSuppressed(database, recipient, scope)) {
          return aside.run("suppressed", suppressedReply, at, id, "intent", epoch).changes === 1
            ? "suppressed"
            : "taken";
        }
        return asked.run(at, id, owner, epoch).changes === 1 ? "data" : "taken";
      });
      failpoint("message.data");
      if (state === "data") witness?.noteAsked(messageId);
      return state;
    },
    settle: ({ id, messageId }, to, { reply, at }) => {
      failpoint("message.answered");
      const isMine = immediate(() => settled.run(to, reply, at, id, owner, epoch).changes === 1);
      failpoint("message.settled");
      if (to === "sent") noteSent(witness, messageId);
      return isMine;
    },
    recover: (unknownTo, at) =>
      immediate(() => {
        const move = (from: string, to: string, reply: string): number =>
          database
            .prepare("UPDATE sends SET state = ?, reply = ?, changed_at = ? WHERE state = ? AND epoch < ?")
            .run(to, reply, at, from, epoch).changes;
        const unsent = move("intent", "pending", "the process that was to send it ended before");
        const unknown = move("data", unknownTo, "the process that sent it ended before the answer");
        return { unsent, unknown };
      }),
  };
}

/** That it was asked for is noted already and enough to keep it from being sent twice. */
function noteSent(witness: Witness | null, messageId: string): void {
  try {
    witness?.noteSent(messageId);
  } catch {
    // The disk may be full; the history knows that it was sent.
  }
}
