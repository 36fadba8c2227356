import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../src/config.ts";
import { failpoint } from "../../src/failpoint.ts";
import { forgetApprovals } from "../../src/history/approvals.ts";
import { eraseFromAudit } from "../../src/history/audit-forget.ts";
import type { Database } from "../../src/history/database.ts";
import { eraseFrom, type Removed } from "../../src/history/erase.ts";
import {
  beginErasure,
  compact,
  endErasure,
  eraseFromCopy,
  forgetSubject,
  isKnownIn,
  sharesName,
  subjectOf,
  type Wanted,
} from "../../src/history/erasure.ts";
import { takeLease } from "../../src/history/lease.ts";
import { limitsPath } from "../../src/history/limits.ts";
import { placesOf } from "../../src/history/places.ts";
import { erasedIn } from "../../src/history/tombstone.ts";
import { type Mentions, mentionsOf, plainAddress, type Subject } from "../../src/mentions.ts";
import { auditClock, auditPath, readAuditKeys } from "../session/audit-log.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { streakFiles } from "../status/streaks.ts";
import { removeNaming, type Surroundings, stillNaming, surroundingsOf } from "./erase-files.ts";
import { type Receipt, receiptText } from "./erase-text.ts";

export type EraseCommand = Wanted & {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly also?: readonly string[];
};

/**
 * `history erase`: takes somebody out of everything this program keeps, keeps them out, and says what was removed, which
 * backups still hold them and what is left to the operator. Ended on its way, the same command does the rest.
 */
export async function erase(session: Session, options: EraseCommand): Promise<ExitCode> {
  const wanted = wantedOf(options);
  const database = await session.history();
  const { historyPath } = session.settings;
  const at = (): string => session.now().toUTC().toISO() ?? "";
  const lease = takeLease(database, historyPath, at());
  try {
    const subject = subjectOf(database, wanted);
    const isNew =
      subject.names.length === 0 && ![...subject.ids, ...subject.addresses].some(erasedIn(database).has);
    if (isNew) {
      session.log.warn(
        "Nobody in the history's list of users has this address or id; what names it is erased all the same",
      );
    }
    const isDry = options.dryRun === true;
    const receipt = await carriedOut(session, database, subject, { isDry, at, also: options.also ?? [] });
    if (options.json) session.print(`${JSON.stringify({ schemaVersion: 1, ...receipt }, null, 2)}\n`);
    else session.print(receiptText(receipt));
    return receipt.state === "incomplete" ? exitCode.notSent : exitCode.done;
  } finally {
    lease.release();
  }
}

function wantedOf({ email, person }: EraseCommand): Wanted {
  if ((email === undefined) === (person === undefined)) {
    throw new ConfigError("history erase: expected one of --email ADDRESS and --person ID");
  }
  if (email !== undefined && plainAddress(email) === null) {
    throw new ConfigError(
      `--email: got ${email.length} characters that are no address, expected one like ana@example.com`,
    );
  }
  if (person?.trim() === "") throw new ConfigError("--person: is empty, expected a Gong user id");
  return email === undefined ? { person: person ?? "" } : { email };
}

type Way = { readonly isDry: boolean; readonly at: () => string; readonly also: readonly string[] };

async function carriedOut(
  session: Session,
  database: Database,
  subject: Subject,
  { isDry, at, also }: Way,
): Promise<Receipt> {
  const { historyPath, metricsPath } = session.settings;
  const startedAt = at();
  const id = isDry ? null : beginErasure(database, historyPath, subject, startedAt);
  const mentions = mentionsOf(subject, erasedIn(database).standIn);
  const around = surroundingsOf(
    historyPath,
    placesOf(database),
    also.map((path) => resolve(path)),
  );
  const loose = [...streakFiles(historyPath), ...(metricsPath ? [metricsPath] : [])].filter((path) =>
    existsSync(path),
  );

  const files = removeNaming([...around.disposable, ...loose], mentions, isDry);
  failpoint("erase.files");
  const calls = isDry ? 0 : await eraseCalls(session, mentions);
  failpoint("erase.audit");
  const approvals = isDry ? 0 : await eraseApprovals(session, mentions);
  const copies = isDry
    ? []
    : around.copies.filter((path) => isErasedFrom(path, historyPath, subject, startedAt));
  failpoint("erase.copies");
  const removed: Removed = {
    ...eraseFrom(database, subject, { isDry, at: startedAt }),
    ...(calls > 0 ? { "calls in the audit log, emptied": calls } : {}),
    ...(approvals > 0 ? { "calls that waited for an approval": approvals } : {}),
  };
  const backups = around.backups.flatMap(({ path, keep }) => {
    const isKnown = isKnownIn(path, subject);
    return isKnown === false ? [] : [{ path, until: untilText(keep), read: isKnown !== null }];
  });
  const receipt = {
    state: "dry run" as const,
    startedAt,
    finishedAt: null,
    removed,
    files: files.map(mentions.redact),
    copies,
    backups: backups.map((backup) => ({ ...backup, path: mentions.redact(backup.path) })),
    left: [],
  };
  if (id === null) return receipt;
  forgetSubject(database, subject);
  const isCompact = compact(database);
  const left = stillIn(database, around, loose, subject);
  const isDone = isCompact && left.length === 0;
  const done: Receipt = {
    ...receipt,
    state: isDone ? "done" : "incomplete",
    finishedAt: isDone ? at() : null,
    left: [...(isCompact ? [] : [`${historyPath}-wal`]), ...left.map(mentions.redact)],
  };
  endErasure(database, id, done, done.finishedAt);
  compact(database);
  failpoint("erase.ended");
  return done;
}

/** Somebody else's name or a short number says nothing of the person. */
function stillIn(
  database: Database,
  around: Surroundings,
  loose: readonly string[],
  subject: Subject,
): readonly string[] {
  const sought: Subject = {
    ids: subject.ids.filter((id) => id.length >= shortestSought),
    addresses: subject.addresses,
    names: sharesName(database, subject) ? [] : subject.names,
  };
  return stillNaming([...around.data, ...around.disposable, ...loose], mentionsOf(sought, String));
}

const shortestSought = 6;

async function eraseCalls(session: Session, { inText }: Mentions): Promise<number> {
  if (!existsSync(auditPath(session.settings))) return 0;
  return eraseFromAudit(await session.audit(), (part) => inText(JSON.stringify(part)), {
    keys: readAuditKeys(process.env),
    now: auditClock,
  });
}

async function eraseApprovals(session: Session, { inText }: Mentions): Promise<number> {
  if (!existsSync(limitsPath(session.settings.historyPath))) return 0;
  return forgetApprovals(await session.limits(), inText, auditClock());
}

/** A copy that is damaged or another program's stays and is found by the search that follows. */
function isErasedFrom(path: string, history: string, subject: Subject, at: string): boolean {
  if (isKnownIn(path, subject) === null) return false;
  const removed = eraseFromCopy(path, history, subject, at);
  for (const end of ["-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  return Object.keys(removed).length > 0;
}

const untilText = (keep: number | null): string =>
  keep === null
    ? "until somebody deletes it"
    : `until ${keep} newer ${keep === 1 ? "one is" : "ones are"} made with --keep ${keep}`;
