import { type Config, ConfigError } from "../../src/config.ts";
import type { Lease } from "../../src/history/lease.ts";
import type { Week } from "../../src/week.ts";
import { keepWithinWeeks } from "../history/retention.ts";
import { asClient } from "../session/audit-log.ts";
import type { ExitCode } from "../session/exit.ts";
import { mailerOf } from "../session/mailer.ts";
import type { Session } from "../session/session.ts";
import { watched } from "./after-run.ts";
import { recordedRun } from "./recorded-run.ts";
import { tellWeek } from "./tell-week.ts";

export type WeeklyOptions = {
  /** This week instead of the one that is due. */
  readonly week?: Week;
  /** Says who would get what; nothing is sent and the week stays due. */
  readonly dryRun?: boolean;
  /** Folder for the digests as files. */
  readonly out?: string;
  /** Every digest to this address alone, as a test; the week stays due. */
  readonly to?: string;
  /** Go on although the history has entries that are later than now. */
  readonly acceptClock?: boolean;
};

/**
 * The weekly job, from pull to send, for every closed week that is not yet told. After a gap the newest week
 * is mailed; those before it are recorded, judged and passed over, and the mail says what each would have told.
 *
 * @throws {GongError} when the week could not be read whole: it is held, nobody is mailed
 */
export async function runWeekly(given: Session, options: WeeklyOptions = {}): Promise<ExitCode> {
  const session = asClient(given, "run");
  session.useReserve();
  if (options.dryRun === true || options.to !== undefined) {
    const recipients = readyRecipients(session, options);
    const { tryWeek } = await import("./try-week.ts");
    return recordedRun(session, "try", () => tryWeek(session, recipients, options));
  }
  return watched(session, async () => {
    const recipients = readyRecipients(session, options);
    const job = async (lease: Lease): Promise<ExitCode> => {
      const code = await tellWeek(session, lease, recipients, options);
      await keepWithinWeeks(session);
      return code;
    };
    return recordedRun(session, "run", job, options);
  });
}

export type Recipients = NonNullable<Config["digest"]>["recipients"];

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
