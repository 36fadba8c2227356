import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exitCodeOf } from "../../jobs/session/exit.ts";
import { mailerOf } from "../../jobs/session/mailer.ts";
import type { Session } from "../../jobs/session/session.ts";
import { watched } from "../../jobs/weekly/after-run.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { GongError } from "../../src/gong/error.ts";
import { HistoryError } from "../../src/history/error.ts";
import type { Fault } from "../../src/mock/faults.ts";
import { readExposition } from "../support/exposition.ts";
import { type Line, monday, startLine } from "../support/line.ts";
import { startPingServer } from "../support/ping-server.ts";

const quick = { usual: { weeks: 6 }, ops: { email: "ops@example.com" } };
const later = (hours: number): string =>
  DateTime.fromISO(monday, { setZone: true }).plus({ hours }).toISO() ?? "";

describe("the owner", () => {
  let line: Line;
  let isMailRefused = false;
  let gongFault: Fault | undefined;
  beforeEach(async () => {
    isMailRefused = false;
    gongFault = undefined;
    line = await startLine({
      gong: { fault: () => gongFault },
      inbox: { refuse: () => (isMailRefused ? { code: 451, text: "try later" } : undefined) },
    });
  });
  afterEach(() => line.close());

  const opsMails = () =>
    Promise.all(
      line.inbox.messages.filter(({ to }) => to[0] === "ops@example.com").map(({ raw }) => simpleParser(raw)),
    );
  const subjects = async () => (await opsMails()).map(({ subject }) => subject);
  /** A run at an hour of Monday, as its exit code. */
  const run = async (hours: number, job?: (session: Session) => Promise<0>): Promise<number> => {
    const session = line.session({ config: quick, now: later(hours) });
    return job
      ? watched(session, () => job(session)).catch(exitCodeOf)
      : runWeekly(session).catch(exitCodeOf);
  };
  const fail = (error: Error) => async (): Promise<never> => {
    throw error;
  };

  it.each`
    what                        | error                                                       | code | subject
    ${"a key that is refused"}  | ${new GongError("credentials", "the key is refused")}       | ${3} | ${"Gong digest held: Gong refuses the key"}
    ${"a full disk"}            | ${new HistoryError("disk", "history.db: disk is full")}     | ${5} | ${"Gong digest not sent: the history cannot be used"}
    ${"a damaged history"}      | ${new HistoryError("damaged", "history.db cannot be read")} | ${5} | ${"Gong digest not sent: the history cannot be used"}
    ${"a clock that is wrong"}  | ${new HistoryError("clock", "the clock says 1970")}         | ${5} | ${"Gong digest not sent: the history cannot be used"}
    ${"a fault of the program"} | ${new TypeError("canary of ana@example.com")}               | ${1} | ${"Gong digest not sent: a fault in the program"}
  `("hears of $what once, and once that it is over", async ({ error, code, subject }) => {
    for (const hours of [0, 1, 2]) expect(await run(hours, fail(error))).toBe(code);
    expect(await subjects()).toEqual([subject]);
    const [mail] = await opsMails();
    expect(mail?.text).toMatch(/npx gong-digest \w+/);
    expect(mail?.text).not.toContain("canary");
    expect(existsSync(`${line.historyPath}.alert`)).toBe(true);

    expect([await run(3, async () => 0), await run(4, async () => 0)]).toEqual([0, 0]);

    expect(await subjects()).toEqual([subject, "Gong digest works again"]);
    expect(existsSync(`${line.historyPath}.alert`)).toBe(false);
  });

  it("hears of a week that Gong does not let be read, with the cause and what to run", async () => {
    gongFault = { status: 503 };
    expect([await run(0), await run(1)]).toEqual([3, 3]);

    const [mail, ...more] = await opsMails();
    expect([mail?.subject, more]).toEqual(["Gong digest held: the week could not be read", []]);
    expect(mail?.text).toContain("503");
    expect(mail?.text).toContain("npx gong-digest doctor");
  });

  it("hears of another cause of the same streak, once each", async () => {
    await run(0, fail(new GongError("unavailable", "away")));
    await run(1, fail(new HistoryError("disk", "full")));
    await run(2, fail(new GongError("unavailable", "away")));
    await run(3, fail(new HistoryError("disk", "full")));

    expect(await subjects()).toHaveLength(2);
  });

  it("hears of a busy history when it has been so for two hours", async () => {
    const busy = fail(new HistoryError("busy", "another is at work"));
    for (const hours of [0, 1]) await run(hours, busy);
    expect(await subjects()).toEqual([]);

    for (const hours of [2, 3]) await run(hours, busy);
    expect(await subjects()).toHaveLength(1);
  });

  it("is not told of two runs that met once", async () => {
    await run(0, fail(new HistoryError("busy", "another is at work")));
    await run(0.1, async () => 0);

    expect(await subjects()).toEqual([]);
  });

  it("is told by the first mail that goes through when it was the mail server that failed", async () => {
    isMailRefused = true;
    expect([await run(0), await run(1)]).toEqual([5, 5]);
    isMailRefused = false;
    expect([await run(2), await run(3)]).toEqual([0, 0]);

    const mails = await opsMails();
    expect(mails.map(({ subject }) => subject)).toEqual(["Gong digest works again"]);
    expect(mails[0]?.text).toMatch(
      /- since \w{3} \d+ Nov \d\d:\d\d UTC: of the mails about 2026-W46 0 are sent, 1 pending/,
    );
  });

  it("hears of mails that did not leave, how many and no address, until that is settled", async () => {
    await line.close();
    line = await startLine({
      inbox: {
        refuse: (stage, value) =>
          stage === "rcpt" && value === "gone@example.com" ? { code: 550, text: "no such user" } : undefined,
      },
    });
    const recipients = [{ to: "revops@example.com" }, { to: "gone@example.com" }];
    const own = async (hours: number) =>
      runWeekly(line.session({ config: { ...quick, digest: { recipients } }, now: later(hours) }));

    expect([await own(0), await own(1), await own(2)]).toEqual([4, 4, 4]);

    const [mail, ...more] = await opsMails();
    expect([mail?.subject, more]).toEqual(["Gong digest not sent: mails did not leave", []]);
    expect(mail?.text).toContain("1 are sent, 1 failed");
    expect(mail?.text).toContain("npx gong-digest outbox list");
    expect(mail?.text).not.toContain("gone@");
  });

  it("hears nothing of a run that was stopped by hand", async () => {
    const session: Session = { ...line.session({ config: quick }), signal: AbortSignal.abort() };
    await expect(watched(session, fail(new GongError("unavailable", "stopped")))).rejects.toThrow("stopped");

    expect(await subjects()).toEqual([]);
  });
});

