import { lackingWeeks, lastReadings } from "../../src/history/ledger.ts";
import { type Reach, scopeKey, scopeName } from "../../src/mail/scope.ts";
import type { Week } from "../../src/week.ts";
import { bringContext } from "../pull/bring-context.ts";
import { bringWeeks, weeksForRun } from "../pull/bring-weeks.ts";
import { writeArchive } from "../report/archive.ts";
import { noteDigests } from "../session/files.ts";
import { giveBackMemory } from "../session/memory.ts";
import type { Session } from "../session/session.ts";
import { dueAt, nextDigestAt } from "../session/when.ts";
import { correctionMails } from "./corrections.ts";
import { gapOf } from "./gap.ts";
import { inTurns } from "./in-turns.ts";
import { type JudgedWeek, judgedWeekInTurns } from "./judged-week.ts";
import { lookOf, pageBrandOf, readyLook } from "./look.ts";
import { type Mail, writeMails } from "./mails.ts";
import { findReaders, type Reader } from "./recipients.ts";
import type { Recipients } from "./weekly.ts";

/** A week from Gong to mails that could be sent. */
export type PreparedWeek = {
  readonly judged: JudgedWeek;
  readonly mails: readonly Mail[];
  /** Digests of quiet weeks that nobody wants as mails. */
  readonly quiet: readonly Mail[];
  /** Of earlier weeks. */
  readonly corrections: readonly Mail[];
  /** Sentences about recipients who get nothing. */
  readonly warnings: readonly string[];
};

export type Preparation = {
  readonly recipients: Recipients;
  readonly week: Week;
  /** Weeks before it that are not settled. */
  readonly between: readonly Week[];
  readonly zone: string;
  readonly newest: Week;
  /** Every digest to this address alone. */
  readonly to?: string | undefined;
  /** Folder for the digests as files, each written as soon as it is rendered. */
  readonly out?: string | undefined;
};

/**
 * Pulls the week and what judging it needs, judges it, and writes every reader's mail.
 *
 * @throws {GongError} when the week could not be read whole
 */
export async function prepareWeek(session: Session, preparation: Preparation): Promise<PreparedWeek> {
  const { recipients, week, between, zone, newest, to, out } = preparation;
  const { config } = session.settings;
  const database = await session.history();
  const next = nextDigestAt(config, week, zone);
  const mayLack = isOverdue(session, week, zone);
  const wanted = weeksForRun(lastReadings(database), week, config.usual.weeks, zone, lackingWeeks(database));
  await bringWeeks(session, wanted, newest, { mayLack });
  giveBackMemory();
  await readyLook(lookOf(session.settings));
  const judged = await judgedWeekInTurns(session.signal, database, week, config.usual);
  const found = findReaders(database, recipients, week);
  const [readers, warnings] = withData(judged, found.readers, found.unknown);
  for (const sentence of warnings) session.log.error(sentence, { week });
  const reaches = readers.map(({ reach }) => reach);
  const gap = await gapOf(session, between, reaches);
  await bringContext(session, judged, reaches);
  const tellable = {
    week,
    digestFor: (reach: Reach, locale: string) =>
      inTurns(judged.digestSteps(reach, { locale, next, ...gap(reach) }), session.signal),
  };
  if (out !== undefined) await noteDigests(session, out);
  const all = await writeMails(session, tellable, copiesTo(readers, to), out);
  const isLeftOut = ({ digest }: Mail): boolean =>
    config.digest?.quietWeeks === "skip" && digest.kind === "quiet";
  const locales = new Map(readers.map((reader) => [reader.to.toLowerCase(), reader.locale]));
  const corrections =
    config.digest?.corrections && to === undefined
      ? await correctionMails(session, week, { locales, next, out })
      : [];
  return {
    judged,
    mails: all.filter((mail) => !isLeftOut(mail)),
    quiet: all.filter(isLeftOut),
    corrections,
    warnings,
  };
}

/** The week's pages; a correction is a mail about a page that is there. */
export async function writePages(
  session: Session,
  folder: string,
  { judged, mails, quiet }: PreparedWeek,
): Promise<void> {
  const scopes = new Map(
    [...mails, ...quiet].map(({ digest, reach }) => [scopeKey(reach.scope), { digest, reach }]),
  );
  const { signal, settings } = session;
  giveBackMemory();
  await writeArchive(folder, judged, [...scopes.values()], {
    signal,
    brand: pageBrandOf(lookOf(settings).brand),
  });
}

/** May the week be told without a source that still cannot be read? */
function isOverdue({ settings, now }: Session, week: Week, zone: string): boolean {
  const hours = settings.config.digest?.incompleteAfterHours ?? 0;
  return now() >= dueAt(settings.config, week, zone).plus({ hours });
}

/** Who has no value of anybody in their scope gets no mail, and a sentence for the owner. */
function withData(
  judged: JudgedWeek,
  readers: readonly Reader[],
  unknown: readonly string[],
): readonly [readonly Reader[], readonly string[]] {
  const empty = readers.filter(({ reach }) => !judged.hasData(reach));
  return [
    readers.filter((reader) => !empty.includes(reader)),
    [
      ...unknown,
      ...empty.map(
        ({ to, reach }) =>
          `${to}: scope ${scopeName(reach.scope)} has no values in ${judged.week}, no mail is made`,
      ),
    ],
  ];
}

/** Every scope once, to one address. */
function copiesTo(readers: readonly Reader[], to: string | undefined): readonly Reader[] {
  if (to === undefined) return readers;
  const scopes = new Map(readers.map((reader) => [scopeKey(reader.reach.scope), { ...reader, to }]));
  return [...scopes.values()];
}
