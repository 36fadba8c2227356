import { existsSync } from "node:fs";
import { stringify } from "csv-stringify/sync";
import { DateTime } from "luxon";
import { ConfigError } from "../../src/config.ts";
import { openAuditDatabase } from "../../src/history/audit.ts";
import { type Mark, readHead } from "../../src/history/audit-head.ts";
import { notedNewest } from "../../src/history/audit-newest.ts";
import {
  type AuditFilter,
  type AuditRecord,
  auditPayload,
  auditRecords,
} from "../../src/history/audit-read.ts";
import { type AuditVerdict, verifyAudit } from "../../src/history/audit-verify.ts";
import type { Database } from "../../src/history/database.ts";
import { HistoryError } from "../../src/history/error.ts";
import { limitsPath, openLimits } from "../../src/history/limits.ts";
import { safeCell } from "../../src/mail/csv.ts";
import { counted } from "../../src/text.ts";
import { auditPath, readAuditKeys } from "../session/audit-log.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

export type AuditFilterOptions = Omit<AuditFilter, "sequence">;

/** The newest attempts, oldest of them first. */
export function listAudit(
  session: Session,
  { json, ...options }: AuditFilterOptions & { readonly json?: boolean },
): ExitCode {
  const records = read(session, [], (database) => auditRecords(database, filterOf(options)));
  if (json) session.print(`${JSON.stringify(records, null, 2)}\n`);
  else for (const record of records) session.print(`${lineOf(record)}\n`);
  if (records.length === 0)
    session.log.info("No attempt fits; gong-digest audit list without options has the newest");
  return exitCode.done;
}

/** One attempt as JSON. */
export function showAudit(
  session: Session,
  sequence: number,
  { payload }: { readonly payload?: boolean },
): ExitCode {
  const shown = read(session, null, (database) => {
    const [record] = auditRecords(database, { sequence });
    if (!record) return null;
    return payload ? { ...record, payload: payloadOf(database, sequence) } : record;
  });
  if (!shown)
    throw new ConfigError(`${sequence}: no attempt has this number; gong-digest audit list has them`);
  session.print(`${JSON.stringify(shown, null, 2)}\n`);
  return exitCode.done;
}

/** Every attempt, for other programs. */
export function exportAudit(
  session: Session,
  { csv, jsonl: _, ...options }: AuditFilterOptions & { readonly csv?: boolean; readonly jsonl?: boolean },
): ExitCode {
  const records = read(session, [], (database) => auditRecords(database, filterOf(options)));
  if (csv) {
    session.print(
      stringify([columns, ...records.map((record) => columns.map((name) => cellOf(record[name])))]),
    );
  } else for (const record of records) session.print(`${JSON.stringify(record)}\n`);
  return exitCode.done;
}

/** Looks at every row. Exit code 5 when one is not as it was written. */
export function verifyLog(session: Session, { json }: { readonly json?: boolean }): ExitCode {
  const path = auditPath(session.settings);
  const noted = notedAt(limitsPath(session.settings.historyPath));
  const verdict = read(session, nothingThere(path, noted), (database) =>
    verifyAudit(database, path, readAuditKeys(process.env), noted),
  );
  const { fault, checked, head, keyedFrom } = verdict;
  if (json) session.print(`${JSON.stringify({ ok: fault === null, ...verdict }, null, 2)}\n`);
  else if (fault)
    session.print(`Row ${fault.sequence}: ${fault.what}. ${counted(checked, "row")} checked in ${path}\n`);
  else {
    const how = keyedFrom === null ? "without a key" : `with a key from row ${keyedFrom} on`;
    session.print(
      `${counted(checked, "row")} checked, ${how}: all as written. Newest: ${head?.sequence ?? 0} ${head?.hash ?? ""}\n`,
    );
  }
  return fault === null ? exitCode.done : exitCode.notSent;
}

/** Reading makes no log where there is none. */
function read<T>({ settings }: Session, none: T, from: (database: Database) => T): T {
  const path = auditPath(settings);
  if (!existsSync(path)) return none;
  const database = openAuditDatabase(path);
  try {
    return from(database);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !/malformed JSON/.test((error as Error).message)) throw error;
    throw new HistoryError("damaged", `${path}: a row was changed; gong-digest audit verify says which`, {
      cause: error,
    });
  } finally {
    database.close();
  }
}

/** The newest row as another file has it. */
function notedAt(path: string): Mark | null {
  if (!existsSync(path)) return null;
  const limits = openLimits(path);
  try {
    return notedNewest(limits);
  } finally {
    limits.close();
  }
}

function nothingThere(path: string, noted: Mark | null): AuditVerdict {
  const [lost = noted] = readHead(path).confirmed;
  const fault = lost ? { sequence: lost.sequence, what: "missing: the log itself is not there" } : null;
  return { checked: 0, fault, head: null, keyedFrom: null, first: 1 };
}

function payloadOf(database: Database, sequence: number): unknown {
  const keys = readAuditKeys(process.env);
  if (!keys) throw new ConfigError("GONG_DIGEST_AUDIT_KEY is not set; payloads are encrypted with it");
  try {
    return auditPayload(database, sequence, keys);
  } catch (error) {
    const message = `${sequence}: its payload cannot be decrypted; GONG_DIGEST_AUDIT_KEY is another key than the one it was kept with`;
    throw new ConfigError(message, { cause: error });
  }
}

function filterOf({ since, until, ...rest }: AuditFilterOptions): AuditFilter {
  return { ...rest, since: timeOf("--since", since), until: timeOf("--until", until) };
}

function timeOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = DateTime.fromISO(text, { setZone: false });
  if (time.isValid) return time.toUTC().toISO();
  throw new ConfigError(
    `${option}: got ${JSON.stringify(text)}, expected a date or time like 2026-11-16 or 2026-11-16T09:00Z`,
  );
}

/** No reference of another program's may move the cursor of the terminal: all of them are checked when written. */
function lineOf(record: AuditRecord): string {
  const { sequence, time, user, persona, client, action, effect, decision, status, durationMs, rows } =
    record;
  const who = [user ?? "[erased]", persona, client].filter((part) => part !== null).join("/");
  const facts = [
    durationMs === null ? null : `${durationMs} ms`,
    rows === null ? null : counted(rows, "row"),
    record.failure,
    record.requestId,
  ].filter((part) => part !== null);
  const ended = decision === "allowed" ? status : decision;
  return [sequence, time, printable(who), action, effect, ended, facts.join(", ")].join("  ").trimEnd();
}

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, "?");

const columns = [
  "sequence",
  "time",
  "user",
  "persona",
  "client",
  "promptId",
  "action",
  "route",
  "effect",
  "arguments",
  "decision",
  "reason",
  "status",
  "failure",
  "httpStatus",
  "durationMs",
  "requestId",
  "rows",
  "requests",
  "previous",
  "hash",
] as const satisfies readonly (keyof AuditRecord)[];

/** Long cells are cut; the JSON lines have all of it. */
function cellOf(value: unknown): ReturnType<typeof safeCell> {
  return safeCell(
    typeof value === "object" && value !== null ? JSON.stringify(value) : (value as string | number | null),
  );
}
