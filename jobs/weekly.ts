import { type Config, ConfigError } from "../src/config.ts";
import { GongError } from "../src/gong/error.ts";
import type { Database } from "../src/history/database.ts";
import { dueWeeks, isComplete, lackingWeeks, lastReadings, settleWeek } from "../src/history/ledger.ts";
import { messagesOf, uncorrectedWeeks } from "../src/history/outbox.ts";
import { isSuppressed, suppressionsOf } from "../src/history/suppression.ts";
import { type Reach, scopeKey, scopeName } from "../src/mail/scope.ts";
import { newestClosedWeek, type Week } from "../src/week.ts";
import type { Slot, Statement } from "../src/words/statement.ts";
import { archiveFiles } from "./archive.ts";
import { bringContext } from "./bring-context.ts";
import { bringWeeks, weeksForRun } from "./bring-weeks.ts";
import { correctionMails } from "./corrections.ts";
import { deliver } from "./deliver.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import { digestFiles, writeFiles } from "./files.ts";
import { type JudgedWeek, judgedWeek, judgedWeekInTurns } from "./judged-week.ts";
import { lookOf, pageBrandOf } from "./look.ts";
import { mailerOf } from "./mailer.ts";
import { type Mail, sendCopies, storeMails, writeMails } from "./mails.ts";
import { endStreak, tellHeld, tellRecipients } from "./owner.ts";
import { companyZone } from "./pull-weeks.ts";
import { findReaders, type Reader } from "./recipients.ts";
import { recordedRun } from "./recorded-run.ts";
import type { Session } from "./session.ts";
import { dueAt, nextDigestAt } from "./when.ts";

export type WeeklyOptions = {
  /** This week instead of the one that is due. */
  readonly week?: Week;
  /** Says who would get what; nothing is sent and the week stays due. */
  readonly dryRun?: boolean;
  /** Folder for the digests as files. */
  readonly out?: string;
  /** Every digest to this address alone, as a test; the week stays due. */
  readonly to?: string;
};

/**
 * The weekly job, from pull to send, for every closed week that is not yet told. After a gap the newest week
 * is mailed; those before it are recorded, judged and passed over, and the mail says what each would have told.
 *
 * @throws {GongError} when the week could not be read whole: it is held, nobody is mailed
 */
export async function runWeekly(session: Session, options: WeeklyOptions = {}): Promise<ExitCode> {
  const recipients = readyRecipients(session, options);
  const isTest = options.dryRun === true || options.to !== undefined;
  try {
    const code = await recordedRun(session, "run", () => tellWeek(session, recipients, options, isTest));
    if (!isTest) endStreak(await session.history(), "held");
    return code;
  } catch (error) {
    if (!isTest && error instanceof GongError && !session.signal.aborted)
      await tellHeld(session, error.message);
    throw error;
  }
}

async function tellWeek(
  session: Session,
  recipients: Recipients,
  options: WeeklyOptions,
  isTest: boolean,
): Promise<ExitCode> {
  const { config } = session.settings;
  const database = await session.history();
  const zone = await companyZone(session);
  const newest = newestClosedWeek(session.now(), zone);
  const due = options.week === undefined ? dueWeeks(database, newest) : [closed(options.week, newest)];
  const week = due.at(-1);
  if (week === undefined) {
    session.log.info(`Nothing is due: ${newest} has been told`, { week: newest });
    return isTest ? exitCode.done : sendCorrections(session, database);
  }
  if (options.to !== undefined) refuseSuppressed(database, options.to);
  if (!isTest && messagesOf(database, week).length > 0) return deliver(session, week);

  const next = nextDigestAt(config, week, zone);
  const mayLack = isOverdue(session, week, zone);
  const wanted = weeksForRun(lastReadings(database), week, config.usual.weeks, zone, lackingWeeks(database));
  await bringWeeks(session, wanted, newest, { mayLack });
  const judged = await judgedWeekInTurns(session.signal, database, week, config.usual);
  const passed = due.slice(0, -1);
  const gap = gapNote(passed, database, config.usual);
  const found = findReaders(database, recipients, week);
  const [readers, warnings] = withData(judged, found.readers, found.unknown);
  for (const sentence of warnings) session.log.error(sentence, { week });
  await bringContext(
    session,
    judged,
    readers.map(({ reach }) => reach),
  );
  const tellable = {
    week,
    digestFor: (reach: Reach, locale: string) =>
      judged.digestFor(reach, { locale, notes: gap(reach), isCatchUp: passed.length > 0, next }),
  };
  const all = await writeMails(session, tellable, copiesTo(readers, options.to));
  const isLeftOut = ({ digest }: Mail): boolean =>
    config.digest?.quietWeeks === "skip" && digest.kind === "quiet";
  const [mails, quiet] = [all.filter((mail) => !isLeftOut(mail)), all.filter(isLeftOut)];
  const locales = new Map(readers.map(({ to, locale }) => [to.toLowerCase(), locale]));
  const corrections =
    config.digest?.corrections && options.to === undefined
      ? await correctionMails(session, week, { locales, next })
      : [];
  if (options.out !== undefined)
    await judged.survey(
      session.signal,
      readers.map(({ reach }) => reach),
    );
  if (options.out !== undefined) writeDigests(session, options.out, judged, all, corrections);
  if (options.dryRun) {
    announce(session, database, [...mails, ...corrections]);
    if (quiet.length > 0) session.log.info(quietText(quiet.length, week), { week });
    return warnings.length > 0 ? exitCode.partlySent : exitCode.done;
  }
  if (options.to !== undefined) return sendCopies(session, mails);

  storeMails(session, database, mails, quiet);
  for (const each of new Set(corrections.map(({ digest }) => digest.week))) {
    storeMails(
      session,
      database,
      corrections.filter(({ digest }) => digest.week === each),
    );
  }
  await tellRecipients(session, warnings);
  if (quiet.length > 0) session.log.info(quietText(quiet.length, week), { week, quiet: quiet.length });
  const code = await deliver(session, week);
  const corrected = await sendCorrections(session, database);
  passOver(session, database, passed);
  if (code !== exitCode.done) return code;
  return corrected !== exitCode.done || warnings.length > 0 ? exitCode.partlySent : code;
}

