import { describe, expect, it } from "vitest";
import { findingsOf } from "../../src/insight/findings.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import type { Series } from "../../src/series.ts";
import { languageOf } from "../../src/words/language.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

const flat = (value: number) => Array.from({ length: 12 }, () => value);
const found = (...all: readonly Series[]) => {
  const panel = panelOf(...all);
  const { say } = languageOf("en");
  return findingsOf(judgeWeek(panel), panel).map((found) => ({
    ...found,
    sentences: found.statements.map(say),
  }));
};
const plain = (sentences: readonly string[] = []) =>
  sentences.map((sentence) => sentence.replaceAll("\u00a0", " "));

describe("causes", () => {
  it("tell what one team did to the company through the team", () => {
    const teams = ["A", "B", "C", "D"].flatMap((id) => {
      const values = [...flat(20), id === "A" ? 90 : 20];
      return [
        series(team(id), "callsCommentsGiven", values),
        series(
          person(`${id}1`, id),
          "callsCommentsGiven",
          values.map((value) => value / 2),
        ),
        series(
          person(`${id}2`, id),
          "callsCommentsGiven",
          values.map((value) => value / 2),
        ),
      ];
    });
    const whole = series(company, "callsCommentsGiven", [...flat(80), 150]);

    const [first, ...others] = found(whole, ...teams);

    expect(first?.id).toBe("2026-W46:team:A:callsCommentsGiven");
    expect(others.filter(({ level }) => level === "company")).toEqual([]);
  });

  it("outside what a reader may see fold nothing that they may", () => {
    const panel = panelOf(
      series(team("T"), "callsAsHost", [...flat(60), 14]),
      series(person("Ana"), "callsAsHost", [...flat(40), 0]),
      series(person("Ana"), "callsAttended", [...flat(9), 9]),
      series(person("Bo"), "callsAsHost", [...flat(20), 14]),
    );
    const own = findingsOf(judgeWeek(panel), panel, 12, ({ id }) => id === "Ana");

    expect(own.map(({ id }) => id)).toEqual(["2026-W46:person:Ana:callsAsHost"]);
  });

  it("tell a team and the people who drive it once, through the team", () => {
    const findings = found(
      series(team("T"), "callsAsHost", [...flat(60), 12]),
      series(person("Ana"), "callsAsHost", [...flat(40), 2]),
      series(person("Bo"), "callsAsHost", [...flat(20), 10]),
    );

    expect(findings.map(({ id }) => id)).toEqual(["2026-W46:team:T:callsAsHost"]);
    expect(findings[0]?.folded).toEqual(["2026-W46:person:Ana:callsAsHost"]);
  });

  it("tell one person's calls and hours once, and their talk ratio apart", () => {
    const findings = found(
      series(person("Ana"), "callsAsHost", [...flat(40), 4]),
      series(person("Ana"), "callHours", [...flat(20), 1]),
      series(person("Ana"), "talkRatio", [...flat(0.5), 0.8], 20),
    );

    expect(findings.map(({ metric }) => metric).toSorted()).toEqual(["callHours", "talkRatio"]);
    expect(findings.find(({ metric }) => metric === "callHours")?.sentences).toContain(
      "Also below usual: calls hosted.",
    );
  });

  it("keep a person apart who moves against their team", () => {
    const findings = found(
      series(team("T"), "callsAsHost", [...flat(60), 10]),
      series(person("Ana"), "callsAsHost", [...flat(40), 0]),
      series(person("Ana"), "callsAttended", [...flat(5), 5]),
      series(person("Bo"), "callsAsHost", [...flat(5), 40]),
    );

    expect(findings.map(({ id }) => id)).toContain("2026-W46:person:Bo:callsAsHost");
  });
});

describe("sentences", () => {
  // Twelve steady weeks leave the least dispersion, 0.005, and 1 / (n μ) for the usual value: variance about
  // 100 + 0.0067 × 100² = 167, so that two deviations are 26.
  it("state, compare and attribute, with a true minus and no cause", () => {
    const [finding] = found(
      series(team("T"), "callsAsHost", [...flat(100), 40]),
      series(person("Ana"), "callsAsHost", [...flat(50), 20]),
      series(person("Bo"), "callsAsHost", [...flat(50), 20]),
      ...["Cy", "Di", "Ed", "Flo"].map((id) => series(person(id, "U"), "callsAsHost", [...flat(50), 50])),
    );

    expect(plain(finding?.sentences)).toEqual([
      "Team T held 40 calls; usually 76–126 a week.",
      "That is 60 fewer than the middle of that range, 100 (−60 %).",
      "Two of two people account for 100 % of the change: Ana and Bo.",
      "Lowest in 13 weeks; fewer than one week in 1,000 is this far out.",
      "Based on 12 weeks before it.",
    ]);
  });

  it("name points for a ratio and the calls behind it", () => {
    const [finding] = found(series(person("Ana"), "talkRatio", [...flat(0.48), 0.68], 11));

    expect(plain(finding?.sentences)).toEqual([
      "Ana, talk ratio: 68 %; usually 47–49 % for them.",
      "That is 20 points above the middle of that range.",
      "Highest in 13 weeks; fewer than one week in 1,000 is this far out.",
      "Based on 11 calls this week and 12 weeks before it.",
    ]);
  });

  it("give no per cent of a small count", () => {
    const [finding] = found(
      series(person("Ana"), "callsAsHost", [...flat(9), 0]),
      series(person("Ana"), "callsAttended", [...flat(9), 9]),
    );

    expect(finding?.sentences.join(" ")).not.toContain("%");
  });

  it("say for how many weeks a shift lasts", () => {
    const shifted = [...flat(40), 36, 18, 17].slice(3);
    const [finding] = found(
      series(person("Ana"), "callsAsHost", shifted),
      series(person("Ana"), "callsAttended", [...flat(9)]),
    );

    expect(plain(finding?.sentences)).toContain("Two weeks in a row below the usual range.");
  });

  it("tell silence once, from the third week on", () => {
    const away = (week: number, value: number) =>
      [...flat(value), value, value, value].fill(0, week, week + 1);
    const people = Array.from({ length: 12 }, (_, index) => [
      series(person(`P${index}`), "callsAsHost", away(index, 20)),
      series(person(`P${index}`), "callsAttended", away(index, 9)),
    ]).flat();
    const silent = (weeks: number) => [
      series(person("Ana"), "callsAsHost", [...flat(20), 20, 20, 20].fill(0, 15 - weeks)),
      series(person("Ana"), "callsAttended", [...flat(9), 9, 9, 9].fill(0, 15 - weeks)),
    ];
    const texts = (weeks: number) => found(...silent(weeks), ...people).map(({ sentences }) => sentences[0]);

    expect(texts(2)).toEqual([]);
    expect(texts(3)).toEqual(["Ana: no activity for three weeks."]);
  });

  it.each`
    weeks | says
    ${7}  | ${"Still learning what is usual: seven of eight weeks."}
    ${8}  | ${"Early days: eight weeks to compare with."}
    ${11} | ${"Early days: 11 weeks to compare with."}
    ${12} | ${undefined}
  `("on $weeks weeks before it, say $says", ({ weeks, says }) => {
    const [finding] = found(series(person("Ana"), "callsAsHost", [...Array(weeks).fill(20), 2]));

    const thin = finding?.sentences.filter((sentence) => /^(Still learning|Early)/.test(sentence));
    expect(thin).toEqual(says === undefined ? [] : [says]);
  });
});
