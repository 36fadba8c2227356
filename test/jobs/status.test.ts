import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { DateTime } from "luxon";
import { afterAll, describe, expect, it } from "vitest";
import { openSession } from "../../jobs/session/session.ts";
import { readSettings } from "../../jobs/session/settings.ts";
import { status } from "../../jobs/status/status.ts";
import { Config } from "../../src/config.ts";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { saveFact, settleWeek } from "../../src/history/ledger.ts";
import { finishRun, startRun } from "../../src/history/runs.ts";
import { silentLog } from "../../src/log.ts";
import { packageRoot } from "../../src/root.ts";
import { readExposition } from "../support/exposition.ts";
import { storeInStates } from "../support/outbox-states.ts";

const newest = readdirSync(join(packageRoot, "src/history/migrations")).length;

const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
afterAll(() => rmSync(folder, { recursive: true }));

const week = "2026-W46";
/** The digest of W46 is due on this day at 07:00 in Paris. */
const monday = DateTime.fromISO("2026-11-16T09:00", { zone: "Europe/Paris" });

/** A history of its own, and `status` about it. */
function made(fill: (database: Database) => void = () => undefined) {
  const path = join(mkdtempSync(join(folder, "one-")), "history.db");
  const database = openDatabase(path);
  saveFact(database, "timeZone", "Europe/Paris");
  settleWeek(database, "2026-W45", "told", "2026-11-09T07:00:00Z");
  fill(database);
  database.close();
  return { path, ask: (options?: Parameters<typeof asked>[1], now = monday) => asked(path, options, now) };
}

async function asked(path: string, options: Parameters<typeof status>[1] = { json: true }, now = monday) {
  const printed: string[] = [];
  const session = openSession(
    { now: now.toISO() ?? "" },
    {
      log: silentLog,
      print: (text) => void printed.push(text),
      settings: {
        ...readSettings(join(packageRoot, "config.example.yaml"), {}),
        config: Config.parse({}),
        historyPath: path,
      },
    },
  );
  try {
    const code = await status(session, options);
    const text = printed.join("");
    return { code, text, json: options.json ? (JSON.parse(text) as Seen) : ({} as Seen) };
  } finally {
    session.close();
  }
}

type Seen = {
  readonly [field: string]: unknown;
  readonly health: {
    readonly state: string;
    readonly reasons: readonly { readonly kind: string; readonly text: string; readonly command: string }[];
  };
};

/** A run on Monday at 07:00 that ended with `code`; killed when there is none. */
function ran(database: Database, code?: number, message = ""): void {
  const id = startRun(database, "run", "2026-11-16T06:00:00.000Z");
  if (code === undefined) return;
  finishRun(database, id, { at: "2026-11-16T06:01:00.000Z", exitCode: code, requests: 15, message });
}

const told = (database: Database): void => settleWeek(database, week, "told", "2026-11-16T06:01:00.000Z");

