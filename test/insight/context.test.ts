import { describe, expect, it } from "vitest";
import type { PersonContext, SettingChange } from "../../src/context.ts";
import type { Finding } from "../../src/finding.ts";
import { carriersOf } from "../../src/insight/carriers.ts";
import type { ContextFacts } from "../../src/insight/context-input.ts";
import { wantedContext } from "../../src/insight/context-wanted.ts";
import { findingsOf } from "../../src/insight/findings.ts";
import { judgeWeek } from "../../src/insight/judge.ts";
import { tell } from "../../src/mail/shown.ts";
import type { Entity, Panel, Series } from "../../src/series.ts";
import { cleanText } from "../../src/text.ts";
import { languageOf } from "../../src/words/language.ts";
import { company, panelOf, person, series, team } from "./panel.ts";

const flat = (value: number) => Array.from({ length: 12 }, () => value);
const all = () => true;
const plain = (texts: readonly string[] = []) => texts.map((text) => text.replaceAll("\u00a0", " "));

type Known = {
  readonly people?: Readonly<Record<string, Partial<PersonContext>>>;
  readonly createdOn?: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
};

function factsOf({ people = {}, createdOn = {}, names = {} }: Known): ContextFacts {
  const whole = Object.entries(people).map(
    ([id, context]) => [id, { settings: null, counted: {}, measured: {}, ...context }] as const,
  );
  return {
    people: new Map(whole),
    createdOn: (id) => createdOn[id] ?? null,
    nameOf: (id) => cleanText(names[id] ?? id),
  };
}

const found = (panel: Panel, known: Known = {}, isWithin: (entity: Entity) => boolean = all) =>
  findingsOf(judgeWeek(panel), panel, 12, isWithin, factsOf(known));
const told = (...asked: Parameters<typeof found>): readonly Finding[] =>
  found(...asked).map((each) => tell(each, languageOf("en")));

/** Ana's calls drop in 2026-W46, the judged week. */
const drop = () => panelOf(series(person("Ana"), "callsAsHost", [...flat(40), 4]));
const own = (settings: readonly SettingChange[]): Known => ({ people: { Ana: { settings } } });
const last = (findings: readonly Finding[]) => plain(findings[0]?.sentences).at(-1);

describe("a finding without context", () => {
  it("is the very same as without looking", () => {
    const panel = drop();

    expect(found(panel)).toEqual(findingsOf(judgeWeek(panel), panel));
    expect(found(panel)[0]).not.toHaveProperty("context");
  });
});

