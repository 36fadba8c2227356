import type { BackToUsual, CheckedRow, Digest, Drift } from "../../src/digest.ts";
import type { Found } from "../../src/finding.ts";
import { type DigestFacts, type LeadOptions, leadOf } from "../../src/mail/lead.ts";
import { figuresOf, tell } from "../../src/mail/shown.ts";
import { metricOf } from "../../src/metrics.ts";
import type { Point } from "../../src/series.ts";
import { addWeeks } from "../../src/week.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Pattern, Slot, Statement } from "../../src/words/statement.ts";

const week = "2026-W46";
const language = languageOf("en");

/** Twelve past weeks and this one, oldest first; null where Gong gave nothing. */
export function historyOf(values: readonly (number | null)[], base: number | null = null): Point[] {
  return values.map((value, at) => ({ week: addWeeks(week, at - values.length + 1), value, base }));
}

const say = (pattern: Pattern, slots: Readonly<Record<string, Slot>>): Statement => ({ pattern, slots });
const [up, down] = [{ choice: "up" }, { choice: "down" }] as const;

const ordinary = {
  weeks: 12,
  extremeOf: 13,
  oneIn: 1000,
  streak: 1,
  span: 1,
  drivers: [],
  decomposition: null,
  around: [],
  neighbours: [],
  folded: [],
} as const;

export const teamFound: Found = {
  ...ordinary,
  id: "2026-W46:team:T3:callsAsHost",
  level: "team",
  entity: { id: "T3", name: "EMEA", team: null },
  metric: "callsAsHost",
  kind: "count",
  unit: "calls",
  value: 86,
  base: null,
  usual: { low: 118, middle: 131, high: 148 },
  direction: "down",
  score: -4.3,
  certainty: "clear",
  drivers: [
    { id: "U1", name: "Dana O'Neil", delta: -28, share: 0.62, value: 4, usual: 32, own: "down" },
    { id: "U2", name: "Priya R.", delta: -9, share: 0.19, value: 6, usual: 15, own: "down" },
  ],
  statements: [
    say("held", {
      who: { text: "EMEA" },
      value: { value: 86, of: "callsAsHost" },
      usual: { range: { low: 118, middle: 131, high: 148 }, of: "callsAsHost" },
    }),
    say("awayInCount", {
      difference: { value: 45, of: "callsAsHost" },
      side: down,
      middle: { value: 131, of: "callsAsHost" },
      change: { change: 86, from: 131, of: "callsAsHost" },
    }),
    say("someAccount", {
      some: { count: 2 },
      all: { count: 9 },
      members: { choice: "people" },
      share: { share: 0.81 },
      names: { names: ["Dana O'Neil", "Priya R."] },
    }),
    say("rarest", { side: down, weeks: { count: 13 } }),
    say("baseWeeks", { weeks: { count: 12 } }),
  ],
  evidence: [
    {
      statement: say("hostedLink", {
        name: { text: "Dana O'Neil" },
        calls: { value: 4, of: "callsAsHost" },
        place: { choice: "first" },
        when: { from: "2026-11-09", to: "2026-11-15" },
      }),
      url: "https://app.gong.io/call?id=7001",
    },
  ],
  history: historyOf([131, 127, 140, 122, 133, 145, 129, null, 136, 124, 130, 119, 86]),
  folded: ["2026-W46:person:U1:callsAsHost"],
};

