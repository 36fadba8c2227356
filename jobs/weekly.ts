import { type Config, ConfigError } from "../src/config.ts";
import type { Database } from "../src/history/database.ts";
import { dueWeeks, lastReadings, settleWeek } from "../src/history/ledger.ts";
import { messagesOf } from "../src/history/outbox.ts";
import { isSuppressed, suppressionsOf } from "../src/history/suppression.ts";
import { scopeKey } from "../src/mail/scope.ts";
import { newestClosedWeek, type Week } from "../src/week.ts";
import type { Slot, Statement } from "../src/words/statement.ts";
import { archiveFiles } from "./archive.ts";
import { bringWeeks, weeksForRun } from "./bring-weeks.ts";
import { deliver } from "./deliver.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import { digestFiles, writeFiles } from "./files.ts";
import { type JudgedWeek, judgedWeek } from "./judged-week.ts";
import { lookOf, pageBrandOf } from "./look.ts";
import { mailerOf } from "./mailer.ts";
import { type Mail, sendCopies, storeMails, writeMails } from "./mails.ts";
import { companyZone } from "./pull-weeks.ts";
import { findReaders } from "./recipients.ts";
import { recordedRun } from "./recorded-run.ts";
import type { Session } from "./session.ts";

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
 * is mailed; those before it are recorded and passed over, and the mail says so.
 *
 * @throws {GongError} when the week could not be read whole: it is held, nobody is mailed
 */
export async function runWeekly(session: Session, options: WeeklyOptions = {}): Promise<ExitCode> {
  const recipients = readyRecipients(session, options);
  return recordedRun(session, "run", async () => {
    const database = await session.history();
    const newest = newestClosedWeek(session.now(), await companyZone(session));
    const due = options.week === undefined ? dueWeeks(database, newest) : [closed(options.week, newest)];
    const week = due.at(-1);
    if (week === undefined) {
      session.log.info(`Nothing is due: ${newest} has been told`, { week: newest });
      return exitCode.done;
    }
    const isTest = options.dryRun === true || options.to !== undefined;
    if (options.to !== undefined) refuseSuppressed(database, options.to);
    if (!isTest && messagesOf(database, week).length > 0) return deliver(session, week);

    const { usual } = session.settings.config;
    const zone = await companyZone(session);
    await bringWeeks(session, weeksForRun(lastReadings(database), week, usual.weeks, zone), newest);
    const judged = judgedWeek(database, week, usual, gapNote(due.slice(0, -1)));
    const { readers, unknown } = findReaders(database, chosen(recipients, options.to), week);
    for (const sentence of unknown) session.log.error(sentence, { week });
    const mails = await writeMails(session, judged, readers);
    if (options.out !== undefined) writeDigests(session, options.out, judged, mails);
    if (options.dryRun) {
      announce(session, database, mails);
      return unknown.length > 0 ? exitCode.partlySent : exitCode.done;
    }
    if (options.to !== undefined) return sendCopies(session, mails);

    storeMails(session, database, mails);
    const code = await deliver(session, week);
    passOver(session, database, due.slice(0, -1));
    return code === exitCode.done && unknown.length > 0 ? exitCode.partlySent : code;
  });
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

function chosen(recipients: Recipients, to: string | undefined): Recipients {
  return to === undefined ? recipients : recipients.map(({ scope }) => ({ to, scope }));
}

function closed(week: Week, newest: Week): Week {
  if (week <= newest) return week;
  throw new ConfigError(`--week: ${week} has not ended; the newest week that has is ${newest}`);
}

function gapNote(passed: readonly Week[]): Statement[] {
  const [from, to] = [passed[0], passed.at(-1)];
  if (from === undefined || to === undefined) return [];
  const isOne: Slot = { choice: from === to ? "yes" : "no" };
  return [{ pattern: "noteGap", slots: { from: { week: from }, to: { week: to }, isOne } }];
}

function passOver(session: Session, database: Database, weeks: readonly Week[]): void {
  for (const week of weeks) settleWeek(database, week, "passed over", session.now().toUTC().toISO() ?? "");
}

function writeDigests(session: Session, folder: string, judged: JudgedWeek, mails: readonly Mail[]): void {
  for (const { digest, rendered, message } of mails)
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
