import { DateTime } from "luxon";
import type { Digest } from "../../src/digest.ts";
import { lastReadings } from "../../src/history/ledger.ts";
import { buildMessage, type Message } from "../../src/mail/message.ts";
import { type Rendered, render } from "../../src/mail/render.ts";
import { type Reach, scopeKey } from "../../src/mail/scope.ts";
import { cleanText } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { lookOf } from "./look.ts";
import type { Reader } from "./recipients.ts";

/** One digest for one recipient, rendered, with the mail it makes. */
export type Mail = {
  readonly recipient: string;
  readonly digest: Digest;
  readonly reach: Reach;
  readonly rendered: Rendered;
  readonly message: Message;
};

/** A week that digests for any scope can be made of. */
export type Tellable = {
  readonly week: Week;
  readonly digestFor: (reach: Reach, locale: string) => Digest;
};

/** Composes, renders and builds every reader's mail. A scope with several readers is rendered once for each locale. */
export async function writeMails(
  session: Session,
  { week, digestFor }: Tellable,
  readers: readonly Reader[],
): Promise<readonly Mail[]> {
  const { mail } = session.settings.config;
  const look = lookOf(session.settings);
  const dkim = session.settings.dkim();
  const date = dateOf(lastReadings(await session.history()).get(week) ?? session.now().toISO() ?? "");
  const done = new Map<string, { digest: Digest; rendered: Rendered }>();
  const mails: Mail[] = [];
  for (const { to: recipient, reach, locale } of readers) {
    const scope = `${scopeKey(reach.scope)} ${locale}`;
    const digest = done.get(scope)?.digest ?? digestFor(reach, locale);
    const rendered = done.get(scope)?.rendered ?? (await render(digest, look));
    done.set(scope, { digest, rendered });
    const message = await buildMessage({
      rendered,
      digest,
      recipient,
      from: mail?.from ?? "",
      ...(mail?.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
      ...(mail?.unsubscribeUrl === undefined ? {} : { unsubscribeUrl: mail.unsubscribeUrl }),
      ...(dkim === null ? {} : { dkim }),
      attach: mail?.attach ?? [],
      date,
      revision: digest.revision,
    });
    mails.push({ recipient, digest, reach, rendered, message });
  }
  return mails;
}

/**
 * The Date header: the minute in which the week was read. A fact of the history and not of the clock, so that
 * the same history gives the same bytes whenever the mail is built.
 */
function dateOf(readAt: string): Date {
  return DateTime.fromISO(readAt).startOf("minute").toJSDate();
}

/** Sends every mail to one address instead, past the outbox: a test copy, the week stays due. */
export async function sendCopies(session: Session, mails: readonly Mail[]): Promise<ExitCode> {
  const mailer = await session.mailer();
  let sent = 0;
  try {
    for (const { message, recipient } of mails) {
      const delivery = await mailer.send(message, () => undefined);
      const reply = cleanText("response" in delivery ? delivery.response : delivery.reason, 200);
      session.log.info(`Copy to ${recipient}: ${delivery.state} (${reply})`, { state: delivery.state });
      if (delivery.state === "sent") sent += 1;
    }
  } finally {
    mailer.close();
  }
  if (sent === mails.length) return exitCode.done;
  return sent > 0 ? exitCode.partlySent : exitCode.notSent;
}