export const ratioFound: Found = {
  ...ordinary,
  id: "2026-W46:person:U1:talkRatio",
  level: "person",
  entity: { id: "U1", name: "Dana O'Neil", team: "EMEA" },
  metric: "talkRatio",
  kind: "ratio",
  unit: "ratio",
  value: 0.684,
  base: 11,
  usual: { low: 0.41, middle: 0.48, high: 0.55 },
  direction: "up",
  score: 3.6,
  certainty: "likely",
  statements: [
    say("wasForThem", {
      who: { text: "Dana O'Neil" },
      metric: { metric: "talkRatio" },
      value: { value: 0.684, of: "talkRatio" },
      usual: { range: { low: 0.41, middle: 0.48, high: 0.55 }, of: "talkRatio" },
    }),
    say("awayInPoints", { points: { size: 0.204, of: "talkRatio" }, side: up }),
    say("rarest", { side: up, weeks: { count: 13 } }),
    say("base", { calls: { value: 11, of: "callsAsHost" }, noun: { choice: "calls" }, weeks: { count: 12 } }),
  ],
  evidence: [
    {
      statement: say("measuredLink", {
        name: { text: "Dana O'Neil" },
        isDated: { choice: "yes" },
        day: { day: "2026-11-11" },
        metric: { metric: "talkRatio" },
        value: { value: 0.81, of: "talkRatio" },
      }),
      url: "https://app.gong.io/call?id=7002",
    },
  ],
  history: historyOf([0.47, 0.5, 0.44, 0.49, 0.46, null, null, 0.51, 0.48, 0.52, 0.58, 0.61, 0.684], 11),
};

export const durationFound: Found = {
  ...ordinary,
  id: "2026-W46:person:U7:longestMonologue",
  level: "person",
  entity: { id: "U7", name: "Léa Martin", team: "EMEA" },
  metric: "longestMonologue",
  kind: "duration",
  unit: "seconds",
  value: 400,
  base: 7,
  usual: { low: 110, middle: 148, high: 190 },
  direction: "up",
  score: 4.1,
  certainty: "clear",
  statements: [
    say("wasForThem", {
      who: { text: "Léa Martin" },
      metric: { metric: "longestMonologue" },
      value: { value: 400, of: "longestMonologue" },
      usual: { range: { low: 110, middle: 148, high: 190 }, of: "longestMonologue" },
    }),
    say("awayFromMiddle", {
      middle: { value: 148, of: "longestMonologue" },
      change: { change: 400, from: 148, of: "longestMonologue" },
    }),
    say("rarest", { side: up, weeks: { count: 13 } }),
  ],
  evidence: [
    {
      statement: say("measuredLink", {
        name: { text: "Léa Martin" },
        isDated: { choice: "yes" },
        day: { day: "2026-11-12" },
        metric: { metric: "longestMonologue" },
        value: { value: 700, of: "longestMonologue" },
      }),
      url: "https://app.gong.io/call?id=7003",
    },
  ],
  history: historyOf([150, 139, 162, 128, 171, 144, 150, 133, 158, 147, 120, 166, 400], 7),
};

export const teamFinding = tell(teamFound, language);
export const ratioFinding = tell(ratioFound, language);
export const durationFinding = tell(durationFound, language);

function row(
  metric: string,
  value: number | null,
  range: readonly [number, number, number] | null,
  direction: CheckedRow["direction"] = "usual",
): CheckedRow {
  const { label, kind, unit } = metricOf(metric);
  const usual = range && { low: range[0], middle: range[1], high: range[2] };
  const shown = figuresOf(value, usual, metric, language);
  return { metric, label, kind, unit, value, usual, direction, shown };
}

export const checkedRows: readonly CheckedRow[] = [
  row("callsAsHost", 86, [118, 131, 148], "down"),
  row("callsAttended", 214, [188, 221, 250]),
  row("callHours", 52.4, [48, 61.5, 74]),
  row("meanCallLength", 1862, [1680, 1830, 2010]),
  row("talkRatio", 0.472, [0.44, 0.47, 0.51]),
  row("longestMonologue", 160, [131, 152, 178]),
  row("interactivity", 5.12, [4.2, 4.9, 5.6]),
  row("patience", 0.8, [0.6, 0.8, 1.1]),
  row("questionRate", 14.3, [11.8, 14.1, 16.2]),
  row("callsGaveFeedback", 7, [4, 8, 13]),
  row("callsCommentsGiven", 19, [11, 18, 26]),
  row("scorecardAverage", null, null, "unknown"),
];

