import type { Database } from "../../src/history/database.ts";
import { type NewMessage, storeMessages } from "../../src/history/outbox.ts";
import { scopeKey } from "../../src/mail/scope.ts";
import type { Session } from "../session/session.ts";
import type { Mail } from "./mails.ts";

/**
 * Puts the mails into the outbox: from here on their bytes are fixed. What each scope is told is kept in the
 * language of its first reader, that of scopes whose mail is left out as well.
 */
export function storeMails(
  session: Session,
  database: Database,
  mails: readonly Mail[],
  unmailed: readonly Mail[] = [],
): void {
  const digests = new Map(
    [...mails, ...unmailed].toReversed().map(({ digest }) => [scopeKey(digest.scope), digest]),
  );
  const messages = mails.map(
    ({ digest, recipient, message }): NewMessage => ({
      week: digest.week,
      scope: scopeKey(digest.scope),
      recipient,
      messageId: message.messageId,
      from: message.envelope.from,
      raw: message.raw,
    }),
  );
  storeMessages(database, digests, messages, session.now().toUTC().toISO() ?? "");
}