describe("settings", () => {
  const off = { setting: "webConferencesRecorded", value: false, day: "2026-11-11" };

  it("that were switched in the week are stated with their day, and kept as a fact", () => {
    const [finding] = told(drop(), { ...own([off]), names: { Ana: "Ana Lee" } });

    expect(finding?.sentences.at(-1)).toBe("Recording was switched off on Wed 11 Nov.");
    expect(finding?.context).toEqual([
      { kind: "recording-off", id: "Ana", name: "Ana Lee", week: "2026-W46", day: "2026-11-11" },
    ]);
  });

  it.each`
    setting                            | value    | kind               | sentence
    ${"webConferencesRecorded"}        | ${true}  | ${"recording-on"}  | ${"Recording was enabled on Wed 11 Nov."}
    ${"preventWebConferenceRecording"} | ${true}  | ${"recording-off"} | ${"The bar on recording was enabled on Wed 11 Nov."}
    ${"preventWebConferenceRecording"} | ${false} | ${"recording-on"}  | ${"The bar on recording was switched off on Wed 11 Nov."}
    ${"callsImported"}                 | ${false} | ${"recording-off"} | ${"Import of calls was switched off on Wed 11 Nov."}
    ${"gongConnectEnabled"}            | ${false} | ${"recording-off"} | ${"Gong Connect was switched off on Wed 11 Nov."}
    ${"active"}                        | ${false} | ${"left"}          | ${"Was made inactive in Gong on Wed 11 Nov."}
    ${"active"}                        | ${true}  | ${"joined"}        | ${"Was made active in Gong on Wed 11 Nov."}
  `("$setting to $value is $kind: $sentence", ({ setting, value, kind, sentence }) => {
    const findings = told(drop(), own([{ setting, value, day: "2026-11-11" }]));

    expect(last(findings)).toBe(sentence);
    expect(findings[0]?.context?.map((fact) => fact.kind)).toEqual([kind]);
  });

  it("switched together are told together, apart again when one is enabled again", () => {
    const changes = [off, { ...off, setting: "callsImported" }, { ...off, value: true, day: "2026-11-13" }];
    const [finding] = told(drop(), own(changes));

    expect(finding?.sentences.slice(-2)).toEqual([
      "Recording and import of calls were switched off on Wed 11 Nov.",
      "Recording was enabled on Fri 13 Nov.",
    ]);
  });

  it.each`
    day             | what                               | isTold
    ${"2026-11-02"} | ${"the Monday of the week before"} | ${true}
    ${"2026-11-01"} | ${"the Sunday before that"}        | ${false}
  `("of $day, $what, are told: $isTold", ({ day, isTold }) => {
    const [finding] = told(drop(), own([{ ...off, day }]));

    expect(finding?.sentences.some((text) => text.startsWith("Recording"))).toBe(isTold);
  });

  it("that came with the account are part of joining", () => {
    const known = { ...own([{ ...off, value: true }]), createdOn: { Ana: "2026-11-11" } };
    const [finding] = told(drop(), known);

    expect(finding?.context?.map(({ kind }) => kind)).toEqual(["joined"]);
  });

  it("of mail are not told beside calls", () => {
    expect(told(drop(), own([{ ...off, setting: "emailsImported" }]))[0]).not.toHaveProperty("context");
  });
});

describe("the roster", () => {
  it.each`
    created         | sentence
    ${"2026-11-12"} | ${"Joined the team in 2026-W46."}
    ${"2026-10-05"} | ${"Joined the team in 2026-W41."}
  `("of somebody added to Gong on $created: $sentence", ({ created, sentence }) => {
    expect(last(told(drop(), { createdOn: { Ana: created } }))).toBe(sentence);
  });

  it("of somebody added to Gong before the last six weeks is not new", () => {
    expect(told(drop(), { createdOn: { Ana: "2026-10-04" } })[0]).not.toHaveProperty("context");
  });

  /** Everybody's team in the weeks before and from `since` weeks ago on. */
  const moving = (moved: readonly string[], since: number): Panel => {
    const panel = panelOf(
      ...["Ana", "Bo", "Cy", "Di"].map((id) =>
        series(person(id, "Bo Ek"), "callsAsHost", [...flat(40), id === "Ana" ? 4 : 40]),
      ),
    );
    const teamOf = new Map(panel.teamOf);
    for (const id of moved)
      teamOf.set(
        id,
        flat(0)
          .concat(0)
          .map((_, at) => (at > 12 - since ? "Maria" : "Bo Ek")),
      );
    return { ...panel, teamOf };
  };

  it("of somebody who left their colleagues for another manager names both", () => {
    const [finding] = told(moving(["Ana"], 2));

    expect(finding?.sentences.at(-1)).toBe("Reports to Maria since 2026-W45, before that to Bo Ek.");
    expect(finding?.context).toEqual([
      { kind: "moved-team", id: "Ana", name: "Ana", week: "2026-W45", day: null },
    ]);
  });

  it("names no manager to a reader who may not read about them", () => {
    const [finding] = told(moving(["Ana"], 2), {}, ({ id }) => id === "Ana");

    expect(finding?.sentences.at(-1)).toBe("Moved to another team in 2026-W45.");
  });

  it("of somebody whose colleagues came along is a new manager", () => {
    const [finding] = told(moving(["Ana", "Bo", "Cy"], 1));

    expect(finding?.sentences.at(-1)).toBe("Reports to a new manager since 2026-W46.");
    expect(finding?.context?.map(({ kind }) => kind)).toEqual(["new-manager"]);
  });

  it("of more than six weeks ago is not new", () => {
    expect(told(moving(["Ana"], 7))[0]).not.toHaveProperty("context");
  });

  it("says how many of a team came and went, and since when", () => {
    const ids = ["Ana", "Bo", "Cy", "Di", "Ed", "Fi", "Gus", "Hal", "Ida"];
    const values = (id: string) =>
      id === "Bo"
        ? [...flat(10).slice(0, 11), null, null]
        : [...flat(10), id === "Cy" ? null : id === "Ana" ? 1 : 2];
    const panel = panelOf(
      series(team("T"), "callsAsHost", [...flat(90).slice(0, 11), 80, 15]),
      ...ids.map((id) => series(person(id), "callsAsHost", values(id))),
      series(person("New"), "callsAsHost", [...flat(0).map(() => null), 2]),
    );
    const finding = told(panel, { createdOn: { New: "2026-11-10" } }).find(({ level }) => level === "team");

    expect(finding?.sentences).toEqual(
      expect.arrayContaining([
        "Two of nine people in the team left since 2026-W45.",
        "One of eight people in the team joined since 2026-W46.",
      ]),
    );
  });
});