const quietText = (count: number, week: Week): string =>
  `${week} is quiet for ${count} of the recipients; they are not mailed (digest.quietWeeks: skip)`;

/** May the week be told without a source that still cannot be read? */
function isOverdue({ settings, now }: Session, week: Week, zone: string): boolean {
  const hours = settings.config.digest?.incompleteAfterHours ?? 0;
  return now() >= dueAt(settings.config, week, zone).plus({ hours });
}

async function sendCorrections(session: Session, database: Database): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  for (const week of uncorrectedWeeks(database)) {
    const own = await deliver(session, week, 2);
    if (own !== exitCode.done) code = exitCode.partlySent;
  }
  return code;
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

type Recipients = NonNullable<Config["digest"]>["recipients"];

/** Everything a mail needs is checked before anything is asked of Gong. */
function readyRecipients({ settings }: Session, options: WeeklyOptions): Recipients {
  const { digest, mail } = settings.config;
  if (!digest || !mail) {
    const missing = mail ? "digest.recipients" : "mail.from";
    throw new ConfigError(
      `${settings.file ?? "config.yaml"}: ${missing} is not set; gong-digest init writes a commented one`,
    );
  }
  settings.credentials();
  settings.dkim();
  if (!options.dryRun) mailerOf(settings);
  return digest.recipients;
}

function closed(week: Week, newest: Week): Week {
  if (week <= newest) return week;
  throw new ConfigError(`--week: ${week} has not ended; the newest week that has is ${newest}`);
}

/** Weeks without a digest that are judged so that a catch-up can say what each would have told. */
const mostJudged = 8;

function gapNote(
  passed: readonly Week[],
  database: Database,
  usual: Config["usual"],
): (reach: Reach) => readonly Statement[] {
  const [from, to] = [passed[0], passed.at(-1)];
  if (from === undefined || to === undefined) return () => [];
  const isOne: Slot = { choice: from === to ? "yes" : "no" };
  const span = { from: { week: from }, to: { week: to }, isOne };
  const canCount = passed.length <= mostJudged && passed.every((week) => isComplete(database, week));
  if (!canCount) return () => [{ pattern: "noteGap", slots: span }];
  const judged = passed.map((week) => judgedWeek(database, week, usual));
  return (reach) => {
    const parts = judged.map(
      ({ week, countFor }): Statement => ({
        pattern: "noteGapWeek",
        slots: { week: { week }, findings: { count: countFor(reach) } },
      }),
    );
    return [{ pattern: "noteGapFound", slots: { ...span, weeks: { parts } } }];
  };
}

function passOver(session: Session, database: Database, weeks: readonly Week[]): void {
  for (const week of weeks) settleWeek(database, week, "passed over", session.now().toUTC().toISO() ?? "");
}

/** The digests as files, and the week's pages; a correction is a mail about a page that is there. */
function writeDigests(
  session: Session,
  folder: string,
  judged: JudgedWeek,
  mails: readonly Mail[],
  corrections: readonly Mail[],
): void {
  for (const { digest, rendered, message } of [...mails, ...corrections])
    writeFiles(folder, digestFiles(digest, rendered, message.raw));
  const scopes = new Map(mails.map(({ digest, reach }) => [scopeKey(reach.scope), { digest, reach }]));
  writeFiles(
    folder,
    archiveFiles(folder, judged, [...scopes.values()], pageBrandOf(lookOf(session.settings).brand)),
  );
}

/** Who wants no mail gets no test copy either. */
function refuseSuppressed(database: Database, to: string): void {
  if (!suppressionsOf(database).some(({ address }) => address === to.toLowerCase())) return;
  throw new ConfigError(
    `--to: ${to} is on the suppression list; gong-digest suppress list shows it, suppress remove takes it off`,
  );
}

function announce(session: Session, database: Database, mails: readonly Mail[]): void {
  const [unwanted, wanted] = [true, false].map((is) =>
    mails.filter(({ recipient, digest }) => isSuppressed(database, recipient, scopeKey(digest.scope)) === is),
  );
  for (const { recipient, rendered } of wanted ?? []) session.print(`${recipient}\t${rendered.subject}\n`);
  const rest = unwanted?.length ? `; ${unwanted.length} more unsubscribed` : "";
  session.log.info(`Dry run: nothing was sent; ${wanted?.length ?? 0} would have been${rest}`, {
    mails: wanted?.length ?? 0,
  });
}
