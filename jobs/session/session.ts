import { setTimeout as sleep } from "node:timers/promises";
import { DateTime } from "luxon";
import { ConfigError } from "../../src/config.ts";
import type { Gong } from "../../src/gong/client.ts";
import type { Audit } from "../../src/history/audit.ts";
import type { Database } from "../../src/history/database.ts";
import type { Origin } from "../../src/limits/audit-log.ts";
import type { Guard } from "../../src/limits/guard.ts";
import { createLog, type Log } from "../../src/log.ts";
import type { Mailer } from "../../src/mail/send.ts";
import { visibleLines } from "../../src/text.ts";
import type { Budget } from "../pull/progress.ts";
import { withoutSecrets } from "./secret.ts";
import { readSettings, type Settings } from "./settings.ts";

/** Options that every command takes. */
export type GlobalOptions = {
  readonly config?: string;
  readonly now?: string;
  /** As it was typed, for the log: `history export`. */
  readonly command?: string;
};

/** For whom Gong is called, where it is not for the weekly job. */
export type Asked = {
  readonly client?: string;
  readonly persona?: string | null;
  readonly promptId?: string | undefined;
  readonly prompt?: string | undefined;
  /** Absent, the weekly job's reading is allowed and nothing else. */
  readonly guard?: Guard;
};

/** What a job works with. The clock, the environment and the terminal are read here and nowhere else. */
export type Session = {
  readonly settings: Settings;
  readonly log: Log;
  readonly now: () => DateTime;
  /** Opened on first use, and anew after `close`; closed with the session. */
  readonly history: () => Promise<Database>;
  /** Revocations, approvals and the pace of requests, beside the history; opened and closed as that is. */
  readonly limits: () => Promise<Database>;
  /** Each call is written down as that of whoever asked. */
  readonly gong: (asked?: Asked) => Promise<Gong>;
  /** Opened on first use, without a client of Gong; closed with the session. */
  readonly audit: () => Promise<Audit>;
  readonly origin: (asked?: Asked) => Promise<Origin>;
  /** Where requests go: the host that is stored with the key, else the one of the settings. */
  readonly baseUrl: () => string;
  /** To the mail server of the settings. Each is closed by whom it was opened for. */
  readonly mailer: () => Promise<Mailer>;
  /** From now on this session is the weekly job's, which may use what is kept for it of the day's requests. */
  readonly useReserve: () => void;
  /** What this session may still ask of Gong today (UTC), and on each later day. */
  readonly budget: () => Promise<() => Budget>;
  /** HTTP requests made so far, retries included. */
  readonly requests: () => number;
  /** Data for the caller; everything else goes to the log. */
  readonly print: (text: string) => void;
  readonly terminal: boolean;
  /** The number of the run that the session is now at work on; its log lines carry it. */
  readonly beginRun: (run: number) => void;
  /** Whether a run was begun. */
  readonly run: () => number | null;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
  readonly close: () => void;
};

export type SessionParts = {
  readonly settings?: Settings;
  readonly log?: Log;
  readonly signal?: AbortSignal;
  readonly print?: (text: string) => void;
};

