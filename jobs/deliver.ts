import type { Database } from "../src/history/database.ts";
import {
  countStates,
  messagesOf,
  moveMessage,
  type SendState,
  settleIfFinal,
} from "../src/history/outbox.ts";
import { createMailer, type Delivery } from "../src/mail/send.ts";
import { cleanText } from "../src/text.ts";
import type { Week } from "../src/week.ts";
import { type ExitCode, exitCode } from "./exit.ts";
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
 * @returns 0 when all of the week's messages are sent, 4 for some of them, 5 for none
 */
export async function deliver(session: Session, week: Week): Promise<ExitCode> {
  const database = await session.history();
  const mailer = createMailer(session.settings.smtpUrl());
  let reason = "";
  try {
    for (const message of messagesOf(database, week)) {
      if (session.signal.aborted) break;
      if (message.state === "sending")
        move(session, database, message.id, "sending", "unknown", "the process sending it ended");
      if (message.state !== "pending") continue;
      const delivery = await mailer.send(
        { envelope: { from: message.from, to: message.recipient }, raw: message.raw },
        () => {
          if (move(session, database, message.id, "pending", "sending", null)) return;
          throw new Error(`message ${message.id} is being sent by another process`);
        },
      );
      settle(session, database, message.id, delivery);
      if (delivery.state !== "sent") reason = replyOf(delivery);
    }
  } finally {
    mailer.close();
  }
  const counts = countStates(database, week);
  settleIfFinal(database, week, at(session));
  return report(session, week, counts, reason);
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
  week: Week,
  counts: Readonly<Record<SendState, number>>,
  reason: string,
): ExitCode {
  const { sent, pending, refused, unknown, sending } = counts;
  const open = unknown + sending;
  const total = sent + pending + refused + open;
  const fields = { week, sent, pending, refused, unknown: open };
  if (sent === total) {
    session.log.info(`Sent ${sent} of ${total} digests for ${week}`, fields);
    return exitCode.done;
  }
  const parts = [
    refused > 0 ? `${refused} refused by the mail server` : "",
    pending > 0 ? `${pending} to be tried again by the next run` : "",
    open > 0 ? `${open} unknown (the server stopped answering; not sent again)` : "",
  ].filter((part) => part !== "");
  session.log.error(
    `Sent ${sent} of ${total} digests for ${week}: ${parts.join(", ")}${reason === "" ? "" : ` (${cleanText(reason, 200)})`}. gong-digest status lists them`,
    fields,
  );
  return sent > 0 ? exitCode.partlySent : exitCode.notSent;
}
