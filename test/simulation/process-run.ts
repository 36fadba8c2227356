import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { openAuditLog, originOf } from "../../jobs/session/audit-log.ts";
import { type ExitCode, exitCodeOf } from "../../jobs/session/exit.ts";
import { type Asked, reserveOf, type Session } from "../../jobs/session/session.ts";
import { onFailpoint } from "../../src/failpoint.ts";
import type { Audit } from "../../src/history/audit.ts";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { keepErased } from "../../src/history/erasure.ts";
import { asHistoryError } from "../../src/history/error.ts";
import { limitsPath, openLimits } from "../../src/history/limits.ts";
import { requestsOfLastWeekly } from "../../src/history/runs.ts";
import { audited } from "../../src/limits/audited.ts";
import { simulatedGong } from "./gong.ts";
import { simulatedMailer } from "./mail-server.ts";
import { type Fate, type Process, processOf } from "./process.ts";
import { historyPath, newFolder, type World } from "./world.ts";

/** How a process ended. */
export type Ended = {
  readonly name: string;
  readonly process: Process;
  /** Null when it died. */
  readonly code: ExitCode | null;
  readonly error: unknown;
  /** The error in words. */
  readonly told: string;
  readonly gongFaults: number;
  /** Its clock when it began. */
  readonly beganMs: number;
  /** Mails accepted before and after. */
  readonly accepted: readonly [before: number, after: number];
  readonly output: string;
};

/**
 * Runs a command of the program to its end, or to its death: then the files are what they were at that instant, and
 * nothing it did afterwards is in them.
 */
export async function runProcess(
  world: World,
  name: string,
  fate: Fate,
  job: (session: Session) => Promise<ExitCode>,
): Promise<Ended> {
  const { folder } = world;
  let left: string | null = null;
  const process = processOf(fate, (event) => {
    left = filesOf(world, event);
  });
  const before = world.accepted.length;
  const beganMs = world.clock.ms + world.clock.skewMs;
  const faults = { gong: 0 };
  const { session, close, output } = sessionOf(world, process, faults);
  let [code, error]: [ExitCode | null, unknown] = [null, undefined];
  world.acting.push(process);
  world.newestProcess = process;
  onFailpoint((event) => world.acting.at(-1)?.pass(event));
  try {
    code = await job(session);
  } catch (thrown) {
    error = thrown;
    code = exitCodeOf(asHistoryError(thrown, historyPath(world)));
  } finally {
    world.acting.pop();
    onFailpoint(world.acting.length === 0 ? undefined : (event) => world.acting.at(-1)?.pass(event));
    close();
  }
  // Folders have other names each time; what is told of a world must not.
  const told = error === undefined ? "" : String(error).replaceAll(`${folder}/`, "");
  if (left !== null) {
    rmSync(world.folder, { recursive: true });
    world.folder = left;
    code = null;
  }
  const accepted = [before, world.accepted.length] as const;
  return {
    name,
    process,
    code,
    error,
    told,
    gongFaults: faults.gong,
    beganMs,
    accepted,
    output: output.join("").replaceAll(`${folder}/`, ""),
  };
}

function sessionOf(world: World, process: Process, faults: { gong: number }) {
  const { config, clock } = world;
  const output: string[] = [];
  const now = (): DateTime => DateTime.fromMillis(clock.ms + clock.skewMs, { zone: "utc" });
  const passTime = (ms: number): void => {
    clock.ms += ms;
  };
  const shared = { chance: world.chance, nowMs: () => clock.ms, passTime };
  const note = (level: string) => (message: string) => void output.push(`${level}: ${message}\n`);
  const log = { info: note("info"), warn: note("warn"), error: note("error") };
  const settings: Session["settings"] = {
    config,
    historyPath: historyPath(world),
    file: null,
    credentials: () => ({ kind: "bearer", token: "token" }),
    smtpUrl: () => config.mail?.smtpUrl ?? "",
    oauth2: () => null,
    dkim: () => null,
  };
  let database: Database | undefined;
  let limitsDatabase: Database | undefined;
  let auditLog: Audit | undefined;
  let [isWeekly, run]: [boolean, number | null] = [false, null];
  const open = (): Database => {
    const opened = openDatabase(historyPath(world));
    if (world.diskPages !== null) {
      const pages = Number(opened.pragma("page_count", { simple: true }));
      opened.pragma(`max_page_count = ${pages + world.diskPages}`);
    }
    return opened;
  };
  const history = async (): Promise<Database> => {
    if (database) return database;
    database = open();
    keepErased(database, historyPath(world), now().toISO() ?? "");
    return database;
  };
  const limits = async (): Promise<Database> => {
    limitsDatabase ??= openLimits(limitsPath(historyPath(world)));
    return limitsDatabase;
  };
  const audit = async (): Promise<Audit> => {
    auditLog ??= openAuditLog(settings, {}, log, await limits());
    return auditLog;
  };
  const origin = async (asked: Asked = {}) => originOf(asked, { GONG_DIGEST_USER: "operator" });
  const client = simulatedGong(
    {
      ...shared,
      company: world.company,
      weather: () => world.weather.gong,
      noteFault: () => {
        faults.gong += 1;
      },
    },
    process,
  );
  const mail = {
    ...shared,
    weather: () => world.weather.mail,
    accepted: world.accepted,
    noteAddressed: (to: string) => {
      world.addressed = to;
    },
    noteAsked: (to: string) => {
      if (world.suppressed.has(to)) world.askedSuppressed.push(to);
    },
  };
  const close = (): void => {
    auditLog?.close();
    const opened = [limitsDatabase, database];
    [auditLog, limitsDatabase, database] = [undefined, undefined, undefined];
    for (const each of opened) each?.close();
  };
  const session: Session = {
    settings,
    log,
    now,
    history,
    limits,
    gong: async (asked) => (world.isAudited ? audited(client, await audit(), await origin(asked)) : client),
    audit,
    origin,
    baseUrl: () => settings.config.gong.baseUrl,
    mailer: async () => simulatedMailer(mail, process),
    useReserve: () => {
      isWeekly = true;
    },
    budget: async () => {
      const kept = await history();
      const { requestsPerDay } = config.gong;
      const perDay = (): number =>
        requestsPerDay - (isWeekly ? 0 : reserveOf(config.gong, requestsOfLastWeekly(kept)));
      const used = (): number => dayCount(kept).used(now().toISODate() ?? "");
      return () => ({ perDay: perDay(), leftToday: Math.max(0, perDay() - used()) });
    },
    requests: () => client.requests,
    print: (text) => void output.push(text),
    terminal: false,
    beginRun: (number) => {
      run = number;
    },
    run: () => run,
    signal: process.signal,
    close,
  };
  return { session, output, close };
}

const filesToKeep = [
  ...["history.db", "history.db-wal", "history.db.told", "history.db.erased", "history.db.alert"],
  ...["audit.db", "audit.db-wal", "audit.db.head"],
  ...["limits.db", "limits.db-wal"],
];

/**
 * The files of the history at this instant, as `kill -9` leaves them: what was written is there, what was not
 * committed is nothing. A power cut may besides leave half of a line in the witness.
 */
function filesOf(world: World, event: string): string {
  const folder = newFolder();
  for (const name of filesToKeep) {
    const from = join(world.folder, name);
    if (existsSync(from)) copyFileSync(from, join(folder, name));
  }
  const isTorn = event === "message.data" && world.chance.is(0.3);
  if (isTorn) writeFileSync(join(folder, "history.db.told"), "asked <2026-W", { flag: "a" });
  return folder;
}
