import { failpoint } from "../../src/failpoint.ts";
import { type Claims, claimsOf } from "../../src/history/claims.ts";
import type { Database } from "../../src/history/database.ts";
import { newestTelling } from "../../src/history/health.ts";
import type { Lease } from "../../src/history/lease.ts";
import { isStored, pendingTellings, type Telling } from "../../src/history/outbox.ts";
import { openWitness } from "../../src/history/witness.ts";
import { counted } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { mailTrouble } from "../status/health.ts";
import { deliver } from "./deliver.ts";
import { dueNow } from "./due-week.ts";
import { tellRecipients } from "./owner.ts";
import type { PreparedWeek } from "./prepared-week.ts";
import { quietText } from "./quiet-text.ts";
import { storeMails } from "./store-mails.ts";
import type { Recipients, WeeklyOptions } from "./weekly.ts";

/**
 * Tells the week that is due. What a run left half-way is brought to an end first; what one has stored is sent and not
 * made again.
 */
export async function tellWeek(
  session: Session,
  lease: Lease,
  recipients: Recipients,
  { week: wanted, out }: WeeklyOptions,
): Promise<ExitCode> {
  const database = await session.history();
  const claims = claimsOf(database, lease, openWitness(session.settings.historyPath));
  const recovered = recover(session, claims);
  const { week, newest, ...due } = await dueNow(session, wanted);
  if (week === null) {
    session.log.info(`Nothing is due: ${newest} has been told`, { week: newest });
    const code = worse(recovered, await sendRest(session, claims, null));
    return worse(code, stillOpen(session, database));
  }
  let code = recovered;
  if (!isStored(database, week)) {
    // Judging and rendering take a second to load; most runs have nothing to tell.
    const { prepareWeek, writePages } = await import("./prepared-week.ts");
    const prepared = await prepareWeek(session, { recipients, week, newest, ...due, out });
    failpoint("mails.written");
    if (out !== undefined) await writePages(session, out, prepared);
    failpoint("files.written");
    await store(session, week, prepared);
    if (prepared.warnings.length > 0) code = exitCode.partlySent;
  }
  const told = await deliver(session, claims, { week, revision: 1 });
  const rest = await sendRest(session, claims, week);
  if (told !== exitCode.done) return told;
  if (rest !== exitCode.done) return exitCode.partlySent;
  // A quiet week may have no mails, and those of the week before it still wait for somebody.
  return worse(code, stillOpen(session, database));
}

/** The run that met it may have been killed before its end, so every run says so until somebody has settled it. */
function stillOpen({ log }: Session, database: Database): ExitCode {
  const trouble = mailTrouble(newestTelling(database), exitCode.done);
  if (trouble === null) return exitCode.done;
  log.error(`${trouble.text}: gong-digest outbox list shows them, outbox resolve settles them`);
  return trouble.code;
}

const worse = (one: ExitCode, other: ExitCode): ExitCode => (one > other ? one : other);

/** Ends what processes left that are no more: unsent messages are pending again, those that may have gone out are held. */
function recover({ settings, log, now }: Session, claims: Claims): ExitCode {
  const resends = settings.config.mail?.onUnknown === "resend";
  const { unsent, unknown } = claims.recover(resends ? "pending" : "unknown", now().toUTC().toISO() ?? "");
  failpoint("outbox.recovered");
  if (unsent > 0)
    log.info(`${counted(unsent, "message")} that an earlier run had not begun to send: sent now`, {
      unsent,
    });
  if (unknown === 0) return exitCode.done;
  if (resends) {
    log.warn(
      `${counted(unknown, "message")} that may have gone out already: sent again (mail.onUnknown: resend)`,
      {
        unknown,
      },
    );
    return exitCode.done;
  }
  log.error(
    `${counted(unknown, "message")} may have gone out when an earlier run ended: held, not sent again by itself. ` +
      "gong-digest outbox list shows more, outbox resolve settles it",
    { unknown },
  );
  return exitCode.partlySent;
}

async function store(session: Session, week: Week, prepared: PreparedWeek): Promise<void> {
  const database = await session.history();
  const { mails, quiet, corrections, warnings } = prepared;
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
}

/** Corrections, and what an operator wants to be sent again. @param done the week that was just delivered */
async function sendRest(session: Session, claims: Claims, done: Week | null): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const isDone = ({ week, revision }: Telling): boolean => week === done && revision === 1;
  for (const telling of pendingTellings(await session.history()).filter((each) => !isDone(each))) {
    code = worse(code, await deliver(session, claims, telling));
  }
  return code;
}
