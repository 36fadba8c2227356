import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listOutbox, resolveOutbox } from "../../jobs/outbox/outbox.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { countStates } from "../../src/history/outbox.ts";
import { createMailer } from "../../src/mail/send.ts";
import { type Line, startLine } from "../support/line.ts";
import { silentServer } from "../support/silent-server.ts";

const quick = { usual: { weeks: 6 } };

describe("a list of no mails", () => {
  it("says that none has been made, or that every one is sent", async () => {
    const line = await startLine();
    try {
      const before = line.session({ config: quick });
      await listOutbox(before, {});
      expect(before.said.at(-1)).toMatch(/^No mail has been made yet/);

      expect(await runWeekly(line.session({ config: quick }))).toBe(0);
      const after = line.session({ config: quick });
      await listOutbox(after, {});
      expect(after.said.at(-1)).toBe("Every mail is sent");
    } finally {
      await line.close();
    }
  });
});

describe("a mail whose fate is unknown", () => {
  let line: Line;
  let silent: Awaited<ReturnType<typeof silentServer>>;
  beforeEach(async () => {
    line = await startLine();
    silent = await silentServer();
  });
  afterEach(() => Promise.all([line.close(), silent.close()]));

  const session = (config: object = {}) => line.session({ config: { ...quick, ...config } });
  const through = (smtpUrl: string, config: object = {}) => {
    return { ...session(config), mailer: async () => createMailer(smtpUrl) };
  };

  it("is held: listed, not sent again, the week is told, and each run says so", async () => {
    expect(await runWeekly(through(silent.url))).toBe(5);
    expect(await runWeekly(session())).toBe(5);

    const own = session();
    await listOutbox(own, { json: true });
    const { messages } = JSON.parse(own.printed.join("")) as { messages: object[] };
    expect(messages).toEqual([
      expect.objectContaining({
        state: "unknown",
        recipient: "revops@example.com",
        week: "2026-W46",
        asked: 1,
      }),
    ]);
    expect([silent.accepted, line.inbox.messages.length]).toEqual([1, 0]);
  });

  it("is sent again byte for byte by the next run, when the operator says so", async () => {
    await runWeekly(through(silent.url));
    await resolveOutbox(session(), [], { as: "resend", all: true });

    expect(await runWeekly(session())).toBe(0);

    expect(line.inbox.messages.map(({ raw }) => raw.toString())).toEqual([silent.last()]);
    expect(await runWeekly(session())).toBe(0);
    expect(line.inbox.messages).toHaveLength(1);
  });

  it("is settled by the operator's word", async () => {
    await runWeekly(through(silent.url));
    const own = session();
    await resolveOutbox(own, [1], { as: "sent" });

    expect(countStates(await own.history())).toMatchObject({ sent: 1, unknown: 0 });
    expect(await runWeekly(session())).toBe(0);
    await expect(resolveOutbox(session(), [1], { as: "resend" })).rejects.toThrow(
      "mail 1 is sent; expected unknown or failed or expired for --as resend",
    );
    await expect(resolveOutbox(session(), [7], { as: "sent" })).rejects.toThrow("there is no mail 7");
  });

  it("is sent again by itself with mail.onUnknown: resend", async () => {
    const mail = { from: "digest@example.com", onUnknown: "resend", retryAfterSeconds: [] };
    expect(await runWeekly(through(silent.url, { mail }))).toBe(5);

    expect(await runWeekly(session({ mail }))).toBe(0);

    expect(line.inbox.messages.map(({ raw }) => raw.toString())).toEqual([silent.last()]);
  });
});
