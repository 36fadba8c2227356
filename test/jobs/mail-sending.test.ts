import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../jobs/doctor/doctor.ts";
import type { Session } from "../../jobs/session/session.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { dkimRecord } from "../../src/mail/dkim.ts";
import { someDkimKey, verified } from "../support/dkim.ts";
import { type Line, startLine } from "../support/line.ts";

const key = someDkimKey();
const mail = {
  from: "digest@example.com",
  replyTo: "revops@example.com",
  attach: ["csv", "json"],
  unsubscribeUrl: "https://example.com/stop?to={recipient}&list={scope}",
  dkim: { domain: "example.com", selector: "digest" },
};

describe("the settings of the mail", () => {
  let line: Line;
  afterEach(() => line.close());
  const session = (change: object = {}) =>
    withKey(line.session({ config: { usual: { weeks: 6 }, mail: { ...mail, ...change } } }));

  it("all show in what the mail server gets", async () => {
    line = await startLine();

    expect(await runWeekly(session())).toBe(0);

    const [received] = line.inbox.messages;
    const raw = received?.raw ?? Buffer.alloc(0);
    expect(await verified(raw, key)).toMatchObject({
      result: "pass",
      headers: expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post"]),
    });
    const { attachments, replyTo, date, headerLines } = await simpleParser(raw);
    expect(attachments.map(({ filename }) => filename)).toEqual(
      expect.arrayContaining(["gong-digest-2026-W46-company.csv", "gong-digest-2026-W46-company.json"]),
    );
    expect(replyTo?.text).toBe("revops@example.com");
    expect(date).toEqual(new Date("2026-11-16T14:00:00Z"));
    expect(headerLines.find(({ key: name }) => name === "list-unsubscribe")?.line).toContain(
      "<https://example.com/stop?to=revops%40example.com&list=company>",
    );
  });

  it("have doctor say what must stand in DNS", async () => {
    line = await startLine();
    const own = session();

    await doctor(own, { json: true });

    const { name, value } = dkimRecord(key);
    expect(checkOf(own.printed, "dkim")).toMatchObject({
      ok: true,
      text: `mails are signed; DNS must have ${name} TXT "${value}"`,
    });
  });

  it("have doctor refuse a signature of another domain", async () => {
    line = await startLine();
    const own = session({ from: "digest@example.org" });

    expect(await doctor(own, { json: true })).toBe(2);

    expect(checkOf(own.printed, "dkim")).toMatchObject({
      ok: false,
      text: "mail.dkim.domain: example.com is not the domain of mail.from, expected example.org",
    });
  });
});

function withKey<S extends Session>(session: S): S {
  return { ...session, settings: { ...session.settings, dkim: () => key } };
}

function checkOf(printed: readonly string[], wanted: string): unknown {
  const { checks } = JSON.parse(printed.join("")) as { checks: readonly { name: string }[] };
  return checks.find(({ name }) => name === wanted);
}
