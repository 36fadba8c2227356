import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { type MockGong, startMockGong } from "../../src/mock/server.ts";
import { addWeeks, newestClosedWeek, type Week, weeksFrom } from "../../src/week.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { type Finished, type Program, type Started, type StartOptions, start } from "./program.ts";

/** Monday morning after 2026-W46 in New York. */
export const monday = "2026-11-16T09:00:00-05:00";
export const timeZone = "America/New_York";
/** `usual.weeks` of every run here, the least there is, so that a run reads seven weeks. */
export const usualWeeks = 6;

/** The made-up company: a Gong that all rounds share. */
export type Town = {
  readonly gong: MockGong;
  /** What the team's mail is about. */
  readonly managerId: string;
  /** Asked for each request; undefined answers truly. */
  fault: (request: SeenRequest) => Fault | undefined;
  close(): Promise<void>;
};

/** Must be seen nowhere. */
const accessKeySecret = "gong-canary-3Vb+9/Z";

export async function startTown(now: string = monday): Promise<Town> {
  const town = { fault: (_: SeenRequest): Fault | undefined => undefined };
  const gong = await startMockGong({
    people: 14,
    now: DateTime.fromISO(now, { setZone: true }),
    requestsPerSecond: 100_000,
    requestsPerDay: 10_000_000,
    accessKeySecret,
    fault: (request) => town.fault(request),
  });
  const boss = gong.company.people.find(({ kind, active }) => kind === "manager" && active);
  if (boss === undefined) throw new Error("the made-up company has no manager");
  return Object.assign(town, { gong, managerId: boss.id, close: () => gong.close() });
}

/** A folder with settings and a history, a mail server, and what was done with them so far. */
export type World = {
  readonly town: Town;
  readonly mail: MailServer;
  readonly folder: string;
  readonly historyPath: string;
  readonly now: string;
  readonly policy: "hold" | "resend";
  readonly recipients: readonly string[];
  /** Weeks that a run at `now` must bring into the history. */
  readonly window: readonly Week[];
  /** From this week on calls are read. */
  readonly callsFrom: Week;
  readonly finished: readonly Finished[];
  start(args: readonly string[], options?: RunOptions): Started;
  /** Gong is waited for again as long as in any other world. */
  calm(): void;
  /** A run to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  close(): Promise<void>;
};

export type RunOptions = Partial<Pick<StartOptions, "env" | "under" | "program">> & {
  readonly now?: string;
};

export type WorldOptions = {
  readonly program: Program;
  readonly now?: string;
  readonly policy?: "hold" | "resend";
  /** A folder that is copied: what an earlier round left. */
  readonly like?: string;
  /** Stands between the program and Gong. */
  readonly baseUrl?: string;
  /** Readers beside the three that there always are. */
  readonly moreReaders?: number;
  /** Settings as YAML lines below `gong:`. */
  readonly gongSettings?: string;
  /** The same, at the top. */
  readonly moreSettings?: string;
};

const teamReader = "team-reader@example.com";

export async function startWorld(town: Town, options: WorldOptions): Promise<World> {
  const { now = monday, policy = "hold", program } = options;
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-torture-"));
  const mail = await startMailServer();
  const data = join(folder, "data");
  mkdirSync(data);
  if (options.like !== undefined) cpSync(options.like, data, { recursive: true });
  const configFile = join(folder, "config.yaml");
  const more = Array.from({ length: options.moreReaders ?? 0 }, (_, at) => `reader-${at}@example.com`);
  writeFileSync(configFile, settings(town, options, policy, more));
  const finished: Finished[] = [];
  const newest = newestClosedWeek(DateTime.fromISO(now), timeZone);
  const world: World = {
    town,
    mail,
    folder,
    historyPath: join(data, "history.db"),
    now,
    policy,
    recipients: ["revops@example.com", "sales@example.com", teamReader, ...more],
    window: weeksFrom(addWeeks(newest, -usualWeeks), newest),
    callsFrom: addWeeks(newest, 1 - usualWeeks),
    finished,
    start(args, own = {}) {
      const started = start({
        program: own.program ?? program,
        args: ["--config", configFile, "--now", own.now ?? now, ...args],
        env: {
          GONG_ACCESS_KEY: town.gong.accessKey,
          GONG_ACCESS_KEY_SECRET: accessKeySecret,
          SMTP_URL: mail.url,
          ...own.env,
        },
        cwd: folder,
        ...(own.under ? { under: own.under } : {}),
      });
      void started.finished.then((end) => finished.push(end));
      return started;
    },
    calm: () =>
      writeFileSync(configFile, settings(town, { ...options, gongSettings: patientSettings }, policy, more)),
    run: (args, own) => world.start(args, own).finished,
    async close() {
      await mail.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** On a busy machine Gong, which is this process, takes its time. */
const patientSettings = "  retries: 2\n  timeoutSeconds: 120";

function settings(town: Town, options: WorldOptions, policy: string, more: readonly string[]): string {
  return `gong:
  baseUrl: ${options.baseUrl ?? town.gong.url}
  requestsPerSecond: 1000
${options.gongSettings ?? patientSettings}
pull: { context: off }
history: { path: data/history.db }
usual: { weeks: ${usualWeeks} }
mail: { from: digest@example.com, retryAfterSeconds: [], onUnknown: ${policy} }
${options.moreSettings ?? ""}
digest:
  recipients:
    - { to: revops@example.com }
    - { to: sales@example.com }
    - { to: ${teamReader}, scope: { team: "${town.managerId}" } }
${more.map((reader) => `    - { to: ${reader} }\n`).join("")}`;
}