/** @throws {ConfigError} when a setting cannot be used */
export function openSession(options: GlobalOptions, parts: SessionParts = {}): Session {
  const settings = parts.settings ?? readSettings(options.config, process.env);
  const now = clock(options.now);
  const terminal = process.stderr.isTTY === true;
  const signal = parts.signal ?? new AbortController().signal;
  let run: number | null = null;
  const log =
    parts.log ??
    createLog((line) => process.stderr.write(terminal ? `${clearLine}${line}` : line), {
      terminal,
      now: () => new Date().toISOString(),
      withoutSecrets,
      always: () => ({
        ...(options.command === undefined ? {} : { command: options.command }),
        ...(run === null ? {} : { run }),
      }),
    });
  let database: Database | undefined;
  let limitsDatabase: Database | undefined;
  let client: Gong | undefined;
  let isWeekly = false;
  let auditLog: Audit | undefined;

  const history = async (): Promise<Database> => {
    const { openDatabase } = await import("../../src/history/database.ts");
    if (database) return database;
    const { keepErased } = await import("../../src/history/erasure.ts");
    database = openDatabase(settings.historyPath);
    const again = keepErased(database, settings.historyPath, now().toUTC().toISO() ?? "");
    if (again > 0)
      log.warn(`This is an older copy of the history; ${again} who had been erased were erased again`);
    return database;
  };
  const limits = async (): Promise<Database> => {
    const { limitsPath, openLimits } = await import("../../src/history/limits.ts");
    limitsDatabase ??= openLimits(limitsPath(settings.historyPath));
    return limitsDatabase;
  };
  const reserved = async (): Promise<() => number> => {
    const { requestsOfLastWeekly } = await import("../../src/history/runs.ts");
    const kept = await history();
    return () => (isWeekly ? 0 : reserveOf(settings.config.gong, requestsOfLastWeekly(kept)));
  };
  const budget = async (): Promise<() => Budget> => {
    const { dayCount } = await import("../../src/history/day-count.ts");
    const [count, kept] = [dayCount(await history()), await reserved()];
    return () => {
      const perDay = settings.config.gong.requestsPerDay - kept();
      const day = now().toUTC().toISODate() ?? "";
      return { perDay, leftToday: Math.max(0, perDay - count.used(day)) };
    };
  };
  const audit = async (): Promise<Audit> => {
    const { openAuditLog } = await import("./audit-log.ts");
    const kept = await limits();
    auditLog ??= openAuditLog(settings, process.env, log, kept);
    return auditLog;
  };
  const origin = async (asked: Asked = {}): Promise<Origin> =>
    (await import("./audit-log.ts")).originOf(asked, process.env);
  const baseUrl = (): string => {
    try {
      const given = settings.credentials();
      return (given.kind === "stored" && given.store.read()?.baseUrl) || settings.config.gong.baseUrl;
    } catch (error) {
      // A request can be looked at before there is a key to send it with.
      if (error instanceof ConfigError) return settings.config.gong.baseUrl;
      throw error;
    }
  };
  const gong = async (asked: Asked = {}): Promise<Gong> => {
    const { audited } = await import("../../src/limits/audited.ts");
    const { jobGuard, withNotes } = await import("./job-guard.ts");
    const { guarded } = await import("../../src/limits/guard.ts");
    const { createGong } = await import("../../src/gong/client.ts");
    const { dayCount } = await import("../../src/history/day-count.ts");
    const { sharedPace } = await import("../../src/history/pace.ts");
    const { gong: own } = settings.config;
    const given = settings.credentials();
    const { sayOtherHost, sourceOfStore } = await import("./key-store.ts");
    if (client === undefined) sayOtherHost(log, baseUrl(), own.baseUrl);
    const parts = { now: () => now().toJSDate(), log, timeoutSeconds: own.timeoutSeconds };
    client ??= createGong({
      baseUrl: baseUrl(),
      credentials: given.kind === "stored" ? sourceOfStore(given.store, parts) : given,
      requestsPerSecond: own.requestsPerSecond,
      requestsPerDay: own.requestsPerDay,
      patienceSeconds: own.patienceSeconds,
      timeoutSeconds: own.timeoutSeconds,
      retries: own.retries,
      deadline: now().plus({ minutes: own.deadlineMinutes }).toJSDate(),
      dayCount: dayCount(await history()),
      reserved: await reserved(),
      // The machine's clock, which is the one that all processes have in common.
      pace: sharedPace(await limits(), Date.now),
      log,
      now: () => now().toJSDate(),
      random: Math.random,
      sleep: (milliseconds, abort) => sleep(milliseconds, undefined, abort ? { signal: abort } : {}),
      signal,
    });
    const guard = asked.guard ?? jobGuard(own.baseUrl);
    const persona = asked.guard ? asked.persona : guard.persona()?.name;
    const [written, from] = [await audit(), await origin({ ...asked, persona: persona ?? null })];
    return guarded(audited(client, written, from), withNotes(guard, written, from));
  };
  return {
    settings,
    log,
    now,
    history,
    limits,
    gong,
    audit,
    origin,
    baseUrl,
    mailer: async () => (await import("./mailer.ts")).mailerOf(settings),
    useReserve: () => {
      isWeekly = true;
    },
    budget,
    requests: () => client?.requests ?? 0,
    print: parts.print ?? printed,
    terminal,
    beginRun(number) {
      run = number;
      if (parts.log === undefined && !terminal) log.info(`Run ${number} starts`);
    },
    run: () => run,
    signal,
    close: () => {
      auditLog?.close();
      auditLog = undefined;
      const open = [limitsDatabase, database];
      [limitsDatabase, database] = [undefined, undefined];
      for (const each of open) each?.close();
    },
  };
}

/** Weeks differ; so much more than the last one the next may need. */
const growth = 1.2;

/**
 * Requests of a day that are kept for the weekly job: a share of them, more when the last weekly job needed
 * more, never more than half.
 *
 * @example
 * reserveOf({ requestsPerDay: 10_000, reserve: 0.1 }, 2_000); // => 2400
 */
export function reserveOf(
  { requestsPerDay, reserve }: Pick<Settings["config"]["gong"], "requestsPerDay" | "reserve">,
  lastWeekly: number,
): number {
  const wanted = Math.max(Math.ceil(requestsPerDay * reserve), Math.ceil(lastWeekly * growth));
  return Math.min(Math.floor(requestsPerDay / 2), wanted);
}

/** What is piped into a file or a pager comes to a terminal in the end, so it is the same everywhere. */
const printed = (text: string): void => {
  process.stdout.write(visibleLines(withoutSecrets(text)));
};

/** A progress bar may stand on the line. */
const clearLine = "\r\u001b[K";

/** The job's clock: the machine's, or one that starts at `--now` and runs on from there. */
function clock(start: string | undefined): () => DateTime {
  if (start === undefined) return () => DateTime.now();
  const moment = DateTime.fromISO(start, { setZone: true });
  if (!moment.isValid) {
    throw new ConfigError(`--now: got ${JSON.stringify(start)}, expected a time like 2026-11-16T09:00:00Z`);
  }
  const opened = Date.now();
  return () => moment.plus({ milliseconds: Date.now() - opened });
}