/** People of other teams who go on as ever, by whom it shows that a change is one of a few. */
const asEver = (team: string | null) =>
  ["Jo", "Kay", "Lou", "Max", "Nik", "Oda"].map((id) =>
    series(person(id, team), "callsAsHost", [...flat(60), 60]),
  );

describe("the people who drive a team's change", () => {
  const panel = panelOf(
    ...asEver("U"),
    series(team("T"), "callsAsHost", [...flat(100), 28]),
    series(person("Ana"), "callsAsHost", [...flat(50), 5]),
    series(person("Bo"), "callsAsHost", [...flat(30), 6]),
    series(person("Cy"), "callsAsHost", [...flat(20), 17]),
  );
  const settings = [{ setting: "callsImported", value: false, day: "2026-11-10" }];

  it("are named with what was switched", () => {
    const [finding] = told(panel, { people: { Bo: { settings } } });

    expect(finding?.sentences.at(-1)).toBe("Bo: import of calls was switched off on Tue 10 Nov.");
  });

  it("are asked about where they make a tenth of it, and nobody else is", () => {
    const judgement = judgeWeek(panel);

    expect(wantedContext([told(panel)], judgement, panel, 20)).toEqual([
      { person: "Ana", metric: "callsAsHost", direction: "down", hasCalls: true },
      { person: "Bo", metric: "callsAsHost", direction: "down", hasCalls: true },
    ]);
    expect(wantedContext([told(panel), told(panel)], judgement, panel, 1)).toHaveLength(1);
  });

  it("have no calls to ask for behind a zero of their own", () => {
    const silent = panelOf(
      series(person("Ana"), "callsAsHost", [...flat(40), 0]),
      series(person("Ana"), "callsAttended", [...flat(9), 9]),
    );

    expect(wantedContext([told(silent)], judgeWeek(silent), silent, 20)).toMatchObject([
      { person: "Ana", metric: "callsAsHost", hasCalls: false },
    ]);
  });

  it("of the company's change are the first of each team that drives it", () => {
    const people = ["A", "B", "C"].flatMap((id) => [
      series(team(id), "callsAsHost", [...flat(60), 10]),
      series(person(`${id}1`, id), "callsAsHost", [...flat(40), 5]),
      series(person(`${id}2`, id), "callsAsHost", [...flat(20), 5]),
    ]);
    const steady = ["D", "E", "F", "G", "H"].flatMap((id) => [
      series(team(id), "callsAsHost", [...flat(60), 60]),
      series(person(`${id}1`, id), "callsAsHost", [...flat(30), 30]),
      series(person(`${id}2`, id), "callsAsHost", [...flat(30), 30]),
    ]);
    const whole = panelOf(series(company, "callsAsHost", [...flat(480), 330]), ...people, ...steady);
    const findings = told(whole).filter(({ level }) => level === "company");

    expect(findings).toHaveLength(1);
    expect(wantedContext([findings], judgeWeek(whole), whole, 20).map(({ person: id }) => id)).toEqual([
      "A1",
      "B1",
      "C1",
    ]);
  });
});

