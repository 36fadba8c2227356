import { ConfigError } from "../../src/config.ts";
import type { Database } from "../../src/history/database.ts";
import { isSuppressed, suppressionsOf } from "../../src/history/suppression.ts";
import { scopeKey } from "../../src/mail/scope.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { dueNow } from "./due-week.ts";
import { type Mail, sendCopies } from "./mails.ts";
import { prepareWeek, writePages } from "./prepared-week.ts";
import { quietText } from "./quiet-text.ts";
import type { Recipients, WeeklyOptions } from "./weekly.ts";

/** The week that is due, made whole but told to nobody: as a dry run, or as copies to one address. It stays due. */
export async function tryWeek(
  session: Session,
  recipients: Recipients,
  { week: wanted, out, to, dryRun }: WeeklyOptions,
): Promise<ExitCode> {
  const database = await session.history();
  if (to !== undefined) refuseSuppressed(database, to);
  const { week, newest, ...due } = await dueNow(session, wanted);
  if (week === null) {
    session.log.info(`Nothing is due: ${newest} has been told`, { week: newest });
    return exitCode.done;
  }
  const prepared = await prepareWeek(session, { recipients, week, newest, ...due, to, out });
  if (out !== undefined) await writePages(session, out, prepared);
  const { mails, quiet, corrections, warnings } = prepared;
  if (!dryRun) return sendCopies(session, mails);
  announce(session, database, [...mails, ...corrections]);
  if (quiet.length > 0) session.log.info(quietText(quiet.length, week), { week });
  return warnings.length > 0 ? exitCode.partlySent : exitCode.done;
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
  for (const { recipient, subject } of wanted ?? []) session.print(`${recipient}\t${subject}\n`);
  const rest = unwanted?.length ? `; ${unwanted.length} more unsubscribed` : "";
  session.log.info(`Dry run: nothing was sent; ${wanted?.length ?? 0} would have been${rest}`, {
    mails: wanted?.length ?? 0,
  });
}
