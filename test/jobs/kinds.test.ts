import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { DateTime } from "luxon";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, it } from "vitest";
import { runWeekly } from "../../jobs/weekly.ts";
import { lackingOf } from "../../src/history/ledger.ts";
import { toldDigest, toldDigests } from "../../src/history/outbox.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { packageRoot } from "../../src/root.ts";
import { digest, fullDigest, quietDigest } from "../mail/fixture.ts";
import { type Line, monday, startLine } from "../support/line.ts";

const quick = { usual: { weeks: 6 } };
const week = "2026-W46";
const later = (hours: number): string =>
  DateTime.fromISO(monday, { setZone: true }).plus({ hours }).toISO() ?? "";
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
    line = await startLine({ gong: { fault } });
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