const told = (statement: Statement) => ({ sentence: language.say(statement), statement });

const back: BackToUsual = {
  id: "2026-W45:person:U4:callsAsHost",
  ...told(
    say("backInside", {
      who: { text: "Tom Baker" },
      metric: { metric: "callsAsHost" },
      value: { value: 14, of: "callsAsHost" },
      usual: { range: { low: 11, middle: 14, high: 18 }, of: "callsAsHost" },
      was: { value: 4, of: "callsAsHost" },
    }),
  ),
};

/** A movement that no single week shows. */
export const drift: Drift = {
  id: "2026-W46:person:U7:meanCallLength",
  finding: durationFinding,
  ...told(
    say("drift", {
      who: { text: "Léa Martin" },
      metric: { metric: "meanCallLength" },
      value: { value: 1560, of: "meanCallLength" },
      weeks: { count: 6 },
      side: down,
      middle: { value: 1830, of: "meanCallLength" },
    }),
  ),
};

const facts: DigestFacts = {
  schemaVersion: 1,
  week,
  from: "2026-11-09",
  to: "2026-11-15",
  locale: "en",
  timeZone: "America/New_York",
  scope: { kind: "team", id: "T3", name: "EMEA" },
  status: "complete",
  kind: "normal",
  revision: 1,
  lacking: [],
  dataNotes: ["Calls of 14–15 Nov were still being analysed; talk metrics may rise. Counts are complete."],
  windowWeeks: 12,
  checked: 128,
  quiet: false,
  findings: [teamFinding, ratioFinding, durationFinding],
  backToUsual: [back],
  drifts: [],
  closest: null,
  corrections: [],
  teams: null,
  muted: 1,
  checkedName: "The company",
  checkedRows,
};

/** The fixture's week with other facts; its headline, subject and footer follow from them. */
export function digestOf(
  changes: Partial<DigestFacts> = {},
  more: Omit<LeadOptions, "language"> = { next: "2026-11-23T07:00:00.000-05:00" },
): Digest {
  const changed = { ...facts, ...changes };
  return { ...changed, ...leadOf(changed, { language, ...more }) };
}

/** A usual Monday: a team and two of its people stand out, one is back, one day came late. */
export const digest = digestOf();

/** A week in which nothing stands out. */
export const quietDigest = digestOf({
  kind: "quiet",
  dataNotes: [],
  quiet: true,
  closest: told(
    say("closest", {
      metric: { metric: "talkRatio" },
      value: { value: 0.53, of: "talkRatio" },
      usual: { range: { low: 0.41, middle: 0.48, high: 0.55 }, of: "talkRatio" },
    }),
  ),
  findings: [],
  backToUsual: [],
  muted: 0,
});

const glance = ["callsAsHost", "meanCallLength", "talkRatio", "longestMonologue"];

/** The largest mail there is: ten cards, forty rows, twelve teams. */
export const fullDigest = digestOf({
  findings: Array.from({ length: 30 }, (_, at) => ({
    ...([teamFinding, ratioFinding, durationFinding][at % 3] ?? teamFinding),
    id: `2026-W46:full:${at}`,
  })),
  drifts: [drift],
  teams: {
    metrics: glance.map((metric) => ({ metric, label: language.words.short[metric] ?? metric })),
    teams: Array.from({ length: 12 }, (_, at) => ({
      id: `T${at}`,
      name: `Region ${at + 1}`,
      cells: checkedRows
        .filter(({ metric }) => glance.includes(metric))
        .map(({ value, shown, direction }) => ({ value, shown: shown.value, direction })),
    })),
    more: 3,
  },
  checkedRows: Array.from(
    { length: 40 },
    (_, at) => checkedRows[at % checkedRows.length] ?? row("x", 1, null),
  ),
});
