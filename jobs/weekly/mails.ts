import { setImmediate as turn } from "node:timers/promises";
import { DateTime } from "luxon";
import type { Digest } from "../../src/digest.ts";
import { lastReadings } from "../../src/history/ledger.ts";
import { buildMessage, type Message } from "../../src/mail/message.ts";
import { type Rendered, render } from "../../src/mail/render.ts";
import { type Reach, scopeKey } from "../../src/mail/scope.ts";
import { cleanText } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { digestFiles, writeFiles } from "../session/files.ts";
import type { Session } from "../session/session.ts";
import { lookOf } from "./look.ts";
import type { Reader } from "./recipients.ts";

/** One digest for one recipient with the mail it makes. What it was rendered to is in the mail, and not kept beside it. */
export type Mail = {
  readonly recipient: string;
  readonly digest: Digest;
  readonly reach: Reach;
  readonly subject: string;
  readonly message: Message;
};

/** A week that digests for any scope can be made of. */
export type Tellable = {
  readonly week: Week;
  readonly digestFor: (reach: Reach, locale: string) => Digest | Promise<Digest>;
};

/**
 * Composes, renders and builds every reader's mail, one after the other. A scope with several readers is rendered once
 * for each locale.
 *
 * @param folder for the digests as files; none are written when absent
 */
export async function writeMails(
  session: Session,
  { week, digestFor }: Tellable,
  readers: readonly Reader[],
  folder?: string,
): Promise<readonly Mail[]> {
  const { mail } = session.settings.config;
  const look = lookOf(session.settings);
  const dkim = session.settings.dkim();
  const date = dateOf(lastReadings(await session.history()).get(week) ?? session.now().toISO() ?? "");
  const keyOf = ({ reach, locale }: Reader): string => `${scopeKey(reach.scope)} ${locale}`;
  const left = new Map<string, number>();
  for (const reader of readers) left.set(keyOf(reader), (left.get(keyOf(reader)) ?? 0) + 1);
  const shared = new Map<string, { digest: Digest; rendered: Rendered }>();
  const mails: Mail[] = [];
  for (const reader of readers) {
    const { to: recipient, reach, locale } = reader;
    session.signal.throwIfAborted();
    const known = shared.get(keyOf(reader));
    const digest = known?.digest ?? (await digestFor(reach, locale));
    const rendered = known?.rendered ?? (await render(digest, look));
    left.set(keyOf(reader), (left.get(keyOf(reader)) ?? 0) - 1);
    if (left.get(keyOf(reader)) === 0) shared.delete(keyOf(reader));
    else shared.set(keyOf(reader), { digest, rendered });
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
    if (folder !== undefined) writeFiles(folder, digestFiles(digest, rendered, message.raw));
    mails.push({ recipient, digest, reach, subject: rendered.subject, message });
    await turn();
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