describe("links", () => {
  const link = (id: number) => `https://app.gong.io/call?id=${id}`;
  const call = (id: number, day: string) => ({ id: `${id}`, url: link(id), day });
  const counted = (calls: number, metric = "callsAsHost") => ({
    [metric]: { calls, shown: [call(1, "2026-11-09"), call(2, "2026-11-12")].slice(0, calls) },
  });
  const known = (calls: number, names = {}): Known => ({
    people: { Ana: { counted: counted(calls) } },
    names,
  });

  it("lead to the first and the last call behind a count, with exact days", () => {
    const [finding] = told(drop(), known(4));

    expect(finding?.evidence.map(({ text, url }) => ({ text, url }))).toEqual([
      { text: "See the first of Ana's 4 calls of 9–15 Nov in Gong", url: link(1) },
      { text: "See the last of Ana's 4 calls of 9–15 Nov in Gong", url: link(2) },
    ]);
  });

  it("lead to the only call by its day", () => {
    expect(told(drop(), known(1))[0]?.evidence.map(({ text }) => text)).toEqual([
      "See Ana's call of Mon 9 Nov in Gong",
    ]);
  });

  it("of calls that may be older say what was done about them", () => {
    const panel = panelOf(series(person("Ana"), "callsCommentsGiven", [...flat(5), 60]));
    const people = { Ana: { counted: counted(60, "callsCommentsGiven") } };

    expect(told(panel, { people })[0]?.evidence.map(({ text }) => text)[0]).toBe(
      "See the first of 60 calls in Gong (Ana, calls commented on, 9–15 Nov)",
    );
  });

  it("stay apart and short enough for a mail with a hostile name", () => {
    const hostile = `<b>=HYPERLINK("//evil.example")</b>\r\nBcc: x\u202e${"x".repeat(300)}`;
    const texts = told(drop(), known(4, { Ana: hostile }))[0]?.evidence.map(({ text }) => text) ?? [];

    expect(new Set(texts).size).toBe(2);
    for (const text of texts) {
      expect(text).not.toMatch(/[\r\n\u202e]/);
      expect([...text].length).toBeLessThanOrEqual(120);
    }
  });

  it("with the same words are one, though the calls are two", () => {
    // 3,120 and 3,129 s are both 52 min.
    const shown = [3120, 3129].map((value, at) => ({ ...call(at, "2026-11-11"), value }));
    const panel = panelOf(series(person("Ana"), "meanCallLength", [...flat(600), 3124], 4));
    const people = { Ana: { measured: { meanCallLength: { values: [3120, 3129], shown } } } };

    expect(plain(told(panel, { people })[0]?.evidence.map(({ text }) => text))).toEqual([
      "See Ana's call of Wed 11 Nov in Gong (52 min)",
    ]);
  });

  it("are not made up where Gong gave no address", () => {
    const shown = [{ id: "1", url: null, day: "2026-11-09" }];
    const people = { Ana: { counted: { callsAsHost: { calls: 1, shown } } } };

    expect(told(drop(), { people })[0]?.evidence).toEqual([]);
  });

  it("are one for each driver of a team, three at most", () => {
    const ids = ["Ana", "Bo", "Cy", "Di"];
    const panel = panelOf(
      series(team("T"), "callsAsHost", [...flat(100), 20]),
      ...ids.map((id) => series(person(id), "callsAsHost", [...flat(25), 5])),
      ...asEver("U"),
    );
    const people = Object.fromEntries(ids.map((id) => [id, { counted: counted(5) }]));
    const [finding] = told(panel, { people });

    expect(finding?.evidence).toHaveLength(3);
    expect(finding?.evidence.every(({ text }) => text.startsWith("See the first of"))).toBe(true);
  });
});

