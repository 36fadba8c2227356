import { DateTime } from "luxon";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it } from "vitest";
import type { Session } from "../../jobs/session/session.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import type { Digest } from "../../src/digest.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { toldDigest } from "../../src/history/told.ts";
import { type Line, monday, startLine } from "../support/line.ts";

/** A history of seven weeks is enough to judge by, and quick. */
const quick = { usual: { weeks: 6 } };
const week = "2026-W46";

const told = async (session: Session): Promise<Digest | null> =>
  toldDigest(await session.history(), week, "company");

describe("the weekly job", () => {
  let line: Line;
  afterEach(() => line.close());

  it("mails the newest closed week once, and asks Gong nothing when it is told", async () => {
    line = await startLine();
    const session = line.session({ config: quick });
    expect(await runWeekly(session)).toBe(0);
    const asked = line.gong.requests.length;

    expect(await runWeekly(line.session({ config: quick }))).toBe(0);

    expect(line.inbox.messages).toHaveLength(1);
    expect(line.gong.requests).toHaveLength(asked);
    expect((await told(session))?.findings.length).toBeGreaterThan(0);
  });

  it("tells the planted stories, the driven one with its drivers", async () => {
    line = await startLine({ gong: { people: 120 } });
    const session = line.session();
    await runWeekly(session);
    const findings = (await told(session))?.findings ?? [];
    const planted = line.gong.company.stories.filter((story) => story.week === week);

    for (const story of planted) {
      const finding = findings.find(({ id, folded }) =>
        [id, ...folded].includes(`${week}:${story.level}:${story.entityId}:${story.metric}`),
      );
      expect(finding, story.text).toMatchObject({ direction: story.direction });
      const [first] = finding?.drivers ?? [];
      if (story.level === "team") expect(story.driverIds, story.text).toContain(first?.id);
    }
  });

  it("gives each reader their own scope and no name from outside it", async () => {
    line = await startLine();
    const { people } = line.gong.company;
    const member = people.find(({ kind, active }) => kind === "ae" && active);
    const manager = people.find(({ id }) => id === member?.managerId);
    const recipients = [
      { to: "all@example.com" },
      { to: "team@example.com", scope: { team: manager?.email } },
      { to: "tree@example.com", scope: { tree: manager?.id } },
      { to: "one@example.com", scope: { person: member?.id } },
    ];
    await runWeekly(line.session({ config: { ...quick, digest: { recipients } } }));
    const mails = await Promise.all(
      line.inbox.messages.map(async ({ to, raw }) => ({ to, mail: await simpleParser(raw) })),
    );

    expect(mails.map(({ to }) => to)).toEqual(recipients.map(({ to }) => [to]));
    const outsiders = people.filter(
      ({ id, managerId, name }) =>
        managerId !== manager?.id && id !== manager?.id && /^\p{L}+ \p{L}+$/u.test(name),
    );
    for (const { mail } of mails.slice(1)) {
      const text = `${mail.text} ${mail.html}`;
      expect(outsiders.filter(({ name }) => text.includes(name))).toEqual([]);
    }
  });

  it("says who would get what and sends nothing", async () => {
    line = await startLine();
    const session = line.session({ config: quick });

    expect(await runWeekly(session, { dryRun: true })).toBe(0);

    expect(line.inbox.messages).toHaveLength(0);
    expect(session.printed).toEqual([expect.stringMatching(/^revops@example\.com\tGong weekly/)]);
    expect(await runWeekly(line.session({ config: quick }))).toBe(0);
    expect(line.inbox.messages).toHaveLength(1);
  });

  it("sends a test copy to one address and leaves the week due", async () => {
    line = await startLine();
    await runWeekly(line.session({ config: quick }), { to: "me@example.com" });
    await runWeekly(line.session({ config: quick }));

    expect(line.inbox.messages.map(({ to }) => to)).toEqual([["me@example.com"], ["revops@example.com"]]);
  });

  it("mails the newest week after weeks of downtime, with the others in the history and a note", async () => {
    line = await startLine({ gong: { now: DateTime.fromISO(monday).plus({ weeks: 3 }) } });
    await runWeekly(line.session({ config: quick }));
    const session = line.session({
      config: quick,
      now: DateTime.fromISO(monday).plus({ weeks: 3 }).toISO() ?? "",
    });

    expect(await runWeekly(session)).toBe(0);

    expect(line.inbox.messages).toHaveLength(2);
    expect(completeWeeks(await session.history())).toEqual(
      expect.arrayContaining(["2026-W47", "2026-W48", "2026-W49"]),
    );
    const digest = toldDigest(await session.history(), "2026-W49", "company");
    expect(digest?.dataNotes[0]).toMatch(
      /^No digest was sent for 2026-W47 to 2026-W48\. Each would have told: 2026-W47 .+ and 2026-W48 .+\.$/,
    );
    expect(digest?.kind).toBe("catch-up");
  });
});

