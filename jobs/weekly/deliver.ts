import { setTimeout as sleep } from "node:timers/promises";
import type { Claims, Outcome } from "../../src/history/claims.ts";
import type { Database } from "../../src/history/database.ts";
import {
  countStates,
  pendingIds,
  readMessage,
  type SendState,
  type StoredMessage,
  settleIfFinal,
  type Telling,
} from "../../src/history/outbox.ts";
import type { Delivery, Mailer } from "../../src/mail/send.ts";
import { cleanText, counted } from "../../src/text.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

/** What a message becomes by what the mail server said. */
const outcomes: Readonly<Record<Delivery["state"], Outcome>> = {
  sent: "sent",
  refused: "failed",
  deferred: "pending",
  unknown: "unknown",
};

/**
 * Sends the messages of a telling that are still to be sent, one by one, each step of each claimed in the history
 * before it is taken.
 *
 * What the mail server puts off (4xx, no connection) is tried again after each of `mail.retryAfterSeconds`, then
 * left to the next run; a 5xx is final. A message whose fate is unknown is held, or sent again where
 * `mail.onUnknown` says so. When the session is stopped, a message that the server has is waited for a few seconds.
 *
 * @returns 0 when all of the telling's messages are sent or their recipients want none, 4 for some, 5 for none
 */
export async function deliver(session: Session, claims: Claims, telling: Telling): Promise<ExitCode> {
  const database = await session.history();
  const mailer = await session.mailer();
  const waits = session.settings.config.mail?.retryAfterSeconds ?? [];
  const stop = (): void => mailer.close();
  session.signal.addEventListener("abort", stop);
  let reason = "";
  try {
    reason = await sendPending(session, claims, mailer, telling);
    for (const seconds of waits) {
      const { pending } = countStates(database, telling);
      if (pending === 0 || session.signal.aborted) break;
      session.log.warn(
        `${pending} of ${telling.week} put off (${cleanText(reason, 200)}); tried again in ${seconds} s`,
        { week: telling.week, pending, seconds },
      );
      await sleep(seconds * 1000, undefined, { signal: session.signal }).catch(() => undefined);
      reason = (await sendPending(session, claims, mailer, telling)) || reason;
    }
  } finally {
    session.signal.removeEventListener("abort", stop);
    mailer.close();
  }
  if (telling.revision === 1) settleIfFinal(database, telling.week, at(session));
  return report(session, database, telling, reason);
}

/** @returns what was said of the last message that was not sent; empty when there was none */
async function sendPending(
  session: Session,
  claims: Claims,
  mailer: Mailer,
  telling: Telling,
): Promise<string> {
  const database = await session.history();
  let reason = "";
  for (const id of pendingIds(database, telling)) {
    if (session.signal.aborted) break;
    const message = readMessage(database, id);
    if (claims.claim(message, at(session)) !== "intent") continue;
    const delivery = await sendOne(session, claims, mailer, message);
    if (delivery === null) continue;
    const reply = replyOf(delivery);
    claims.settle(message, outcomeOf(session, delivery), { reply, at: at(session) });
    if (delivery.state !== "sent") reason = reply;
  }
  return reason;
}

/** @returns null when the message was set aside or is another's; none of it has left */
async function sendOne(
  session: Session,
  claims: Claims,
  mailer: Mailer,
  message: StoredMessage,
): Promise<Delivery | null> {
  const { from, recipient: to, raw } = message;
  const notMine = new Error(`message ${message.id} is not to be sent`);
  try {
    return await mailer.send({ envelope: { from, to }, raw }, () => {
      if (claims.markData(message, at(session)) !== "data") throw notMine;
    });
  } catch (error) {
    if (error === notMine) return null;
    // The mark could not be made, so the server was given nothing.
    claims.settle(message, "pending", { reply: "could not be marked as sent", at: at(session) });
    throw error;
  }
}

const replyOf = (delivery: Delivery): string =>
  "response" in delivery ? delivery.response : delivery.reason;

/** A message that is resent goes out again with the next try. */
function outcomeOf({ settings }: Session, { state }: Delivery): Outcome {
  const resends = state === "unknown" && settings.config.mail?.onUnknown === "resend";
  return resends ? "pending" : outcomes[state];
}

const at = (session: Session): string => session.now().toUTC().toISO() ?? "";

function report(session: Session, database: Database, { week, revision }: Telling, reason: string): ExitCode {
  const counts = countStates(database, { week, revision });
  const { sent, pending, failed, expired, suppressed } = counts;
  const unknown = counts.unknown + counts.data + counts.intent;
  const what = revision === 1 ? "digest" : "correction";
  const total = sent + pending + failed + expired + unknown;
  const fields = { week, sent, pending, failed, unknown, expired, suppressed };
  const unwanted = suppressed > 0 ? `; ${suppressed} unsubscribed` : "";
  if (sent === total) {
    session.log.info(`Sent ${sent} of ${counted(total, what)} for ${week}${unwanted}`, fields);
    return exitCode.done;
  }
  const why = reason === "" ? "" : ` (${cleanText(reason, 200)})`;
  session.log.error(
    `Sent ${sent} of ${counted(total, what)} for ${week}: ${faultsText(counts)}${why}${unwanted}. gong-digest outbox list shows them`,
    fields,
  );
  return sent > 0 ? exitCode.partlySent : exitCode.notSent;
}

function faultsText({
  failed,
  pending,
  unknown,
  data,
  intent,
  expired,
}: Readonly<Record<SendState, number>>) {
  const open = unknown + data + intent;
  return [
    failed > 0 ? `${failed} refused by the mail server` : "",
    pending > 0 ? `${pending} to be tried again by the next run` : "",
    open > 0 ? `${open} unknown (the server stopped answering; held, not sent again by itself)` : "",
    expired > 0 ? `${expired} expired` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
