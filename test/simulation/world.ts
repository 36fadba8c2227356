import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import { openAuditLog, originOf } from "../../jobs/session/audit-log.ts";
import { type ExitCode, exitCodeOf } from "../../jobs/session/exit.ts";
import { type Asked, reserveOf, type Session } from "../../jobs/session/session.ts";
import { Config } from "../../src/config.ts";
import { onFailpoint } from "../../src/failpoint.ts";
import type { Audit } from "../../src/history/audit.ts";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { asHistoryError } from "../../src/history/error.ts";
import { limitsPath, openLimits } from "../../src/history/limits.ts";
import { requestsOfLastWeekly } from "../../src/history/runs.ts";
import { audited } from "../../src/limits/audited.ts";
import { newestClosed, startMs, type WeekNumber } from "./calendar.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Company, companyOf } from "./company.ts";
import { type GongWeather, simulatedGong } from "./gong.ts";
import type { Ledger } from "./ledger.ts";
import { type Accepted, type MailWeather, simulatedMailer } from "./mail-server.ts";
import { type Fate, type Process, processOf } from "./process.ts";

/** What the operator said of a message, as far as it allows what would be a fault otherwise. */
export type Word = { resends: number; readonly said: Set<string> };

/** Everything around the program: time, Gong, mail server, disk, and what really happened. */
export type World = {
  readonly seed: number;
  readonly chance: Chance;
  readonly company: Company;
  readonly config: Config;
  readonly begins: WeekNumber;
  /** Weeks that it lasts. */
  readonly weeks: number;
  /** Is every call to Gong written down? It costs as much as all else, so only in some worlds. */
  readonly isAudited: boolean;
  /** The true time, and by how much the machine's clock is wrong. */
  readonly clock: { ms: number; skewMs: number };
  readonly weather: { gong: GongWeather; mail: MailWeather };
  /** Pages that the history may still grow by; null for as many as it likes. */
  diskPages: number | null;
  /** Where the history is now; a crash moves it. */
  folder: string;
  readonly accepted: Accepted[];
  /** By Message-ID. */
  readonly words: Map<string, Word>;
  /** Addresses on the suppression list. */
  readonly suppressed: Set<string>;
  /** Mails that were asked for although their reader was on the list. */
  readonly askedSuppressed: string[];
  /** Commands that were let in while another was at work. */
  readonly atOnce: string[];
  /** An older copy of the history, and how many mails were accepted when it was made. */
  backup: string | null;
  suppressedInBackup: readonly string[];
  /** Mails accepted before the newest restore: the history may know nothing of them. */
  acceptedBeforeRestore: number;
  /** Weeks of a silence that is too long for a run to fill. */
  readonly leftToBackfill: Set<WeekNumber>;
  /** What came to pass, one line a step. */
  readonly trace: string[];
  readonly acting: Process[];
  steps: number;
  /** What the history said after the step before. */
  ledger: Ledger | null;
  /** Did the step before leave something to be tried again? */
  hasFailed: boolean;
};

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

export const historyPath = ({ folder }: Pick<World, "folder">): string => join(folder, "history.db");

/** A new world. The same seed makes the same one. */
export function worldOf(seed: number): World {
  const chance = chanceOf(seed, 1);
  const weeks = chance.whole(10, 24);
  // Worlds begin between 2018 and 2032, two in five of them shortly before a week 53.
  const before53 = chance.oneOf([2660, 2973, 3286]);
  const begins = chance.is(0.4) ? before53 - chance.whole(1, weeks - 1) : 2504 + chance.whole(0, 730);
  const company = companyOf(seed, chance, begins, weeks);
  return {
    seed,
    chance,
    company,
    config: configOf(chance, company),
    begins,
    weeks,
    isAudited: chance.is(0.08),
    clock: { ms: startMs(begins, "UTC") + chance.whole(0, 7 * 24) * 3_600_000, skewMs: 0 },
    weather: { gong: "fine", mail: "fine" },
    diskPages: null,
    folder: newFolder(),
    accepted: [],
    words: new Map(),
    suppressed: new Set(),
    askedSuppressed: [],
    atOnce: [],
    backup: null,
    suppressedInBackup: [],
    acceptedBeforeRestore: 0,
    leftToBackfill: new Set(),
    trace: [],
    acting: [],
    steps: 0,
    ledger: null,
    hasFailed: false,
  };
}

/** In memory where the machine has such a disk: a write to be made sure costs nothing there. */
const newFolder = (): string =>
  mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "gong-digest-"));

function configOf(chance: Chance, { employees }: Company): Config {
  const [head, first, second = first] = employees;
  const scopes = [
    { to: "board@corp.example" },
    { to: "board2@corp.example" },
    { to: "first@corp.example", scope: { team: first?.email } },
    { to: "head@corp.example", scope: { tree: head?.email } },
    { to: "own@corp.example", scope: { person: second?.email } },
  ];
  return Config.parse({
    gong: { baseUrl: "https://gong.example" },
    pull: { calls: chance.is(0.15), context: chance.is(0.1) },
    usual: { weeks: chance.is(0.9) ? 6 : 10 },
    mail: {
      from: "digest@example.com",
      smtpUrl: "smtp://mail.example:25",
      onUnknown: chance.is(0.75) ? "hold" : "resend",
      retryAfterSeconds: chance.is(0.5) ? [0] : [],
    },
    digest: {
      recipients: [...scopes.slice(0, 1), ...scopes.slice(1).filter(() => chance.is(0.4))],
      quietWeeks: chance.oneOf(["send", "skip"]),
      corrections: chance.is(0.7),
    },
    templates: join(import.meta.dirname, "templates"),
  });
}

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
    database ??= open();
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
  ...["history.db", "history.db-wal", "history.db.told", "history.db.alert"],
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

/** Keeps a copy of the history as it is; nobody is at work on it. */
export function backUp(world: World): void {
  if (!existsSync(historyPath(world)) || existsSync(`${historyPath(world)}-wal`)) return;
  world.backup ??= newFolder();
  copyFileSync(historyPath(world), join(world.backup, "history.db"));
  world.suppressedInBackup = [...world.suppressed];
}

/** Puts the copy in the place of the history; what is beside it stays. */
export function restore(world: World): void {
  if (world.backup === null) return;
  for (const name of ["history.db-wal", "history.db-shm"]) rmSync(join(world.folder, name), { force: true });
  copyFileSync(join(world.backup, "history.db"), historyPath(world));
  world.acceptedBeforeRestore = world.accepted.length;
  world.suppressed.clear();
  for (const address of world.suppressedInBackup) world.suppressed.add(address);
}

export function removeWorld(world: World): void {
  onFailpoint(undefined);
  for (const folder of [world.folder, world.backup]) {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** The newest week that has truly ended. */
export const trulyClosed = ({ clock, company }: World): WeekNumber =>
  newestClosed(clock.ms, company.zoneAt(clock.ms));
