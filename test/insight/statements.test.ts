import { describe, expect, it } from "vitest";
import type { Driver, Found } from "../../src/finding.ts";
import { namedOf } from "../../src/insight/attribution.ts";
import { findingsOf } from "../../src/insight/findings.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import type { Series } from "../../src/series.ts";
import { languageOf } from "../../src/words/language.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

const { say } = languageOf("en");
const flat = (value: number) => Array.from({ length: 12 }, () => value);

function found(...all: readonly Series[]): readonly Found[] {
  const panel = panelOf(...all);
  return findingsOf(judgeWeek(panel), panel);
}

const textsOf = (finding: Found | undefined): string[] =>
  (finding?.statements ?? []).map((statement) => say(statement).replaceAll("\u00a0", " "));

const driver = (id: string, share: number, own: Driver["own"]) => ({
  id,
  name: id,
  delta: -share * 100,
  share,
  value: 0,
  usual: 1,
  own,
});

describe("who is named", () => {
  it.each`
    case                               | drivers                                                                               | named
    ${"the fewest that cover most"}    | ${[driver("A", 0.5, "down"), driver("B", 0.3, "down"), driver("C", 0.2, "down")]}     | ${["A", "B"]}
    ${"nobody inside their own range"} | ${[driver("A", 0.5, "usual"), driver("B", 0.3, "down"), driver("C", 0.2, "unknown")]} | ${["B"]}
    ${"nobody who moved against it"}   | ${[driver("A", 0.9, "up"), driver("B", 0.1, "down")]}                                 | ${["B"]}
    ${"nobody with too small a part"}  | ${[driver("A", 0.09, "down"), driver("B", 0.09, "down")]}                             | ${[]}
    ${"three at most"}                 | ${["A", "B", "C", "D"].map((id) => driver(id, 0.19, "down"))}                         | ${["A", "B", "C"]}
  `("$case", ({ drivers, named }) => {
    expect(namedOf({ drivers, direction: "down" }).map(({ id }) => id)).toEqual(named);
  });
});

describe("a finding carries", () => {
  it("what it would be without those who are named", () => {
    const others = ["Bo", "Cy", "Di", "Ed"].map((id) =>
      series(person(id), "callsAsHost", flat(30).concat(30)),
    );
    const [finding] = found(
      series(team("T"), "callsAsHost", [...flat(180), 124]),
      series(person("Ana"), "callsAsHost", [...flat(60), 4]),
      series(person("Ana"), "callsAttended", [...flat(9), 9]),
      ...others,
    );

    expect(finding?.id).toBe("2026-W46:person:Ana:callsAsHost");
    expect(finding?.folded).toContain("2026-W46:team:T:callsAsHost");
  });

  it("how rare it is, never rarer than what was measured", () => {
    const [finding] = found(series(person("Ana"), "talkRatio", [...flat(0.48), 0.9], 11));

    expect(finding).toMatchObject({ extremeOf: 13, oneIn: 1000 });
    expect(textsOf(finding)).toContain("Highest in 13 weeks; fewer than one week in 1,000 is this far out.");
  });

  it("for how many weeks it has been outside", () => {
    const [finding] = found(
      series(person("Ana"), "callsAsHost", [...flat(40), 22, 14, 4]),
      series(person("Ana"), "callsAttended", [...flat(9), 9, 9, 9]),
    );

    expect(finding?.streak).toBeGreaterThanOrEqual(2);
    expect(textsOf(finding).join(" ")).toMatch(/weeks in a row below the usual range\./);
  });

  it("the team around a person, if it is of four or more", () => {
    const all = (size: number) => {
      const members = ["Bo", "Cy", "Di"].slice(0, size - 1);
      return [
        series(team("T"), "callsAsHost", [...flat(40 + 30 * members.length), 4 + 30 * members.length]),
        series(person("Ana"), "callsAsHost", [...flat(40), 4]),
        series(person("Ana"), "callsAttended", [...flat(9), 9]),
        ...members.map((id) => series(person(id), "callsAsHost", [...flat(30), 30])),
      ];
    };
    const around = (size: number) =>
      found(...all(size))
        .find(({ level }) => level === "person")
        ?.around.map(({ id }) => id);

    expect(around(4)).toEqual(["T"]);
    expect(around(3)).toEqual([]);
  });

  it("what else moved and what stayed", () => {
    const [finding] = found(
      series(person("Ana"), "callsAsHost", [...flat(40), 4]),
      series(person("Ana"), "callHours", [...flat(20), 1]),
      series(person("Ana"), "talkRatio", [...flat(0.5), 0.5], 20),
    );

    expect(textsOf(finding)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Also below usual: call(s hosted| hours)\.$/),
        "Inside the usual range: talk ratio.",
      ]),
    );
  });

  it("which of calls and their length made the hours", () => {
    const [finding] = found(
      series(person("Ana"), "callHours", [...flat(20), 2]),
      series(person("Ana"), "callsAsHost", [...flat(40), 4]),
      series(person("Ana"), "meanCallLength", [...flat(1800), 1800], 20),
    );

    expect(finding?.metric).toBe("callHours");
    expect(textsOf(finding).join(" ")).toMatch(
      /Calls: 4, usually \d+–\d+\. Mean length of a call: 30 min, inside/,
    );
  });

  it("how few weeks or calls it rests on", () => {
    const [learning] = found(series(person("Ana"), "callsAsHost", [20, 20, 20, 20, 20, 20, 2]));
    const [early] = found(series(person("Ana"), "callsAsHost", [...flat(20).slice(3), 2]));
    const [few] = found(series(person("Ana"), "talkRatio", [...flat(0.4), 0.9], 4));

    expect(textsOf(learning)).toContain("Still learning what is usual: six of eight weeks.");
    expect(textsOf(early)).toContain("Early days: nine weeks to compare with.");
    expect(textsOf(few)).toEqual(
      expect.arrayContaining([
        "Based on 4 calls this week and 12 weeks before it.",
        "Few calls stand behind it.",
      ]),
    );
  });
});

describe("stories", () => {
  const small = (id: string, values: readonly number[], other: readonly number[]) => [
    series(person(id, "M"), "callsCommentsReceived", values),
    series(person(id, "M"), "callsAttended", other),
  ];

  it("tell giving and receiving of the same comments once", () => {
    const findings = found(
      series(person("M", null), "callsCommentsGiven", [...flat(10), 60]),
      series(team("M"), "callsCommentsReceived", [...flat(10), 58]),
      ...small("Ana", [...flat(5), 29], [...flat(9), 9]),
      ...small("Bo", [...flat(5), 29], [...flat(9), 9]),
      series(company, "callsAttended", [...flat(18), 18]),
    );

    expect(findings.map(({ metric }) => metric)).toHaveLength(1);
  });

  it("do not join two teams that give and receive apart", () => {
    const findings = found(
      series(person("M", null), "callsCommentsGiven", [...flat(10), 60]),
      series(person("M", null), "callsAttended", flat(9).concat(9)),
      series(person("Zoe", "N"), "callsAsHost", flat(20).concat(20)),
      series(person("Zoe", "N"), "callsCommentsReceived", [...flat(10), 60]),
    );

    expect(findings).toHaveLength(2);
  });
});
