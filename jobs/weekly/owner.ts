import { failpoint } from "../../src/failpoint.ts";
import type { Database } from "../../src/history/database.ts";
import { dropFact, readFact, saveFact } from "../../src/history/ledger.ts";
import { buildNotice } from "../../src/mail/notice.ts";
import { cleanText } from "../../src/text.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Session } from "../session/session.ts";
import type { Streak } from "../status/streaks.ts";

/** What the owner is told. `name` tells one kind of message from another. */
export type Told = { readonly name: string; readonly subject: string; readonly lines: readonly string[] };

const { write } = languageOf("en");

/**
 * One message to the owner, `ops.email`, signed as digests are.
 *
 * @returns whether it left, or may have; false too when there is no owner. Never throws: what is wrong already is what
 *   the run ends with
 */
export async function mailOwner(session: Session, { name, subject, lines }: Told): Promise<boolean> {
  const { ops, mail } = session.settings.config;
  if (ops?.email === undefined || !mail) return false;
  try {
    const notice = await buildNotice({
      to: ops.email,
      from: mail.from,
      date: session.now().startOf("minute").toJSDate(),
      name: `gong-digest-${name}`,
      subject,
      lines,
      dkim: session.settings.dkim(),
    });
    const mailer = await session.mailer();
    const delivery = await mailer.send(notice, () => undefined).finally(() => mailer.close());
    failpoint("notice.sent");
    session.log.info(`Message to the owner (ops.email): ${delivery.state}`, { state: delivery.state });
    return delivery.state === "sent" || delivery.state === "unknown";
  } catch (error) {
    session.log.warn(`Message to the owner was not sent: ${error instanceof Error ? error.message : "?"}`);
    return false;
  }
}

/** Recipients who get nothing: told again only when it is about others. */
export async function tellRecipients(session: Session, sentences: readonly string[]): Promise<void> {
  const database = await session.history();
  const text = sentences.join("\n");
  if (text === "") return dropFact(database, fact);
  const kept = keptStreak(database);
  const at = session.now().toUTC().toISO() ?? "";
  const streak = kept?.text === text ? kept : { since: at, text, toldAt: null };
  saveFact(database, fact, JSON.stringify(streak));
  if (streak.toldAt !== null) return;
  const isTold = await mailOwner(session, {
    name: "recipients",
    subject: write("ownerRecipientsSubject", { count: sentences.length }),
    lines: [write("ownerRecipients"), "", ...sentences.map((each) => `- ${cleanText(each, 300)}`)],
  });
  if (isTold) saveFact(database, fact, JSON.stringify({ ...streak, toldAt: at }));
}

/** In the history and not in a file beside it: it names recipients. */
const fact = "notice recipients";

function keptStreak(database: Database): Streak | null {
  const kept = readFact(database, fact);
  return kept === null ? null : (JSON.parse(kept) as Streak);
}
