import type { Database } from "../src/history/database.ts";
import { dropFact, readFact, saveFact } from "../src/history/ledger.ts";
import { buildNotice } from "../src/mail/notice.ts";
import { cleanText } from "../src/text.ts";
import { languageOf } from "../src/words/language.ts";
import { mailerOf } from "./mailer.ts";
import type { Session } from "./session.ts";

/** What is wrong, kept from the first run that found it until one that does not. */
export type Streak = {
  readonly since: string;
  /** Of the cause; another cause of the same kind is the same streak. */
  readonly text: string;
  /** When the owner was told; null when not yet. */
  readonly toldAt: string | null;
};

type Kind = "held" | "recipients";

const { write } = languageOf("en");

/** The streak that is on, null when none is. */
export function streakOf(database: Database, kind: Kind): Streak | null {
  const kept = readFact(database, `notice ${kind}`);
  return kept === null ? null : (JSON.parse(kept) as Streak);
}

export function endStreak(database: Database, kind: Kind): void {
  dropFact(database, `notice ${kind}`);
}

/** The week could not be read: the owner hears of it once until a run succeeds, readers hear nothing. */
export async function tellHeld(session: Session, cause: string): Promise<void> {
  const text = cleanText(cause, 500);
  await tell(session, "held", text, (since) => ({
    subject: write("ownerHeldSubject"),
    lines: [
      write("ownerHeld", { since }),
      "",
      text,
      "",
      write("ownerHeldNext"),
      "",
      "  npx gong-digest doctor",
      "  npx gong-digest run",
      "",
      write("ownerOnce"),
    ],
  }));
}

/** Recipients who get nothing: told again only when it is about others. */
export async function tellRecipients(session: Session, sentences: readonly string[]): Promise<void> {
  const database = await session.history();
  const text = sentences.join("\n");
  if (text === "") return endStreak(database, "recipients");
  if (streakOf(database, "recipients")?.text !== text) endStreak(database, "recipients");
  await tell(session, "recipients", text, () => ({
    subject: write("ownerRecipientsSubject", { count: sentences.length }),
    lines: [write("ownerRecipients"), "", ...sentences.map((each) => `- ${cleanText(each, 300)}`)],
  }));
}

async function tell(
  session: Session,
  kind: Kind,
  text: string,
  compose: (since: string) => { readonly subject: string; readonly lines: readonly string[] },
): Promise<void> {
  const database = await session.history();
  const at = session.now().toUTC().toISO() ?? "";
  const streak = streakOf(database, kind) ?? { since: at, text, toldAt: null };
  const keep = (toldAt: string | null): void =>
    saveFact(database, `notice ${kind}`, JSON.stringify({ ...streak, toldAt }));
  keep(streak.toldAt);
  const { ops, mail } = session.settings.config;
  if (streak.toldAt !== null || !ops || !mail) return;
  try {
    const date = session.now().startOf("minute").toJSDate();
    const name = `gong-digest-${kind}`;
    const notice = await buildNotice({
      to: ops.email,
      from: mail.from,
      date,
      name,
      ...compose(streak.since),
    });
    const mailer = mailerOf(session.settings);
    const delivery = await mailer.send(notice, () => undefined).finally(() => mailer.close());
    if (delivery.state === "sent" || delivery.state === "unknown") keep(at);
    session.log.info(`Message to the owner (ops.email): ${delivery.state}`, { state: delivery.state });
  } catch (error) {
    // What is wrong already is what the run ends with; the owner is told by the next one.
    session.log.warn(`Message to the owner was not sent: ${error instanceof Error ? error.message : "?"}`);
  }
}