describe("the calls that carry a mean", () => {
  // Seven calls: 10, 10, 10, 10, 10, 48 and 52 min; their mean is 21 min 26 s. Without the largest, 98 / 6 = 16 min
  // 20 s; without the two largest 10 min.
  const minutes = [10, 52, 10, 10, 48, 10, 10];
  const seconds = minutes.map((each) => each * 60);
  const lengths = (values: readonly number[]): Known => {
    const shown = values
      .map((value, at) => ({
        id: `${at}`,
        url: `https://app.gong.io/call?id=${at}`,
        day: "2026-11-11",
        value,
      }))
      .toSorted((a, b) => b.value - a.value)
      .slice(0, 3);
    return { people: { Ana: { measured: { meanCallLength: { values, shown } } } } };
  };
  const long: Series = series(person("Ana"), "meanCallLength", [...flat(600), 1286], 7);

  it("are named with their lengths, and linked", () => {
    const [finding] = told(panelOf(long), lengths(seconds));

    expect(plain(finding?.sentences).at(-1)).toBe(
      "Two of seven calls carry it, 52 min and 48 min; without them it is inside the usual range.",
    );
    expect(plain(finding?.evidence.map(({ text }) => text))).toEqual([
      "See Ana's call of Wed 11 Nov in Gong (52 min)",
      "See Ana's call of Wed 11 Nov in Gong (48 min)",
    ]);
  });

  it("are not claimed when the calls do not show what Gong's statistic says", () => {
    const [finding] = told(panelOf(long), lengths([600, 600, 600]));

    expect(finding?.sentences.join(" ")).not.toMatch(/carr/);
  });

  it.each`
    values                    | direction | across    | count   | why
    ${[60, 60, 400, 60, 380]} | ${"up"}   | ${"mean"} | ${2}    | ${"(180 / 3 = 60) is inside"}
    ${[60, 60, 60, 60, 400]}  | ${"up"}   | ${"mean"} | ${1}    | ${"(240 / 4 = 60) is inside"}
    ${[100, 101, 102, 103]}   | ${"up"}   | ${"mean"} | ${null} | ${"no two of four bring it inside"}
    ${[60, 400]}              | ${"up"}   | ${"mean"} | ${1}    | ${"half of the calls may carry it"}
    ${[400]}                  | ${"up"}   | ${"mean"} | ${null} | ${"a single call is all there is"}
    ${[60, 60, 1, 60]}        | ${"down"} | ${"mean"} | ${1}    | ${"181 / 4 = 45 is below, 60 inside"}
    ${[60, 60, 60]}           | ${"down"} | ${"mean"} | ${null} | ${"it is not below at all"}
    ${[20, 20, 20, 50]}       | ${"up"}   | ${"sum"}  | ${1}    | ${"110 is above, 60 inside"}
    ${[1, 2]}                 | ${"down"} | ${"sum"}  | ${null} | ${"what is not there carries a low sum"}
  `("of $values, $direction by $across: $count, as $why", ({ values, direction, across, count }) => {
    expect(carriersOf(values, { low: 50, middle: 60, high: 80 }, direction, across)).toBe(count);
  });
});

it("nothing in it gives a cause", () => {
  const settings = [{ setting: "webConferencesRecorded", value: false, day: "2026-11-11" }];
  const [finding] = told(drop(), { ...own(settings), createdOn: { Ana: "2026-11-02" } });

  expect(finding?.sentences.join(" ")).not.toMatch(/because|due to|caused|reason|explains/i);
});