describe("the mail server", () => {
  let line: Line;
  afterEach(() => line.close());
  const two = { ...quick, digest: { recipients: [{ to: "a@example.com" }, { to: "b@example.com" }] } };

  it.each`
    refused                               | code | case
    ${["b@example.com"]}                  | ${4} | ${"one"}
    ${["a@example.com", "b@example.com"]} | ${5} | ${"every one"}
  `(
    "that refuses $case for good ends every run with $code, and nobody is asked twice",
    async ({ refused, code }) => {
      line = await startLine({
        inbox: {
          refuse: (stage, value) =>
            stage === "rcpt" && refused.includes(value) ? { code: 550, text: "no such user" } : undefined,
        },
      });

      expect(await runWeekly(line.session({ config: two }))).toBe(code);
      const sent = line.inbox.messages.length;

      expect(await runWeekly(line.session({ config: two }))).toBe(code);
      expect(line.inbox.messages).toHaveLength(sent);
    },
  );

  it("that is busy gets the same bytes from the next run", async () => {
    let isBusy = true;
    const seen: string[] = [];
    line = await startLine({
      inbox: {
        refuse: (stage, value) => {
          if (stage === "data") seen.push(value);
          return stage === "data" && isBusy ? { code: 451, text: "try later" } : undefined;
        },
      },
    });
    expect(await runWeekly(line.session({ config: quick }))).toBe(5);
    isBusy = false;

    const later = DateTime.fromISO(monday).plus({ hours: 1 }).toISO() ?? "";
    expect(await runWeekly(line.session({ config: quick, now: later }))).toBe(0);

    expect(line.inbox.messages).toHaveLength(1);
    expect(seen[1]).toBe(seen[0]);
  });

  it("that is busy is asked again after the waits of mail.retryAfterSeconds, with the same bytes", async () => {
    const seen: string[] = [];
    line = await startLine({
      inbox: {
        refuse: (stage, value) => {
          if (stage !== "data") return undefined;
          seen.push(value);
          return seen.length < 3 ? { code: 451, text: "greylisted" } : undefined;
        },
      },
    });
    const mail = { from: "digest@example.com", retryAfterSeconds: [0.01, 0.02, 0.03] };
    const session = line.session({ config: { ...quick, mail } });

    expect(await runWeekly(session)).toBe(0);

    expect(line.inbox.messages).toHaveLength(1);
    expect(new Set(seen).size).toBe(1);
    expect(seen).toHaveLength(3);
    expect(session.said.filter((text) => text.includes("put off"))).toEqual([
      "1 of 2026-W46 put off (451 greylisted); tried again in 0.01 s",
      "1 of 2026-W46 put off (451 greylisted); tried again in 0.02 s",
    ]);
  });

  it("that refuses for good is not asked again", async () => {
    let asked = 0;
    line = await startLine({
      inbox: {
        refuse: (stage) => {
          if (stage !== "rcpt") return undefined;
          asked += 1;
          return { code: 550, text: "no such user" };
        },
      },
    });
    const mail = { from: "digest@example.com", retryAfterSeconds: [0.01] };

    expect(await runWeekly(line.session({ config: { ...quick, mail } }))).toBe(5);

    expect(asked).toBe(1);
  });
});
