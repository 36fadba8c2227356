import { readFact } from "../../src/history/ledger.ts";
import { dropWeek, emptyMailsBefore, weeksBefore } from "../../src/history/retention.ts";
import { counted } from "../../src/text.ts";
import { addWeeks, newestClosedWeek, type Week } from "../../src/week.ts";
import { breathe } from "../pull/read-step.ts";
import type { Session } from "../session/session.ts";

/** Drops what is older than `history.keepWeeks` and `mail.keepWeeks` say, a week at a time, the oldest first. */
export async function keepWithinWeeks(session: Session): Promise<void> {
  const database = await session.history();
  const zone = readFact(database, "timeZone");
  if (zone === null) return;
  const { history, mail } = session.settings.config;
  const newest = newestClosedWeek(session.now(), zone);
  const firstOf = (weeks: number): Week => addWeeks(newest, 1 - weeks);
  if (mail) emptyMailsBefore(database, firstOf(mail.keepWeeks));
  if (history.keepWeeks === undefined) return;
  const old = weeksBefore(database, firstOf(history.keepWeeks));
  for (const week of old) {
    await breathe(session);
    dropWeek(database, week);
  }
  if (old.length > 0) {
    session.log.info(
      `Dropped ${counted(old.length, "week")} up to ${old.at(-1)} (history.keepWeeks: ${history.keepWeeks})`,
      {
        weeks: old.length,
      },
    );
  }
}
