import { describe, expect, it } from "vitest";
import { activityCounters, type Source } from "../../src/metrics.ts";
import { assembleWeek, type Known } from "../../src/pull/assemble.ts";
import type { Part, PersonValue } from "../../src/pull/part.ts";
import type { RosterPerson } from "../../src/pull/roster.ts";

const week = "2026-W46";
const nobody: Known = { presentIn: () => false, lastActiveWeek: () => null };
const person = (id: string, more: Partial<RosterPerson> = {}): RosterPerson => ({
  id,
  name: id,
  email: null,
  managerId: "9",
  active: true,
  createdAt: null,
  ...more,
});
const part = (source: Source, ...values: PersonValue[]): Part => ({ source, week, values, gaps: [] });
const assemble = (parts: readonly Part[], roster: readonly RosterPerson[]) =>
  assembleWeek(week, "Europe/Paris", parts, roster, nobody);

import { languageOf } from "../../src/words/language.ts";

describe("assembleWeek", () => {
  it("gives a present person without activity a zero for every counter, and no talk values", () => {
    const { values } = assemble(
      [part("activity", ["1", "callsAsHost", 4, null]), part("interaction"), part("scorecards")],
      [person("1"), person("2")],
    );
    const second = values.filter(([id]) => id === "2");

    expect(second).toHaveLength(activityCounters.length + 1);
    expect(second.every(([, , value]) => value === 0)).toBe(true);
  });

  it("gives nobody a zero for a source that was not read", () => {
    const { values } = assemble([part("activity", ["1", "callsAsHost", 4, null])], [person("1")]);

    expect(values.map(([, metric]) => metric)).not.toContain("callHours");
    expect(values.map(([, metric]) => metric)).not.toContain("scorecardCount");
  });

  it("leaves everything of somebody who is not there missing", () => {
    const { values, members } = assemble(
      [part("activity", ["1", "callsAsHost", 4, null])],
      [person("1"), person("2", { active: false })],
    );

    expect(members.find((member) => member.person === "2")?.presence).toBe("inactive");
    expect(values.filter(([id]) => id === "2")).toEqual([]);
  });

  it("puts the week's hosted calls behind a talk value, and the cards behind a score", () => {
    const { values } = assemble(
      [
        part("activity", ["1", "callsAsHost", 7, null]),
        part("interaction", ["1", "talkRatio", 0.5, null]),
        part("scorecards", ["1", "scorecardCount", 3, null], ["1", "scorecardAverage", 4.5, 2]),
      ],
      [person("1")],
    );

    expect(values.find(([, metric]) => metric === "talkRatio")).toEqual(["1", "talkRatio", 0.5, 7]);
    expect(values.find(([, metric]) => metric === "scorecardAverage")).toEqual([
      "1",
      "scorecardAverage",
      4.5,
      2,
    ]);
  });

  it("does not count people whom Gong does not list, and says so", () => {
    const { values, notes } = assemble(
      [part("activity", ["1", "callsAsHost", 4, null], ["777", "callsAsHost", 9, null])],
      [person("1")],
    );

    expect(values.some(([id]) => id === "777")).toBe(false);
    expect(notes.map(languageOf("en").say)).toEqual([
      "One account in Gong's statistics is not in its list of users and not counted.",
    ]);
  });

  it("takes no zero for somebody whom Gong left out of the week, and says that sums lack them", () => {
    const activity = { ...part("activity", ["1", "callsAsHost", 4, null]), gaps: ["2"] };
    const { values, notes } = assemble([activity], [person("1"), person("2")]);

    expect(values.filter(([id]) => id === "2")).toEqual([]);
    expect(notes.map(languageOf("en").say)).toEqual([
      "Gong left out the activity of one person; sums of teams and the company lack it.",
    ]);
  });

  it("says that talk statistics are missing altogether", () => {
    const { notes } = assemble(
      [part("activity", ["1", "callsAsHost", 4, null]), part("interaction")],
      [person("1")],
    );

    expect(notes).toEqual([{ pattern: "noteNoTalk", slots: {} }]);
  });

  it.each([
    ["calls", "callsAsHost"],
    ["scorecards", "callsScorecardsReceived"],
  ] as const)("takes no %s beside many %s for a fault", (source, metric) => {
    const parts = [part("activity", ["1", metric, 12, null]), part(source)];

    expect(() => assemble(parts, [person("1")])).toThrow(/not taken for a week of zeros/);
  });

  it.each(["calls", "interaction"] as const)(
    "takes no activity beside %s for a fault, not for zeros",
    (source) => {
      const parts = [
        part("activity"),
        part(source, ["1", source === "calls" ? "callHours" : "talkRatio", 1, null]),
      ];

      expect(() => assemble(parts, [person("1")])).toThrow(
        /no activity for 2026-W46.*not taken for a week of zeros/,
      );
    },
  );
});
