import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { DateTime } from "luxon";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it } from "vitest";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { lackingOf } from "../../src/history/ledger.ts";
import { toldDigest, toldDigests } from "../../src/history/told.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { packageRoot } from "../../src/root.ts";
import { digest, fullDigest, quietDigest } from "../mail/fixture.ts";
import { type Line, monday, startLine } from "../support/line.ts";

const quick = { usual: { weeks: 6 } };
const week = "2026-W46";
const later = (hours: number): string =>
  DateTime.fromISO(monday, { setZone: true }).plus({ hours }).toISO() ?? "";
const nextMonday = DateTime.fromISO(monday, { setZone: true }).plus({ weeks: 1 });
const schema: object = JSON.parse(readFileSync(join(packageRoot, "docs", "digest.schema.json"), "utf8"));
const isDigest = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

describe("a week that is not whole", () => {
  let line: Line;
  afterEach(() => line.close());

  const isTalk = ({ path }: SeenRequest): boolean => path === "/v2/stats/interaction";

  it("is held for a day, its owner told once, then told without what is missing", async () => {
    let isBroken = true;
    const fault = (request: SeenRequest): Fault | undefined =>
      isBroken && isTalk(request) ? { status: 500 } : undefined;
    line = await startLine({ gong: { fault, now: nextMonday } });
    const config = { ...quick, ops: { email: "ops@example.com" } };

    for (const hours of [0, 1]) {
      await expect(runWeekly(line.session({ config, now: later(hours) }))).rejects.toThrow(
        /500|unavailable/i,
      );
    }
    expect(line.inbox.messages.map(({ to }) => to)).toEqual([["ops@example.com"]]);

    const session = line.session({ config, now: later(30) });
    expect(await runWeekly(session)).toBe(0);
    const database = await session.history();
    const told = toldDigest(database, week, "company");
    expect(told).toMatchObject({ kind: "incomplete", status: "incomplete", lacking: ["interaction"] });
    expect(told?.subject).toContain("data incomplete, no talk statistics");
    expect(told?.checkedRows.map(({ metric }) => metric)).not.toContain("talkRatio");
    expect(isDigest(told), JSON.stringify(isDigest.errors)).toBe(true);

    isBroken = false;
    await runWeekly(line.session({ config, now: later(24 * 7) }));
    expect(lackingOf(database, week)).toEqual([]);
  });
});

describe("a told week", () => {
  let line: Line;
  afterEach(() => line.close());

  type Activity = { usersAggregateActivity: { userAggregateActivity: Record<string, unknown>[] }[] };

  it("is corrected once, in its thread, when late data overturns a finding", async () => {
    let isLate = true;
    const fault = ({ path }: SeenRequest): Fault | undefined =>
      isLate && path === "/v2/stats/activity/aggregate-by-period"
        ? {
            patch: (answer) => {
              for (const { userAggregateActivity } of (answer as Activity).usersAggregateActivity) {
                for (const period of userAggregateActivity) {
                  if (String(period.fromDate).startsWith("2026-11-09")) period.callsAttended = 0;
                }
              }
              return answer;
            },
          }
        : undefined;
    line = await startLine({ gong: { fault, now: nextMonday } });
    const session = line.session({ config: quick });
    expect(await runWeekly(session)).toBe(0);
    const database = await session.history();
    const first = toldDigest(database, week, "company");
    const lost = first?.findings.find(({ metric }) => metric === "callsAttended");
    expect(lost).toMatchObject({ direction: "down" });

    isLate = false;
    const now = nextMonday.toISO() ?? "";
    expect(await runWeekly(line.session({ config: quick, now }))).toBe(0);
    expect(await runWeekly(line.session({ config: quick, now }))).toBe(0);

    const corrected = toldDigest(database, week, "company");
    expect(corrected).toMatchObject({ kind: "correction", revision: 2 });
    expect(corrected?.corrections.map(({ id }) => id)).toContain(lost?.id);
    expect(isDigest(corrected), JSON.stringify(isDigest.errors)).toBe(true);
    const mails = await Promise.all(line.inbox.messages.map(({ raw }) => simpleParser(raw)));
    const corrections = mails.filter(({ subject }) => subject?.startsWith("Correction – Gong weekly"));
    expect(corrections).toHaveLength(1);
    expect(mails.map(({ messageId }) => messageId)).toContain(corrections[0]?.inReplyTo);
    expect(corrections[0]?.text).toMatch(/, not .+\. Inside\s+the usual /);
  });
});

