import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Config } from "../../src/config.ts";
import { onFailpoint } from "../../src/failpoint.ts";
import { newestClosed, startMs, type WeekNumber } from "./calendar.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Company, companyOf } from "./company.ts";
import type { GongWeather } from "./gong.ts";
import type { Ledger } from "./ledger.ts";
import type { Accepted, MailWeather } from "./mail-server.ts";
import type { Process } from "./process.ts";

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
  /** How often an older history was put back. */
  restores: number;
  /** The process that has run last. */
  newestProcess: Process | null;
  /** To whom the newest mail was begun. */
  addressed: string | null;
  /**
   * Employees whom the operator has erased, by id: how many mails had been accepted when that was done; null while it
   * was begun and is not through.
   */
  readonly erased: Map<string, number | null>;
  /** Mails that were asked for although their reader was on the list. */
  readonly askedSuppressed: string[];
  /** Commands that were let in while another was at work. */
  readonly atOnce: string[];
  /** An older copy of the history, and how many mails were accepted when it was made. */
  backup: string | null;
  suppressedInBackup: readonly string[];
  /** The newest week that it knows as settled. */
  settledInBackup: string | null;
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
    restores: 0,
    newestProcess: null,
    addressed: null,
    erased: new Map(),
    askedSuppressed: [],
    atOnce: [],
    backup: null,
    suppressedInBackup: [],
    settledInBackup: null,
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
export const newFolder = (): string =>
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

export function removeWorld(world: World): void {
  onFailpoint(undefined);
  for (const folder of [world.folder, world.backup]) {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** The newest week that has truly ended. */
export const trulyClosed = ({ clock, company }: World): WeekNumber =>
  newestClosed(clock.ms, company.zoneAt(clock.ms));