describe("the health of a history", () => {
  const later = monday.plus({ hours: 5 });

  it.each`
    what                                          | now       | state       | code | kinds             | fill
    ${"without a run is new"}                     | ${later}  | ${"new"}    | ${0} | ${[]}             | ${() => undefined}
    ${"whose week is told is ok"}                 | ${later}  | ${"ok"}     | ${0} | ${[]}             | ${(d: Database) => [ran(d, 0), told(d)]}
    ${"with a week due for 2 hours is ok"}        | ${monday} | ${"ok"}     | ${0} | ${[]}             | ${(d: Database) => ran(d, 0)}
    ${"with a week due for 7 hours is late"}      | ${later}  | ${"late"}   | ${3} | ${["late"]}       | ${(d: Database) => ran(d, 0)}
    ${"whose run was held is late"}               | ${monday} | ${"late"}   | ${3} | ${["held"]}       | ${(d: Database) => ran(d, 3, "Gong is away")}
    ${"whose first run was killed is late"}       | ${later}  | ${"late"}   | ${3} | ${["late"]}       | ${(d: Database) => ran(d)}
    ${"whose run ended by a fault is late"}       | ${monday} | ${"late"}   | ${3} | ${["run"]}        | ${(d: Database) => ran(d, 1, "x is not a function")}
    ${"with some mails unknown has failed"}       | ${monday} | ${"failed"} | ${4} | ${["mail"]}       | ${(d: Database) => [ran(d, 4), told(d), storeInStates(d, week, ["sent", "unknown"])]}
    ${"with some expired has failed, exit 0 too"} | ${monday} | ${"failed"} | ${4} | ${["mail"]}       | ${(d: Database) => [ran(d, 0), told(d), storeInStates(d, week, ["sent", "expired"])]}
    ${"with no mail sent has failed"}             | ${monday} | ${"failed"} | ${5} | ${["mail"]}       | ${(d: Database) => [ran(d, 5), told(d), storeInStates(d, week, ["failed", "unknown"])]}
    ${"whose mails wait after exit 5 has failed"} | ${monday} | ${"failed"} | ${5} | ${["mail"]}       | ${(d: Database) => [ran(d, 5), storeInStates(d, week, ["pending"])]}
    ${"whose mails are on their way is ok"}       | ${monday} | ${"ok"}     | ${0} | ${[]}             | ${(d: Database) => [ran(d), storeInStates(d, week, ["pending", "data"])]}
    ${"whose older mails failed is ok"}           | ${monday} | ${"ok"}     | ${0} | ${[]}             | ${(d: Database) => [ran(d, 0), told(d), storeInStates(d, "2026-W45", ["failed"]), storeInStates(d, week, ["sent"])]}
    ${"whose failed mail was given up is ok"}     | ${monday} | ${"ok"}     | ${0} | ${[]}             | ${(d: Database) => [ran(d, 0), told(d), storeInStates(d, week, ["sent", "failed"], "failed, says the operator")]}
    ${"whose recipients get nothing has failed"}  | ${monday} | ${"failed"} | ${4} | ${["recipients"]} | ${(d: Database) => [ran(d, 4), told(d), storeInStates(d, week, ["sent"])]}
  `("$what: exit code $code", async ({ fill, now, state, code, kinds }) => {
    const { ask } = made(fill);

    const { code: got, json } = await ask({ json: true }, now);

    expect([got, json.health.state, json.health.reasons.map(({ kind }) => kind)]).toEqual([
      code,
      state,
      kinds,
    ]);
    for (const { text, command } of json.health.reasons) {
      expect(text).not.toBe("");
      expect(command).toMatch(/^gong-digest /);
    }
  });

  it("tells what is due, since when, and when the next digest leaves", async () => {
    const { ask } = made((database) => ran(database, 0));

    expect((await ask({ json: true }, later)).json).toMatchObject({
      schemaVersion: 1,
      due: [week],
      dueAt: "2026-11-16T06:00:00.000Z",
      lateSince: "2026-11-16T06:00:00.000Z",
      nextDigest: "2026-11-23T07:00:00.000+01:00",
      lastSuccess: "2026-11-16T06:01:00.000Z",
      timeZoneData: process.versions.tz,
      nodeVersion: process.version,
      history: { schema: newest, sizeBytes: expect.any(Number) },
    });
    expect((await ask()).json).toMatchObject({ due: [week], lateSince: null });
  });
});

