import { failpoint } from "../failpoint.ts";
import type { Attempt, AuditLog, Outcome } from "../limits/audit-log.ts";
import { createRedactor, type Redactor } from "../limits/redact.ts";
import {
  type AuditKeys,
  digestOf,
  type EntryKind,
  type EntryRow,
  genesis,
  hashOf,
  newSalt,
  seal,
  sealedDigest,
} from "./audit-chain.ts";
import { announce, confirm, isLongHead, type Mark, readHead, rewriteHead } from "./audit-head.ts";
import { type Database, openDatabase } from "./database.ts";
import { asHistoryError } from "./error.ts";
import type { Store } from "./schema.ts";

export type AuditOptions = {
  readonly now: () => Date;
  /** Null where the owner has set no key: rows are hashed, but whoever can change them can hash them anew. */
  readonly keys: AuditKeys | null;
  readonly arguments: "redacted" | "none";
  /** Keeps prompts, arguments and answers, encrypted. Needs keys. */
  readonly payloads: boolean;
  /** Credentials of this process, never to be written. */
  readonly secrets: readonly string[];
  /** Hears of an outcome that could not be written; its attempt stays `started`. */
  readonly onFault: (error: unknown) => void;
};

export type Audit = AuditLog & {
  readonly database: Database;
  readonly path: string;
  readonly close: () => void;
};

/** What goes into a row. */
export type NewEntry = {
  readonly kind: EntryKind;
  readonly attempt?: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly personal?: Readonly<Record<string, unknown>>;
  readonly payload?: string | undefined;
};

/** In pages of 4 KB: moving them into the file waits for the disk, so that few calls do; a small disk bears a megabyte. */
const checkpointPages = 256;

/** "audt" in ASCII. */
const auditStore: Store = { applicationId: 0x61756474, migrations: "audit-migrations" };

/** A file of its own beside the history: an old history that is put back takes nothing from it. */
export const openAuditDatabase = (path: string): Database => openDatabase(path, auditStore);

/**
 * Opens the log of calls to Gong, and makes it when there is none.
 *
 * Both rows of a call that cannot be undone are on disk when `begin` and `end` return. Those of all others are with the
 * operating system: they outlive the end of this process, but not a power cut in the next moments. Waiting for the disk
 * twice takes some ten milliseconds, which a call that can be looked up and made again is not worth.
 *
 * @throws {HistoryError} when the file cannot be used; `begin` throws it too, and the call must not be made then
 */
export function openAudit(path: string, options: AuditOptions): Audit {
  const database = openAuditDatabase(path);
  database.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  const redactor = createRedactor(options.secrets);
  const append = appender(database, path, options.keys, options.now);
  const payloadOf = (payload: Readonly<Record<string, unknown>>): string | undefined =>
    options.payloads ? cut(redactor.secrets(JSON.stringify(payload, plain) ?? "")) : undefined;

  return {
    database,
    path,
    begin(attempt) {
      const begun = options.now().getTime();
      const { promptId, prompt, arguments: given } = attempt;
      const isDurable = attempt.decision === "allowed" && attempt.isIrreversible === true;
      const sequence = append(
        {
          kind: "attempt",
          facts: factsOf(attempt, redactor),
          personal: personalOf(attempt, redactor, options.arguments),
          payload: payloadOf({ promptId, prompt, arguments: given }),
        },
        isDurable,
      );
      failpoint("audit.begun");
      let isOpen = attempt.decision === "allowed";
      return {
        sequence,
        end(outcome) {
          if (!isOpen) return;
          isOpen = false;
          const durationMs = Math.max(0, options.now().getTime() - begun);
          const { response } = outcome;
          try {
            append(
              {
                kind: "outcome",
                attempt: sequence,
                facts: { ...outcomeFacts(outcome, redactor), durationMs },
                payload: response === undefined ? undefined : payloadOf({ response }),
              },
              isDurable,
            );
            failpoint("audit.ended");
          } catch (error) {
            options.onFault(error);
          }
        },
      };
    },
    close() {
      if (!database.open) return;
      // What was left to the operating system is put on disk.
      database.pragma("synchronous = FULL");
      database.close();
    },
  };
}