describe("the dead-man switch", () => {
  let line: Line;
  beforeEach(async () => {
    line = await startLine();
  });
  afterEach(() => line.close());

  async function endedWith(ops: Record<string, string>, job: () => Promise<0 | 3 | 4>) {
    const session = line.session({ config: { usual: { weeks: 6 }, ops } });
    const code = await watched(session, job).catch(exitCodeOf);
    return { code, said: session.said };
  }

  it("hears once of a run that ended well", async () => {
    const server = await startPingServer();
    const session = line.session({ config: { usual: { weeks: 6 }, ops: { pingUrl: `${server.url}/ok` } } });

    expect(await runWeekly(session)).toBe(0);
    expect(server.asked).toEqual(["/ok"]);
    server.close();
  });

  it("hears nothing of one that did not, but where that is wanted", async () => {
    const server = await startPingServer();
    const held = async (): Promise<never> => {
      throw new GongError("unavailable", "away");
    };
    await endedWith({ pingUrl: `${server.url}/ok` }, held);
    await endedWith({ pingUrl: `${server.url}/ok`, pingFailureUrl: `${server.url}/fail` }, held);
    await endedWith({ pingUrl: `${server.url}/ok` }, async () => 4);

    expect(server.asked).toEqual(["/fail"]);
    server.close();
  });

  it("hears nothing of a dry run", async () => {
    const server = await startPingServer();
    await runWeekly(line.session({ config: { usual: { weeks: 6 }, ops: { pingUrl: server.url } } }), {
      dryRun: true,
    });

    expect(server.asked).toEqual([]);
    server.close();
  });

  it("changes nothing when it is broken, and its address stands in no line", async () => {
    const server = await startPingServer((response) => response.writeHead(500).end());
    const session = line.session({
      config: { usual: { weeks: 6 }, ops: { pingUrl: `${server.url}/canary` } },
    });

    expect(await runWeekly(session)).toBe(0);
    expect(session.said.at(-1)).toBe("ops.pingUrl did not hear from this run: answered 500");
    expect(session.said.join("\n")).not.toContain("canary");
    server.close();
  });
});

describe("the metrics file", () => {
  it("is written after a run, and is no reason for one to fail", async () => {
    const line = await startLine();
    const own = line.session({ config: quick });
    const withFile = (metricsPath: string): Session => ({
      ...own,
      settings: { ...own.settings, metricsPath },
    });
    const file = join(line.folder, "gong.prom");
    const up = () =>
      readExposition(readFileSync(file, "utf8")).find(({ name }) => name === "gong_digest_up")?.value;

    expect(await runWeekly(withFile(file))).toBe(0);
    expect(up()).toBe(1);
    expect(await runWeekly(withFile(join(line.folder, "none", "gong.prom")))).toBe(0);
    expect(own.said.at(-1)).toContain("gong.prom cannot be written (ENOENT)");
    await line.close();
  });
});

describe("a message to the owner", () => {
  it("is signed as digests are, and holds no secret", async () => {
    const { generateKeyPairSync } = await import("node:crypto");
    const line = await startLine();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const own = line.session({ config: quick, accessKeySecret: "canary-key" });
    const settings: Session["settings"] = {
      ...own.settings,
      smtpUrl: () => line.inbox.url,
      dkim: () => ({ domain: "example.com", selector: "digest", privateKey }),
    };
    const session: Session = { ...own, settings, mailer: async () => mailerOf(settings) };

    expect(await runWeekly(session).catch(exitCodeOf)).toBe(3);

    const raw = line.inbox.messages[0]?.raw.toString() ?? "";
    expect(raw).toMatch(/^DKIM-Signature: .*d=example\.com/s);
    expect(raw).toContain("Gong refuses the key");
    expect(raw).not.toContain("canary");
    await line.close();
  });
});