describe("recipients", () => {
  let line: Line;
  afterEach(() => line.close());

  it("are all managers, each with their tree and no name from outside it", async () => {
    line = await startLine();
    const { people } = line.gong.company;
    const config = { ...quick, digest: { recipients: [{ auto: "managers" }] } };
    const session = line.session({ config });
    expect(await runWeekly(session)).toBe(0);
    const digests = toldDigests(await session.history(), week);

    expect(digests.length).toBeGreaterThan(1);
    const below = (id: string): Set<string> => {
      const found = new Set([id]);
      for (const _ of people) for (const p of people) if (found.has(p.managerId ?? "")) found.add(p.id);
      return found;
    };
    for (const own of digests) {
      const inside = below(own.scope.id);
      const text = JSON.stringify(own);
      const named = people.filter(
        ({ id, name }) => !inside.has(id) && /^\p{L}+ \p{L}+$/u.test(name) && text.includes(name),
      );
      expect(
        named.map(({ name }) => name),
        own.scope.name,
      ).toEqual([]);
      expect(isDigest(own), JSON.stringify(isDigest.errors)).toBe(true);
    }
    for (const { raw } of line.inbox.messages) {
      expect((await simpleParser(raw)).text).toContain("Next: Mon 23 Nov 07:00");
    }
  });
});

describe("a week with nothing to tell", () => {
  let line: Line;
  afterEach(() => line.close());

  it("is settled without a mail when quiet weeks are skipped", async () => {
    line = await startLine();
    const recipients = line.gong.company.people
      .filter(({ kind, active }) => kind === "ae" && active)
      .map(({ id }, at) => ({ to: `r${at}@example.com`, scope: { person: id } }));
    const config = { usual: { weeks: 9 }, digest: { recipients, quietWeeks: "skip" } };
    const session = line.session({ config });
    expect(await runWeekly(session)).toBe(0);
    const digests = toldDigests(await session.history(), week);
    const quiet = digests.filter(({ kind }) => kind === "quiet");

    expect(quiet.length).toBeGreaterThan(0);
    expect(line.inbox.messages).toHaveLength(digests.length - quiet.length);
    expect(quiet[0]?.closest?.sentence).toMatch(/^Closest: .+; usually .+\.$/);
    expect(session.said.join()).toContain("is quiet for");
    for (const own of digests) {
      const others = line.gong.company.people.filter(
        ({ id, name }) => id !== own.scope.id && name !== own.scope.name && /^\p{L}+ \p{L}+$/u.test(name),
      );
      expect(others.filter(({ name }) => JSON.stringify(own).includes(name))).toEqual([]);
    }
    expect(await runWeekly(line.session({ config }))).toBe(0);
  });

  it("is told as learning in the first weeks, with the day from which it is trusted", async () => {
    line = await startLine();
    const session = line.session({ config: quick });
    await runWeekly(session);

    // Six weeks before this one: the eighth is whole after 2026-W48.
    expect(toldDigest(await session.history(), week, "company")).toMatchObject({
      kind: "learning",
      dataNotes: expect.arrayContaining([
        "Still learning what is usual: six of eight weeks; usual ranges can be trusted from about Mon 30 Nov on.",
      ]),
    });
  });
});

describe("the schema of digest.json", () => {
  it.each([
    ["usual", digest],
    ["quiet", quietDigest],
    ["full", fullDigest],
  ])("admits a %s one", (_, own) => {
    expect(isDigest(own), JSON.stringify(isDigest.errors)).toBe(true);
  });

  it("refuses one without findings", () => {
    const { findings: _, ...rest } = digest;
    expect(isDigest(rest)).toBe(false);
  });
});