describe("a history that cannot be used", () => {
  it.each`
    what                       | code | says                            | spoil
    ${"is not there any more"} | ${5} | ${"is not there"}               | ${(path: string) => [rmSync(path), writeFileSync(`${path}.told`, "")]}
    ${"is damaged"}            | ${5} | ${"puts a backup"}              | ${(path: string) => truncateSync(path, 8192)}
    ${"lacks a table"}         | ${5} | ${"lacks or has changed facts"} | ${(path: string) => sql(path, "DROP TABLE facts")}
    ${"is locked"}             | ${5} | ${"in use by another"}          | ${() => undefined}
    ${"is no database"}        | ${2} | ${"no SQLite file"}             | ${(path: string) => writeFileSync(path, "hello ".repeat(1000))}
    ${"is another program's"}  | ${2} | ${"another program"}            | ${(path: string) => sql(path, "PRAGMA application_id = 7")}
    ${"is newer"}              | ${2} | ${"schema 999"}                 | ${(path: string) => sql(path, "PRAGMA user_version = 999")}
  `("that $what: failed, exit code $code", async ({ what, code, says, spoil }) => {
    const { path, ask } = made();
    spoil(path);
    const lock = what === "is locked" ? openDatabase(path) : undefined;
    lock?.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE x (y); COMMIT");
    try {
      const { code: got, json } = await ask();
      expect([got, json.health.state]).toEqual([code, "failed"]);
      expect(json.health.reasons[0]?.text).toContain(says);
      expect(json).toMatchObject({ schemaVersion: 1, history: { path }, nodeVersion: process.version });

      const human = await ask({});
      expect(human.code).toBe(code);
      expect(human.text).toMatch(/^Health {5}failed: the history cannot be used\n/);
      expect(readExposition((await ask({ prometheus: true })).text)).toContainEqual({
        name: "gong_digest_up",
        labels: {},
        value: 0,
      });
    } finally {
      lock?.close();
    }
  });

  it("that has never been there: not run yet, exit code 2", async () => {
    const path = join(folder, "fresh", "history.db");

    const { code, json } = await asked(path);
    const { text } = await asked(path, {});

    expect([code, json.health.state]).toEqual([2, "new"]);
    expect(text).toMatch(/^Health {5}the weekly job has not run yet: there is no history\n/);
    expect(text.replace(/\s+/g, " ")).toContain("Was there one before, its disk may be gone");
    expect(readExposition((await asked(path, { prometheus: true })).text)).toContainEqual({
      name: "gong_digest_up",
      labels: {},
      value: 0,
    });
  });

  it("that a killed process left half made, with its journal, is played back and has not run yet", async () => {
    const path = join(mkdtempSync(join(folder, "killed-")), "history.db");
    leaveJournal(path);

    const { code, json } = await asked(path);

    expect([code, json.health]).toEqual([0, { state: "new", reasons: [] }]);
    expect(existsSync(`${path}-journal`)).toBe(false);
  });

  it("is not created", async () => {
    const path = join(folder, "none", "history.db");
    await asked(path);

    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  /** The files as `kill -9` leaves them in the midst of a transaction. */
  function leaveJournal(path: string): void {
    const database = new Sqlite(`${path}.making`);
    database.exec("CREATE TABLE made (value); DROP TABLE made; PRAGMA cache_size = 1; BEGIN IMMEDIATE");
    database.exec("CREATE TABLE half (value)");
    const add = database.prepare("INSERT INTO half VALUES (zeroblob(900))");
    for (let row = 0; row < 500; row += 1) add.run();
    for (const end of ["", "-journal"]) copyFileSync(`${path}.making${end}`, `${path}${end}`);
    database.close();
    rmSync(`${path}.making`);
  }

  function sql(path: string, text: string): void {
    const database = openDatabase(path);
    database.exec(text);
    database.close();
  }
});

describe("status", () => {
  it("neither waits for a job that writes nor sees half of what it writes, nor leaves a file", async () => {
    const { path, ask } = made((database) => [ran(database, 0), told(database)]);
    const before = readdirSync(join(path, ".."));
    const writer = openDatabase(path);
    writer.exec("BEGIN IMMEDIATE; DELETE FROM settled");
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const started = performance.now();
      expect((await ask()).json.due).toEqual([]);
      times.push(performance.now() - started);
    }
    writer.exec("COMMIT");
    writer.close();

    expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(100);
    expect(readdirSync(join(path, ".."))).toEqual(before);
  });

  it("leads with one line of health and fits 80 columns, a long path too", async () => {
    const deep = join(folder, "a".repeat(60), "b".repeat(60));
    const { ask } = made((database) => [ran(database, 3, "GET /v2/users: ".repeat(20)), ran(database)]);
    const { text } = await ask({});
    const missing = await asked(join(deep, "history.db"), {});

    expect(text.split("\n")[0]).toBe("Health     late: the digest is held");
    expect(text).toContain("did not end");
    for (const line of `${text}${missing.text}`.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("does not call a week not due whose zone no run has learned from Gong", async () => {
    const path = join(mkdtempSync(join(folder, "one-")), "history.db");
    const database = openDatabase(path);
    ran(database, 3, "Gong is away");
    database.close();

    const { text } = await asked(path, {});

    expect(text).toContain("Health     late: the digest is held\n");
    expect(text).toMatch(/^Due {8}not known before a run has reached Gong$/m);
    expect(text).not.toContain("nothing\nNext");
  });

  it("tells times as people do, where the company is", async () => {
    const { ask } = made((database) => [
      ran(database, 0),
      told(database),
      storeInStates(database, week, ["sent"]),
    ]);

    const { text } = await ask({});

    expect(text).toMatch(/^Next {7}Mon 23 Nov 2026 07:00 \+01:00$/m);
    expect(text).toMatch(/^run {8}Mon 16 Nov 2026 07:00 \+01:00, exit 0, 15 requests$/m);
    expect(text).not.toMatch(/\dT\d/);
  });

  it("counts one request as one", async () => {
    const { ask } = made((database) => {
      const id = startRun(database, "run", "2026-11-16T06:00:00.000Z");
      finishRun(database, id, { at: "2026-11-16T06:01:00.000Z", exitCode: 0, requests: 1, message: "" });
    });

    expect((await ask({})).text).toMatch(/exit 0, 1 request$/m);
  });

  it("gives numbers for Prometheus, without a name, an address or an id", async () => {
    const { ask } = made((database) => [
      ran(database, 4),
      storeInStates(database, week, ["sent", "unknown"]),
    ]);
    const { text, code } = await ask({ prometheus: true }, monday);
    const samples = readExposition(text);
    const read = (name: string, state?: string) =>
      samples.find((each) => each.name === `gong_digest_${name}` && each.labels.state === state)?.value;

    expect(code).toBe(4);
    expect(read("up")).toBe(0);
    expect(read("last_exit_code")).toBe(4);
    expect(read("last_run_timestamp_seconds")).toBe(Date.parse("2026-11-16T06:01:00Z") / 1000);
    expect(read("last_success_timestamp_seconds")).toBeUndefined();
    expect(read("weeks_due")).toBe(1);
    expect(read("oldest_due_late_seconds")).toBe(2 * 60 * 60);
    expect([read("messages", "sent"), read("messages", "unknown"), read("messages", "failed")]).toEqual([
      1, 1, 0,
    ]);
    expect([read("requests_today"), read("requests_budget")]).toEqual([0, 10_000]);
    expect(read("history_schema")).toBe(newest);
    expect(read("history_bytes")).toBeGreaterThan(0);
    expect(text).not.toContain("@");
  });
});
