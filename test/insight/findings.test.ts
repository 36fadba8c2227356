import { describe, expect, it } from "vitest";
import { findingsOf } from "../../src/insight/findings.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import type { Series } from "../../src/series.ts";
import { panelOf, person, series, team } from "./panel.ts";

const flat = (value: number) => Array.from({ length: 12 }, () => value);
const found = (...all: readonly Series[]) => {
  const panel = panelOf(...all);
  return findingsOf(judgeWeek(panel), panel);
};
const plain = (sentences: readonly string[] = []) =>
  sentences.map((sentence) => sentence.replaceAll("\u00a0", " "));

describe("drivers", () => {
  it("split a team's change into parts that add up to it", () => {
    const [finding] = found(
      series(team("T"), "callsAsHost", [...flat(100), 40]),
      series(person("Ana"), "callsAsHost", [...flat(50), 5]),
      series(person("Bo"), "callsAsHost", [...flat(30), 18]),
      series(person("Cy"), "callsAsHost", [...flat(20), 17]),
    );

    expect(finding?.drivers.map(({ name, delta, share }) => [name, Math.round(delta), share])).toEqual([
      ["Ana", -45, expect.closeTo(0.75, 10)],
      ["Bo", -12, expect.closeTo(0.2, 10)],
      ["Cy", -3, expect.closeTo(0.05, 10)],
    ]);
    expect(plain(finding?.sentences)).toContain("Ana accounts for 75 % of the change.");
  });

  it("count somebody who left the team with nothing, and say that they are not in it", () => {
    const panel = panelOf(
      series(team("T"), "callsAsHost", [...flat(100), 50]),
      series(person("Ana"), "callsAsHost", [...flat(50), 50]),
      series(person("Cy"), "callsAsHost", [...flat(0), 0]),
      series(person("Bo"), "callsAsHost", [...flat(50), null]),
    );

    expect(findingsOf(judgeWeek(panel), panel)[0]?.drivers).toEqual([
      {
        id: "Bo",
        name: "Bo (not in the team now)",
        delta: expect.closeTo(-50, 10),
        share: expect.closeTo(1, 10),
      },
    ]);
  });

  it("split a team's mean by calls: w(r − R) this week less the same before", () => {
    const [finding] = found(
      series(team("T"), "talkRatio", [...flat(0.5), 0.6], 40),
      series(person("Ana"), "talkRatio", [...flat(0.5), 0.7], 20),
      series(person("Bo"), "talkRatio", [...flat(0.5), 0.5], 20),
    );

    expect(finding?.drivers).toEqual([
      { id: "Ana", name: "Ana", delta: expect.closeTo(0.1, 10), share: expect.closeTo(1, 10) },
    ]);
  });
});

describe("causes", () => {
  it("tell a team and the people who drive it once, through the team", () => {
    const findings = found(
      series(team("T"), "callsAsHost", [...flat(60), 20]),
      series(person("Ana"), "callsAsHost", [...flat(40), 2]),
      series(person("Bo"), "callsAsHost", [...flat(20), 18]),
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
  // 2√100.375 = 20.04 on the scale, spread √(1 + π/24) = 1.063: (20.04 ± 2.13)² / 4 − ⅜ is 80 to 122.
  it("state, compare and attribute, with a true minus and no cause", () => {
    const [finding] = found(
      series(team("T"), "callsAsHost", [...flat(100), 40]),
      series(person("Ana"), "callsAsHost", [...flat(50), 20]),
      series(person("Bo"), "callsAsHost", [...flat(50), 20]),
    );

    expect(plain(finding?.sentences)).toEqual([
      "Team T held 40 calls; usually 80–122 a week.",
      "That is 60 fewer than the middle of that range, 100 (−60 %).",
      "Two people account for 100 % of the change: Ana and Bo.",
      "Lowest in 13 weeks.",
    ]);
  });

  it("name points for a ratio and the calls behind it", () => {
    const [finding] = found(series(person("Ana"), "talkRatio", [...flat(0.48), 0.68], 11));

    expect(plain(finding?.sentences)).toEqual([
      "Ana, talk ratio: 68 %; usually 46–50 % for them.",
      "That is 20 points above the middle of that range.",
      "Highest in 13 weeks.",
      "Based on 11 calls this week.",
    ]);
  });

  it("give no per cent of a small count", () => {
    const [finding] = found(
      series(person("Ana"), "callsAsHost", [...flat(9), 0]),
      series(person("Ana"), "callsAttended", [...flat(9), 9]),
    );

    expect(finding?.sentences.join(" ")).not.toContain("%");
  });

  it("say when the weeks to compare with are few", () => {
    const [finding] = found(series(person("Ana"), "callsAsHost", [20, 20, 20, 20, 20, 20, 2]));

    expect(finding?.sentences).toContain("Based on only 6 weeks before it to compare with.");
  });
});
