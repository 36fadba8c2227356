import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../src/history/database.ts";
import {
  claimMessage,
  countStates,
  messagesOf,
  moveMessage,
  type SendState,
  type StoredMessage,
  settleIfFinal,
  suppressedReply,
} from "../src/history/outbox.ts";
import { isSuppressed } from "../src/history/suppression.ts";
import type { Delivery, Mailer } from "../src/mail/send.ts";
import { cleanText } from "../src/text.ts";
import type { Week } from "../src/week.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import { mailerOf } from "./mailer.ts";
import type { Session } from "./session.ts";

const stateAfter: Readonly<Record<Delivery["state"], SendState>> = {
  sent: "sent",
  refused: "refused",
  deferred: "pending",
  unknown: "unknown",
};

/**
 * Sends the messages of a week that are still to be sent, one by one. A message is marked `sending` in the
 * instant before its first byte leaves and never sent again from there; a process that dies before that
 * leaves it to the next run. Only the one process that has the history's lease may call this, so what it finds
 * as `sending` is from one that ended.
 *
 * What the mail server puts off (4xx, no connection) is tried again after each of `mail.retryAfterSeconds`, then
 * left to the next run; a 5xx is final.
 *
 * @returns 0 when all of the week's messages are sent or their recipients want none, 4 for some, 5 for none
 */
export async function deliver(session: Session, week: Week, revision = 1): Promise<ExitCode> {
  const database = await session.history();
  const mailer = mailerOf(session.settings);
  const waits = session.settings.config.mail?.retryAfterSeconds ?? [];
  let reason = "";
  try {
    reason = await sendPending(session, database, mailer, { week, revision });
    for (const seconds of waits) {
      const { pending } = countStates(database, week, revision);
      if (pending === 0 || session.signal.aborted) break;
      session.log.warn(
        `${pending} of ${week} put off (${cleanText(reason, 200)}); tried again in ${seconds} s`,
        { week, pending, seconds },
      );
      await sleep(seconds * 1000, undefined, { signal: session.signal }).catch(() => undefined);
      reason = (await sendPending(session, database, mailer, { week, revision })) || reason;
    }
  } finally {
    mailer.close();
  }
  if (revision === 1) settleIfFinal(database, week, at(session));
  return report(session, { week, revision }, countStates(database, week, revision), reason);
}

/** Which telling of which week. */
type Telling = { readonly week: Week; readonly revision: number };

/** @returns what was said of the last message that was not sent; empty when there was none */
async function sendPending(
  session: Session,
  database: Database,
  mailer: Mailer,
  { week, revision }: Telling,
): Promise<string> {
  let reason = "";
  for (const message of messagesOf(database, week, revision)) {
    if (session.signal.aborted) break;
    if (message.state === "sending")
      move(session, database, message.id, "sending", "unknown", "the process sending it ended");
    if (message.state !== "pending") continue;
    const delivery = await sendOne(session, database, mailer, message);
    if (delivery === null) continue;
    settle(session, database, message.id, delivery);
    if (delivery.state !== "sent") reason = replyOf(delivery);
  }
  return reason;
}

/** @returns null when the recipient wants no mail; the message is set aside and none of it left */
async function sendOne(
  session: Session,
  database: Database,
  mailer: Mailer,
  message: StoredMessage,
): Promise<Delivery | null> {
  // Asked here too, so that the mail server does not hear of them; the answer that counts is the claim's.
  if (isSuppressed(database, message.recipient, message.scope)) {
    move(session, database, message.id, "pending", "suppressed", suppressedReply);
    return null;
  }
  const stopped = new Error(`message ${message.id} is being sent by another process`);
  let claim: ReturnType<typeof claimMessage> | undefined;
  try {
    return await mailer.send(
      { envelope: { from: message.from, to: message.recipient }, raw: message.raw },
      () => {
        claim = claimMessage(database, message, at(session));
        if (claim !== "sending") throw stopped;
      },
    );
  } catch (error) {
    if (error === stopped && claim === "suppressed") return null;
    throw error;
  }
}

const replyOf = (delivery: Delivery): string =>
  "response" in delivery ? delivery.response : delivery.reason;

function settle(session: Session, database: Database, id: number, delivery: Delivery): void {
  const reply = replyOf(delivery);
  const to = stateAfter[delivery.state];
  if (!move(session, database, id, "sending", to, reply)) move(session, database, id, "pending", to, reply);
}

function move(
  session: Session,
  database: Database,
  id: number,
  from: SendState,
  to: SendState,
  reply: string | null,
): boolean {
  return moveMessage(database, id, from, to, { reply, at: at(session) });
}

const at = (session: Session): string => session.now().toUTC().toISO() ?? "";

function report(
  session: Session,
  { week, revision }: Telling,
  counts: Readonly<Record<SendState, number>>,
  reason: string,
): ExitCode {
  const { sent, pending, refused, unknown, sending, suppressed } = counts;
  const open = unknown + sending;
  const what = revision === 1 ? "digests" : "corrections";
  const total = sent + pending + refused + open;
  const fields = { week, sent, pending, refused, unknown: open, suppressed };
  const unwanted = suppressed > 0 ? `; ${suppressed} unsubscribed` : "";
  if (sent === total) {
    session.log.info(`Sent ${sent} of ${total} ${what} for ${week}${unwanted}`, fields);
    return exitCode.done;
  }
  const parts = [
    refused > 0 ? `${refused} refused by the mail server` : "",
    pending > 0 ? `${pending} to be tried again by the next run` : "",
    open > 0 ? `${open} unknown (the server stopped answering; not sent again)` : "",
  ].filter((part) => part !== "");
  session.log.error(
    `Sent ${sent} of ${total} ${what} for ${week}: ${parts.join(", ")}${reason === "" ? "" : ` (${cleanText(reason, 200)})`}${unwanted}. gong-digest status lists them`,
    fields,
  );
  return sent > 0 ? exitCode.partlySent : exitCode.notSent;
}
