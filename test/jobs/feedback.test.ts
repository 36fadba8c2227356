import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { explainFinding } from "../../jobs/feedback/explain-finding.ts";
import {
  expect as accept,
  confirm,
  listFeedback,
  mute,
  removeFeedback,
} from "../../jobs/feedback/feedback.ts";
import { openSession, type Session } from "../../jobs/session/session.ts";
import { status } from "../../jobs/status/status.ts";
import { historyReads } from "../../jobs/tools/mcp-history.ts";
import { judgedWeek } from "../../jobs/weekly/judged-week.ts";
import { companyReach } from "../../jobs/weekly/recipients.ts";
import { Config } from "../../src/config.ts";
import type { Digest } from "../../src/digest.ts";
import { openDatabase } from "../../src/history/database.ts";
import { readFeedback } from "../../src/history/feedback.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import { driversOf } from "../../src/insight/drivers.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import { silentLog } from "../../src/log.ts";
import { render } from "../../src/mail/render.ts";
import type { Reach } from "../../src/mail/scope.ts";
import type { PersonValue } from "../../src/pull/part.ts";
import { weeksFrom } from "../../src/week.ts";

/**
 * Two teams of four over 26 weeks, a handful of calls apart from week to week. In W46 Ana and Bo of the first
 * team fall from 60 and 50 calls to a fifth of that, for good; in W50 Ana is back at 60.
 */
const weeks = weeksFrom("2026-W25", "2026-W50");
const [boss, other] = ["9001", "9002"];
const usual: Readonly<Record<string, number>> = {
  "1": 60,
  "2": 50,
  "3": 20,
  "4": 20,
  "5": 40,
  "6": 40,
  "7": 40,
  "8": 40,
};
const names: Readonly<Record<string, string>> = { "1": "Ana", "2": "Bo", "9001": "Maria", "9002": "Lee" };
const wobble = [0, 2, -1, 1, -2, 1, 0, -1];

function callsOf(person: string, week: string): number {
  const level = usual[person] ?? 0;
  const isNew = week >= "2026-W46" && (person === "1" || person === "2");
  if (person === "1" && week === "2026-W50") return 60;
  const place = weeks.indexOf(week) + 3 * Number(person);
  return (isNew ? level / 5 : level) + (wobble[place % wobble.length] ?? 0);
}

const usualSettings = Config.parse({}).usual;

const teamFinding = (week: string) => `${week}:team:${boss}:callsAsHost`;

/** Fills the history that each test gets a copy of. */
function fill(path: string): void {
  const database = openDatabase(path);
  const people = [boss, other, ...Object.keys(usual)];
  const managerOf = (id: string) => (id.length > 1 ? null : Number(id) <= 4 ? boss : other);
  saveRoster(
    database,
    people.map((id) => ({
      id,
      name: names[id] ?? `P${id}`,
      email: `${(names[id] ?? `p${id}`).toLowerCase()}@example.com`,
      managerId: managerOf(id),
      active: true,
      createdAt: null,
    })),
  );
  for (const week of weeks) {
    const values = Object.keys(usual).flatMap((id): PersonValue[] => [
      [id, "callsAsHost", callsOf(id, week), null],
      [id, "othersCallsListenedTo", 10 + (wobble[(weeks.indexOf(week) + Number(id)) % 8] ?? 0), null],
    ]);
    const members = people.map((person) => ({
      person,
      teamId: managerOf(person),
      presence: "present" as const,
    }));
    const sources = ["activity" as const];
    recordWeek(database, { week, timeZone: "UTC", sources, members, values, notes: [] }, `${week} read`);
  }
  database.close();
}