/**
 * Adds a row to the chain and gives its number. Two processes take turns: the row before is read with the write lock
 * held.
 *
 * @param inside runs in the same transaction, before the row is written
 */
export function appender(database: Database, path: string, keys: AuditKeys | null, now: () => Date) {
  const newest = database.prepare<[], Mark>(
    "SELECT sequence, hash FROM entry ORDER BY sequence DESC LIMIT 1",
  );
  const add = database.prepare<[Omit<EntryRow, never>]>(
    `INSERT INTO entry (sequence, time, kind, attempt, facts, personal, salt, personal_digest, previous, hash)
     VALUES (@sequence, @time, @kind, @attempt, @facts, @personal, @salt, @personal_digest, @previous, @hash)`,
  );
  const addPayload = database.prepare<[number, Buffer]>("INSERT INTO payload (entry, sealed) VALUES (?, ?)");
  const write = database.transaction((entry: NewEntry, durable: boolean, inside?: () => void): Mark => {
    const last = newest.get();
    inside?.();
    const sequence = (last?.sequence ?? 0) + 1;
    const sealed = entry.payload !== undefined && keys ? seal(entry.payload, keys) : null;
    const personal = entry.personal ? JSON.stringify(entry.personal) : null;
    const salt = personal === null ? null : newSalt();
    const row = {
      sequence,
      time: now().toISOString(),
      kind: entry.kind,
      attempt: entry.attempt ?? null,
      facts: JSON.stringify(sealed ? { ...entry.facts, payload: sealedDigest(sealed) } : entry.facts),
      personal_digest: personal === null || salt === null ? null : digestOf(personal, salt),
      previous: last?.hash ?? genesis,
    };
    const hash = hashOf(row, keys);
    if (isLongHead(path)) shortenHead(database, path, last);
    announce(path, { sequence, hash }, durable);
    failpoint("audit.announced");
    add.run({ ...row, personal, salt, hash });
    if (sealed) addPayload.run(sequence, sealed);
    failpoint("audit.written");
    return { sequence, hash };
  });
  return (entry: NewEntry, durable = false, inside?: () => void): number => {
    try {
      database.pragma(`synchronous = ${durable ? "FULL" : "NORMAL"}`);
      const mark = write.immediate(entry, durable, inside);
      failpoint("audit.committed");
      confirm(path, mark);
      return mark.sequence;
    } catch (error) {
      throw asHistoryError(error, path);
    }
  };
}

/** Lines that contradict the log are kept: what they found must not be forgotten. */
function shortenHead(database: Database, path: string, last: Mark | undefined): void {
  if (!last) return;
  const hashAt = database.prepare<[number], string>("SELECT hash FROM entry WHERE sequence = ?").pluck();
  const first = database.prepare<[], number>("SELECT min(sequence) FROM entry").pluck().get() ?? 0;
  const contradicted = readHead(path).confirmed.filter(
    ({ sequence, hash }) => sequence >= first && hashAt.get(sequence) !== hash,
  );
  rewriteHead(path, [...contradicted, last]);
}

function factsOf({ caller, promptId, action, route, effect, decision }: Attempt, { label }: Redactor) {
  const client = label(caller.client);
  return {
    persona: caller.persona,
    client,
    promptId: promptId === undefined ? null : label(promptId),
    action,
    route,
    effect,
    decision,
  };
}

function personalOf(attempt: Attempt, redactor: Redactor, keep: AuditOptions["arguments"]) {
  const { caller, arguments: given, reason } = attempt;
  return {
    user: redactor.secrets(caller.user),
    arguments: keep === "none" ? null : (redactor.value(given) ?? null),
    reason: reason === undefined ? null : redactor.text(reason),
  };
}

function outcomeFacts(outcome: Outcome, { label }: Redactor) {
  const { status, kind, httpStatus, requestId, rows, requests } = outcome;
  return {
    status,
    failure: kind ?? null,
    httpStatus: httpStatus ?? null,
    requestId: requestId === undefined ? null : label(requestId),
    rows: rows ?? null,
    requests: requests ?? null,
  };
}

const longestPayload = 256 * 1024;

const cut = (text: string): string =>
  text.length <= longestPayload ? text : `${text.slice(0, longestPayload)} [cut, ${text.length} characters]`;

function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value ? "[stream]" : value;
}
