import { describe, expect, it } from "vitest";
import type { Digest } from "../../src/digest.ts";
import type { Found } from "../../src/finding.ts";
import { alignTable, widthOf, wrap } from "../../src/mail/columns.ts";
import { tell } from "../../src/mail/shown.ts";
import { subjectOf } from "../../src/mail/subject.ts";
import { unlink, unlinkAll } from "../../src/mail/unlink.ts";
import { viewOf } from "../../src/mail/view.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Statement } from "../../src/words/statement.ts";
import {
  digest,
  digestOf,
  durationFinding,
  quietDigest,
  ratioFound,
  teamFinding,
  teamFound,
} from "./fixture.ts";

describe("subjectOf", () => {
  const company = { kind: "company", id: "company", name: "Acme" } as const;
  it.each<[string, Partial<Digest>, string]>([
    ["several", {}, "Gong weekly, EMEA: calls hosted below usual, 2 more (9–15 Nov)"],
    ["one", { findings: [teamFinding] }, "Gong weekly, EMEA: calls hosted below usual (9–15 Nov)"],
    ["none", quietDigest, "Gong weekly, EMEA: nothing unusual (9–15 Nov)"],
    ["the first weeks", { ...quietDigest, checked: 0 }, "Gong weekly, EMEA: nothing to judge (9–15 Nov)"],
    ["held", { status: "held" }, "Gong weekly, EMEA: data incomplete (9–15 Nov)"],
    ["incomplete", { ...quietDigest, status: "incomplete" }, "Gong weekly, EMEA: data incomplete (9–15 Nov)"],
    [
      "a person's",
      { findings: [durationFinding] },
      "Gong weekly, EMEA: a person's longest monologue above usual (9–15 Nov)",
    ],
    [
      "a team's",
      { scope: company, findings: [teamFinding] },
      "Gong weekly, Acme: a team's calls hosted below usual (9–15 Nov)",
    ],
  ])("tells %s", (_, change, subject) => {
    expect(subjectOf({ ...digest, ...change }, languageOf("en"))).toBe(subject);
  });

  it.each(["others' calls listened to", "a".repeat(90)])(
    "says which side it is for a label as long as %s",
    (label) => {
      const subject = subjectOf(
        { ...digest, findings: [{ ...durationFinding, label }, teamFinding] },
        languageOf("en"),
      );

      expect(subject).toMatch(/ above usual(, 1 more)? \(9–15 Nov\)$/);
      expect([...subject].length).toBeLessThanOrEqual(70);
    },
  );

  it("shortens a long scope before the news, and keeps the dates", () => {
    const name = "Enterprise Accounts, Northern Europe and the Baltics";

    const subject = subjectOf({ ...digest, scope: { ...digest.scope, name } }, languageOf("en"));

    expect(subject).toMatch(/^Gong weekly, Enterprise…: calls hosted below usual, 2 more \(9–15 Nov\)$/);
    expect([...subject].length).toBeLessThanOrEqual(70);
  });
});

describe("a card", () => {
  const off = (slots: Statement["slots"]): Statement => ({
    pattern: "switched",
    slots: {
      ...slots,
      settings: { settings: ["webConferencesRecorded"] },
      isOn: { choice: "no" },
      day: { day: "2026-11-11" },
    },
  });
  const cardOf = (found: Found, statement: Statement) => {
    const told = tell({ ...found, statements: [...found.statements, statement] }, languageOf("en"));
    return viewOf(digestOf({ findings: [told] }), { cards: 1 }).cards[0];
  };

  it("tells what was switched for its person right after how far off the value is", () => {
    const card = cardOf(ratioFound, off({ whose: { choice: "own" } }));

    expect(card?.sentences.at(-1)).toBe("Recording was switched off on Wed 11 Nov.");
    expect(card?.sentences).toHaveLength(2);
  });

  it("tells what was switched for somebody else in the smaller part", () => {
    const card = cardOf(teamFound, off({ whose: { choice: "other" }, who: { text: "Bo" } }));

    expect(card?.context.at(-1)).toBe("Bo: recording was switched off on Wed 11 Nov.");
  });
});

describe("unlink", () => {
  it.each([
    ["evil.com", "evil.\u2060com"],
    ["www.a.b", "www.\u2060a.\u2060b"],
    ["https://x.io", "https:\u2060//x.\u2060io"],
    ["a@b.co", "a@\u2060b.\u2060co"],
    ["3.5 and 1.2.3.4", "3.5 and 1.2.3.4"],
    ["Dana R. Smith.", "Dana R. Smith."],
  ])("writes %s as %j", (text, unlinked) => {
    expect(unlink(text)).toBe(unlinked);
  });

  it("leaves the addresses we made ourselves", () => {
    expect(unlinkAll({ text: "a.b", links: [{ text: "c.d", url: "https://e.f" }] })).toEqual({
      text: "a.\u2060b",
      links: [{ text: "c.\u2060d", url: "https://e.f" }],
    });
  });
});

describe("plain text columns", () => {
  it.each([
    ["abc", 3],
    ["e\u0301", 1],
    ["東京", 4],
    ["evil.\u2060com", 8],
    ["▁▂·", 3],
  ])("%j takes %d", (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  it("wraps at spaces and lets a long word stand alone", () => {
    expect(wrap("aa bb https://example.com/long cc", 5)).toEqual(["aa bb", "https://example.com/long", "cc"]);
  });

  it("sets the first column left and the others right", () => {
    expect(
      alignTable([
        ["Metric", "Now"],
        ["calls", "7"],
        ["hours", "12.5"],
      ]),
    ).toEqual(["Metric   Now", "calls      7", "hours   12.5"]);
  });
});

describe("the mail's foot", () => {
  const mute = { level: null, entityId: null, metric: "talkRatio", firstWeek: "2026-W46", findings: [] };
  it.each<[string, Partial<Digest>, string]>([
    ["nothing muted", { muted: 0, mutes: [] }, ""],
    ["a digest from before mutes were listed", { muted: 2 }, "2 muted findings are left out."],
    [
      "one end",
      { muted: 1, mutes: [{ ...mute, id: 1, lastWeek: "2026-W49" }] },
      "1 muted finding is left out, until the end of 2026-W49.",
    ],
    [
      "several ends",
      {
        muted: 3,
        mutes: [
          { ...mute, id: 1, lastWeek: "2026-W53" },
          { ...mute, id: 2, lastWeek: "2026-W47" },
        ],
      },
      "3 muted findings are left out, until the end of 2026-W47 to 2026-W53.",
    ],
  ])("says of %s how many and until when", (_, change, line) => {
    const view = viewOf(digestOf(change), { cards: 5 });

    expect(view.muted).toBe(line);
    expect(view.why.filter((each) => each.includes("muted"))).toEqual(line === "" ? [] : [line]);
  });
});
