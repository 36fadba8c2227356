import type { DateTime } from "luxon";
import type { Config } from "../../src/config.ts";
import type { HistoryError } from "../../src/history/error.ts";
import type { JobFacts } from "../../src/history/health.ts";
import type { SendState } from "../../src/history/outbox.ts";
import { cleanText, counted } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { dueAt } from "../session/when.ts";

/** A digest that is out later than this is late; until then the hourly tries may still mend it. */
const patienceHours = 6;

export type Reason = {
  /** `late` · `held` · `run` · `mail` · `recipients` · `history` · `erasure` */
  readonly kind: "late" | "held" | "run" | "mail" | "recipients" | "history" | "erasure";
  readonly text: string;
  /** What to run next. */
  readonly command: string;
};

export type Health = {
  /** `new`: the weekly job has never run. */
  readonly state: "ok" | "new" | "late" | "failed";
  readonly reasons: readonly Reason[];
};

/** Health, and the code by which `status` ends with it. */
export type Judgement = {
  readonly health: Health;
  readonly code: ExitCode;
  /** When the digest of the oldest week that is due should have left; null when it is not late. */
  readonly lateSince: string | null;
};

/**
 * Is all well? By these rules, the gravest of which gives the state and the exit code:
 *
 * - failed, 5: of the newest week's mails none is sent, and some are unknown, failed or expired
 * - failed, 4: some are sent, and some unknown, failed or expired. Neither counts what `outbox resolve` has settled. When
 *   the last run ended with 4 or 5, mails that it left pending count too
 * - late, 3: a week is due and its digest was due more than 6 hours ago; or the last run ended with 3, held, or with 1, 2
 *   or 5 for another reason than mails; or the erasure of somebody was begun and is not through
 * - failed, 4: the last run ended with 4 since recipients got nothing
 * - new, 0: the job has never run (2 where there is no history either, by `failedHealth`) · ok, 0: all else
 */
export function judgeHealth(
  { lastRun, newestTelling, hasRun, erasures }: JobFacts,
  { due, zone, now, config }: { due: readonly Week[]; zone: string | null; now: DateTime; config: Config },
): Judgement {
  const reasons: (Reason & { readonly code: ExitCode })[] = [];
  const lastCode = lastRun?.exitCode ?? exitCode.done;
  const mail = mailTrouble(newestTelling, lastCode);
  if (mail) reasons.push(mail);

  const [oldest] = due;
  const wanted = oldest === undefined || zone === null ? null : dueAt(config, oldest, zone);
  const isLate = wanted !== null && now > wanted.plus({ hours: patienceHours });
  if (isLate && hasRun) {
    const text = `${oldest} is not told; its digest was due ${wanted.toFormat("ccc d LLL yyyy HH:mm ZZ")}`;
    reasons.push({ kind: "late", text, command: "gong-digest run", code: exitCode.held });
  }
  if (lastRun !== null && lastCode !== exitCode.done) {
    const said = cleanText(lastRun.message ?? "", 300);
    if (lastCode === exitCode.held) {
      const text = `the last run was held: ${said}`;
      reasons.push({ kind: "held", text, command: "gong-digest doctor", code: exitCode.held });
    } else if (lastCode === exitCode.partlySent && !mail) {
      const text = "recipients got no mail in the last run, which says whom";
      reasons.push({ kind: "recipients", text, command: "gong-digest doctor", code: exitCode.partlySent });
    } else if (!mail) {
      const text = `the last run ended with exit code ${lastCode}${said === "" ? "" : `: ${said}`}`;
      reasons.push({ kind: "run", text, command: "gong-digest run", code: exitCode.held });
    }
  }
  if (erasures.since !== null) {
    const whose = counted(erasures.people, "person", "people");
    const text = `the erasure of ${whose}, begun ${erasures.since}, is not through; what names them may still be here`;
    const command = "gong-digest history erase --email ADDRESS";
    reasons.push({ kind: "erasure", text, command, code: exitCode.held });
  }
  const code = reasons.reduce<ExitCode>(
    (worst, each) => (each.code > worst ? each.code : worst),
    exitCode.done,
  );
  const state = code > exitCode.held ? "failed" : code === exitCode.held ? "late" : hasRun ? "ok" : "new";
  return {
    health: { state, reasons: reasons.map(({ kind, text, command }) => ({ kind, text, command })) },
    code,
    lateSince: isLate && hasRun ? wanted.toUTC().toISO() : null,
  };
}

/**
 * Health of a history that cannot be used. One of which nothing is there has not failed: nobody has run anything yet. It is
 * not well either, since its whole disk may be gone, so that it ends with 2 until a run has made it.
 *
 * @param wasThere whether files stand beside it that a history leaves
 */
export function failedHealth(error: HistoryError, wasThere: boolean): Judgement {
  if (error.kind === "missing" && !wasThere) {
    const text = `${error.message}. Was there one before, its disk may be gone`;
    const reason = { kind: "history", text, command: "gong-digest doctor" } as const;
    return { health: { state: "new", reasons: [reason] }, code: exitCode.usage, lateSince: null };
  }
  const command: Partial<Record<HistoryError["kind"], string>> = {
    missing: "gong-digest run",
    busy: "gong-digest status",
    damaged: "gong-digest history verify",
  };
  const reason = {
    kind: "history",
    text: error.message,
    command: command[error.kind] ?? "gong-digest doctor",
  } as const;
  const code = error.kind === "foreign" || error.kind === "newer" ? exitCode.usage : exitCode.notSent;
  return { health: { state: "failed", reasons: [reason] }, code, lateSince: null };
}

type Counts = Partial<Record<SendState, number>>;

/** Messages that should be sent and will not be by themselves. */
export const troubled = ({ unknown = 0, failed = 0, expired = 0 }: Counts) => ({ unknown, failed, expired });

/**
 * What is wrong with the newest week's mails, and the exit code for it: 5 when none is sent, else 4; null when nothing is.
 *
 * @param lastCode of a run that ended with 4 or 5 pending mails count too
 */
export function mailTrouble(
  telling: JobFacts["newestTelling"],
  lastCode: ExitCode | number,
): (Reason & { readonly code: ExitCode }) | null {
  if (telling === null) return null;
  const { week, counts } = telling;
  const isOpen = lastCode === exitCode.partlySent || lastCode === exitCode.notSent;
  const faults = { ...troubled(counts), pending: isOpen ? (counts.pending ?? 0) : 0 };
  const parts = Object.entries(faults).filter(([, count]) => count > 0);
  if (parts.length === 0) return null;
  const sent = counts.sent ?? 0;
  const text = `of the mails about ${week} ${sent} are sent, ${parts.map(([state, count]) => `${count} ${state}`).join(", ")}`;
  const code = sent > 0 ? exitCode.partlySent : exitCode.notSent;
  return { kind: "mail", text, command: "gong-digest outbox list", code };
}
