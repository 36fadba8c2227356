import type { Digest } from "../../src/digest.ts";
import type { Finding } from "../../src/finding.ts";
import { changedSince } from "../../src/history/as-of.ts";
import type { Database } from "../../src/history/database.ts";
import { toldAt, toldDigests, toldRecipients } from "../../src/history/told.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import { correctionOf, type Known } from "../../src/mail/correction.ts";
import { scopeKey } from "../../src/mail/scope.ts";
import { addWeeks, type Week, weeksFrom } from "../../src/week.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Session } from "../session/session.ts";
import { type JudgedWeek, judgedWeekInTurns } from "./judged-week.ts";
import { type Mail, writeMails } from "./mails.ts";
import { type Reader, toldReach } from "./recipients.ts";

/** Weeks before the one that is due whose told findings are looked at again: those that a run reads again. */
const lookedAt = 3;

export type CorrectionOptions = {
  /** By address. */
  readonly locales: ReadonlyMap<string, string>;
  /** When the next digest comes, as an ISO time. */
  readonly next: string | null;
  /** Folder for the corrections as files. */
  readonly out?: string | undefined;
};

/** The mails that take back what earlier digests told and Gong has since overturned; one a week and scope at most. */
export async function correctionMails(
  session: Session,
  due: Week,
  given: CorrectionOptions,
): Promise<readonly Mail[]> {
  const database = await session.history();
  const mails: Mail[] = [];
  for (const week of weeksFrom(addWeeks(due, -lookedAt), addWeeks(due, -1))) {
    const told = toldDigests(database, week).filter(
      ({ kind, findings }) => kind !== "correction" && findings.length > 0,
    );
    if (told.length === 0 || !isRestated(database, week)) continue;
    const judged = await judgedWeekInTurns(session.signal, database, week, session.settings.config.usual);
    for (const digest of told) mails.push(...(await mailsFor(session, judged, digest, given)));
  }
  return mails;
}

async function mailsFor(
  session: Session,
  judged: JudgedWeek,
  told: Digest,
  { locales, next, out }: CorrectionOptions,
): Promise<readonly Mail[]> {
  const { week } = judged;
  const database = await session.history();
  const correct = (locale: string): Digest | null =>
    correctionOf(told, (finding) => knownOf(judged, finding), { language: languageOf(locale), next });
  const reach = toldReach(database, told.scope, week);
  if (reach === null || correct(told.locale) === null) return [];
  const readers = toldRecipients(database, week, scopeKey(told.scope)).map(
    (to): Reader => ({ to, reach, locale: locales.get(to.toLowerCase()) ?? told.locale }),
  );
  return writeMails(session, { week, digestFor: (_, locale) => correct(locale) ?? told }, readers, out);
}

function isRestated(database: Database, week: Week): boolean {
  const seenUntil = toldAt(database, week);
  return seenUntil !== null && changedSince(database, { seenUntil, weeksUntil: null }, week, week).length > 0;
}

function knownOf({ judgement, panel }: JudgedWeek, { level, entity, metric }: Finding): Known {
  const verdict = verdictFor(judgement, level, entity.id, metric);
  if (verdict) {
    const { value, usual, certainty, score } = verdict;
    return { value, usual, direction: certainty === null ? null : score < 0 ? "down" : "up" };
  }
  const series = panel.series.find(
    (own) => own.entity.level === level && own.entity.id === entity.id && own.metric === metric,
  );
  return { value: series?.values.at(-1) ?? null, usual: null, direction: null };
}