describe("what people tell about findings", () => {
  let session: Session & { readonly printed: string[] };
  const filled = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "filled.db");

  beforeAll(() => fill(filled));

  beforeEach(() => {
    const historyPath = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "history.db");
    copyFileSync(filled, historyPath);
    const printed: string[] = [];
    const opened = openSession(
      { now: "2026-12-14T09:00:00Z" },
      {
        log: silentLog,
        print: (text) => void printed.push(text),
        settings: {
          config: Config.parse({ gong: { baseUrl: "http://127.0.0.1:9" } }),
          historyPath,
          file: null,
          credentials: () => ({ kind: "basic", accessKey: "k", accessKeySecret: "s" }),
          smtpUrl: () => "smtp://127.0.0.1:9",
          oauth2: () => null,
          dkim: () => null,
        },
      },
    );
    session = { ...opened, printed };
  });
  afterEach(() => session.close());

  const digestOf = async (week: string, reach: Reach = companyReach): Promise<Digest> =>
    judgedWeek(await session.history(), week, usualSettings).digestFor(reach);
  const found = async (week: string): Promise<readonly string[]> =>
    (await digestOf(week)).findings.map(({ id }) => id);
  const lastPrinted = () => session.printed.at(-1) ?? "";
  const maria: Reach = {
    scope: { kind: "team", id: boss, name: "Maria's team" },
    people: new Set(["1", "2", "3", "4"]),
  };
  const lee: Reach = {
    scope: { kind: "team", id: other, name: "Lee's team" },
    people: new Set(["5", "6", "7", "8"]),
  };

  it("are found as planted: the team falls in W46 and is told again in W47", async () => {
    expect(await found("2026-W45")).toEqual([]);
    expect(await found("2026-W46")).toContain(teamFinding("2026-W46"));
    expect((await found("2026-W47")).length).toBeGreaterThan(0);
  });

  describe("expect", () => {
    beforeEach(() => accept(session, teamFinding("2026-W46"), { since: "W46", reason: "two moved" }));

    it.each(["2026-W46", "2026-W47", "2026-W48", "2026-W49"])("makes %s no finding", async (week) => {
      expect(await found(week)).toEqual([]);
    });

    it("finds the next jump from the new level, and says that the range was moved", async () => {
      const { findings } = await digestOf("2026-W50");
      const ana = findings.find(({ id, folded }) =>
        [id, ...folded].includes("2026-W50:person:1:callsAsHost"),
      );

      expect(ana?.sentences).toContain("New level since 2026-W46; the range was moved.");
      expect(ana?.direction).toBe("up");
      // By the new level's split: Ana's 60 against 12; the two who host 20 have nothing to do with it.
      const { judgement, panel } = judgedWeek(await session.history(), "2026-W50", usualSettings);
      const team = verdictFor(judgement, "team", boss, "callsAsHost");
      const parts = team ? driversOf(team, judgement, panel).parts : [];
      expect(parts.filter(({ share }) => share > 0.1).map(({ name }) => name)).toEqual(["Ana"]);
    });

    it("covers the people who account for it, and nobody else", async () => {
      const [expectation] = readFeedback(await session.history()).expectations;

      expect(expectation?.subject).toEqual({
        level: "team",
        id: boss,
        metric: "callsAsHost",
        withPeople: false,
      });
      expect(
        expectation?.also
          .filter(({ level }) => level === "person")
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(["1", "2"]);
      expect(lastPrinted()).toContain("judged again from 2026-W49 on");
    });

    it("judges from W49 on by the new level, with the range of three weeks", async () => {
      const { judgement } = judgedWeek(await session.history(), "2026-W49", usualSettings);
      const team = judgement.verdicts.find(
        ({ series, metric }) => series.entity.id === boss && metric.id === "callsAsHost",
      );
      // Ana 12, Bo 10, and two who host 20: 62 a week.
      expect(team?.weeks).toBe(3);
      expect(Math.abs((team?.usual.middle ?? 0) - 62)).toBeLessThan(5);
      expect(team?.usual.high).toBeLessThan(120);
    });

    it("is told as a note until it is learnt, to those who may know of it", async () => {
      const note = "New level since 2026-W46; the range was moved. Not judged until it is learnt: ";

      expect((await digestOf("2026-W47")).dataNotes).toContainEqual(expect.stringContaining(note));
      expect((await digestOf("2026-W47", maria)).dataNotes).toContainEqual(expect.stringContaining(note));
      expect((await digestOf("2026-W47", lee)).dataNotes.join()).not.toContain("New level");
      expect((await digestOf("2026-W49")).dataNotes.join()).not.toContain("New level");
      expect((await digestOf("2026-W49")).newLevels).toContainEqual({
        level: "team",
        entityId: boss,
        metric: "callsAsHost",
        since: "2026-W46",
        isJudged: true,
      });
    });

    it("is explained, and taken back", async () => {
      await expect(explainFinding(session, teamFinding("2026-W47"), {})).rejects.toThrow(
        /was not judged: its level is new since 2026-W46/,
      );
      await explainFinding(session, teamFinding("2026-W49"), {});
      expect(lastPrinted()).toContain("New level since 2026-W46; the range was moved.");

      await removeFeedback(session, "expectations", 1);

      expect((await found("2026-W47")).length).toBeGreaterThan(0);
      await listFeedback(session, "expectations", { all: true });
      expect(lastPrinted()).toContain("taken back 2026-12-14");
    });
  });

  describe("mute", () => {
    it("leaves findings out for its weeks and no longer, and the mail's foot says so", async () => {
      await mute(session, undefined, { metric: "callsAsHost", from: "2026-W46", weeks: 2 });
      const digest = await digestOf("2026-W46");

      expect(digest).toMatchObject({ findings: [], muted: 1, quiet: true });
      expect(digest.headline).toBe("Nothing stands out for the company besides what is muted");
      expect(digest.mutes).toMatchObject([{ id: 1, firstWeek: "2026-W46", lastWeek: "2026-W47" }]);
      expect(digest.mutes?.[0]?.findings).toContain(teamFinding("2026-W46"));
      expect((await render(digest)).text.replace(/\s+/g, " ")).toContain(
        "1 muted finding is left out, until the end of 2026-W47.",
      );
      expect((await render(digest)).summary).toContain("1 muted finding is left out, until the end of 2026");
      expect((await digestOf("2026-W47")).muted).toBeGreaterThan(0);
      expect(await digestOf("2026-W48")).toMatchObject({ muted: 0, mutes: [] });
      expect((await found("2026-W48")).length).toBeGreaterThan(0);
    });

    it("of a finding folds nothing: what was told through it is told on its own, and that is said", async () => {
      const { findings: before } = await digestOf("2026-W46");
      await mute(session, teamFinding("2026-W46"), {});
      const { findings } = await digestOf("2026-W46");

      expect(before[0]?.folded).toContain("2026-W46:company:company:callsAsHost");
      expect(findings.map(({ id }) => id)).toContain("2026-W46:company:company:callsAsHost");
      expect(lastPrinted()).toContain("unless muted too:\n  calls hosted of the company\n");
    });

    it("lasts from the finding's week until so many weeks from the newest on", async () => {
      await mute(session, teamFinding("2026-W46"), { weeks: 2 });
      const [own] = readFeedback(await session.history()).mutes;

      expect(own).toMatchObject({ firstWeek: "2026-W46", lastWeek: "2026-W51" });
    });

    it("of a team is about its own values: its people lead their own stories, unless they are muted too", async () => {
      await mute(session, undefined, { team: "maria@example.com", from: "2026-W46" });
      const alone = await digestOf("2026-W46");

      expect(alone.muted).toBe(1);
      expect(alone.findings.map(({ id }) => id)).not.toContain(teamFinding("2026-W46"));
      await removeFeedback(session, "mutes", 1);
      await mute(session, undefined, { team: boss, people: true, from: "2026-W46" });

      const { findings } = await digestOf("2026-W46");
      expect(findings.filter(({ level }) => level === "person")).toEqual([]);
    });

    it("of a person does not take their name from what their team is told", async () => {
      await mute(session, undefined, { person: "ana@example.com", from: "2026-W46" });
      const [finding] = (await digestOf("2026-W46")).findings;

      expect(finding?.id).toBe(teamFinding("2026-W46"));
      expect(finding?.drivers[0]?.name).toBe("Ana");
    });

    it("of a metric is about everybody", async () => {
      await mute(session, undefined, { metric: "callsashost", from: "2026-W46" });

      expect(await digestOf("2026-W46")).toMatchObject({ findings: [], quiet: true });
    });

    it("says nothing of others' findings to a reader", async () => {
      await mute(session, undefined, { metric: "callsAsHost", from: "2026-W46" });

      expect(await digestOf("2026-W46", lee)).toMatchObject({ muted: 0, mutes: [] });
      expect((await digestOf("2026-W46", maria)).muted).toBeGreaterThan(0);
    });

    it("holds for explain and for models too", async () => {
      await mute(session, teamFinding("2026-W46"), {});
      await explainFinding(session, teamFinding("2026-W46"), {});

      expect(lastPrinted()).toContain("Muted until the end of 2026-W53 (mute 1): judged, not told.");
      const answer = (await historyReads(session).findings("2026-W46")) as { findings: { id: string }[] };
      expect(answer.findings.map(({ id }) => id)).not.toContain(teamFinding("2026-W46"));
    });

    it("keeps a hostile reason as one clean line, on this machine alone", async () => {
      const reason = "left\u001b[31m\r\nBcc: x@example.com\u202e <script>alert(1)</script>";
      await mute(session, teamFinding("2026-W46"), { reason });
      await listFeedback(session, "mutes", {});

      expect(lastPrinted().split("\n")).toHaveLength(3);
      expect(lastPrinted()).toContain("left[31m Bcc: x@example.com <script>alert(1)</script>");
      const { html, text, json } = await render(await digestOf("2026-W46"));
      expect([html, text, json].filter((face) => face.includes("Bcc"))).toEqual([]);
    });
  });

  describe("confirm", () => {
    it("is kept, counted in status and explain, and changes no figure", async () => {
      const before = await digestOf("2026-W46");
      await confirm(session, teamFinding("2026-W46"), { wrong: true });
      await confirm(session, teamFinding("2026-W46"), { note: "two moved" });
      await status(session, {});

      expect(lastPrinted()).toMatch(/1 confirmed, 0 called wrong in the last 12\s+weeks/);
      await explainFinding(session, teamFinding("2026-W46"), {});
      expect(lastPrinted()).toContain("As a person judged it: a true change.");
      await listFeedback(session, "opinions", { json: true, all: true });
      expect(JSON.parse(lastPrinted())).toMatchObject([
        { isTrue: false, endedAt: expect.stringContaining("2026-12-14") },
        { isTrue: true, reason: "two moved", endedAt: null },
      ]);
      expect(await digestOf("2026-W46")).toEqual(before);
    });

    it("still knows a finding that was accepted as a new level", async () => {
      await accept(session, teamFinding("2026-W46"), { since: "2026-W46" });

      expect(await confirm(session, teamFinding("2026-W46"), {})).toBe(0);
    });
  });

  it("stand in status with their end", async () => {
    await mute(session, undefined, { metric: "othersCallsListenedTo", weeks: 3 });
    await accept(session, teamFinding("2026-W46"), { since: "2026-W46", alone: true });
    await status(session, { json: true });

    expect((JSON.parse(lastPrinted()) as { feedback: unknown }).feedback).toEqual({
      mutes: [
        {
          id: 1,
          about: "others' calls listened to of everybody",
          firstWeek: "2026-W50",
          lastWeek: "2026-W52",
        },
      ],
      expectations: [
        { id: 1, about: "calls hosted of Maria's team", and: 0, since: "2026-W46", judgedFrom: "2026-W49" },
      ],
      opinions: { confirmed: 0, wrong: 0, weeks: 12 },
    });
  });

  it.each`
    tell                                                                               | says
    ${(own: Session) => mute(own, "2026-W46:team:9001:callsHosted", {})}               | ${"did you mean 2026-W46:team:9001:callsAsHost"}
    ${(own: Session) => mute(own, "2026-W20:team:9001:callsAsHost", {})}               | ${"2026-W20 is not whole in the history, which has 2026-W25 to 2026-W50"}
    ${(own: Session) => mute(own, "that one", {})}                                     | ${"expected an id from digest.json"}
    ${(own: Session) => mute(own, undefined, {})}                                      | ${"expected the id of a finding, or --metric"}
    ${(own: Session) => mute(own, undefined, { person: "anna@example.com" })}          | ${"Did you mean Ana (1)"}
    ${(own: Session) => mute(own, undefined, { metric: "talk" })}                      | ${"expected one of callsAsHost, othersCallsListenedTo"}
    ${(own: Session) => mute(own, undefined, { team: "ana@example.com" })}             | ${"Ana (1) leads nobody in 2026-W50; teams are those of Lee (9002), Maria (9001)"}
    ${(own: Session) => mute(own, undefined, { person: "1", company: true })}          | ${"expected one of --person, --team and --company"}
    ${(own: Session) => mute(own, teamFinding("2026-W46"), { metric: "callsAsHost" })} | ${"expected it without --metric"}
    ${(own: Session) => mute(own, teamFinding("2026-W46"), { reason: "\u202e" })}      | ${"--reason: has nothing to read in it"}
    ${(own: Session) => accept(own, teamFinding("2026-W46"), {})}                      | ${"--since: is missing"}
    ${(own: Session) => accept(own, teamFinding("2026-W46"), { since: "2026-W47" })}   | ${"--since: 2026-W47 is after 2026-W46"}
    ${(own: Session) => accept(own, teamFinding("2026-W46"), { since: "2026-W25" })}   | ${"has no week before it in the history"}
    ${(own: Session) => confirm(own, `2026-W46:team:${other}:callsAsHost`, {})}        | ${"is none of 2026-W46"}
    ${(own: Session) => removeFeedback(own, "mutes", 7)}                               | ${"ID: 7 is none of those that hold: there is none"}
  `("refuses what is not there, and says $says", async ({ tell, says }) => {
    await expect(tell(session)).rejects.toThrow(says);
    expect(readFeedback(await session.history(), true)).toEqual({
      mutes: [],
      expectations: [],
      opinions: [],
    });
  });
});
