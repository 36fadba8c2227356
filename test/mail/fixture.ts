import type { CheckedRow, Digest } from "../../src/digest.ts";
import type { Finding } from "../../src/finding.ts";
import type { Point } from "../../src/series.ts";
import { addWeeks } from "../../src/week.ts";

const week = "2026-W46";

/** Twelve past weeks and this one, oldest first; null where Gong gave nothing. */
export function historyOf(values: readonly (number | null)[], base: number | null = null): Point[] {
  return values.map((value, at) => ({ week: addWeeks(week, at - values.length + 1), value, base }));
}

/** What the mail does not lay out itself: it is in the sentences. */
const unsaid = {
  weeks: 12,
  extremeOf: 13,
  oneIn: 1000,
  streak: 1,
  decomposition: null,
  around: [],
  neighbours: [],
  statements: [],
} as const;

export const teamFinding: Finding = {
  id: "2026-W46:team:T3:callsAsHost",
  level: "team",
  entity: { id: "T3", name: "EMEA", team: null },
  metric: "callsAsHost",
  label: "calls hosted",
  kind: "count",
  unit: "calls",
  value: 86,
  base: null,
  usual: { low: 118, middle: 131, high: 148 },
  direction: "down",
  score: -4.3,
  certainty: "clear",
  ...unsaid,
  drivers: [
    { id: "U1", name: "Dana O'Neil", delta: -28, share: 0.62, value: 4, usual: 32, own: "down" },
    { id: "U2", name: "Priya R.", delta: -9, share: 0.19, value: 6, usual: 15, own: "down" },
  ],
  sentences: [
    "EMEA held 86 calls; usually 118–148 a week.",
    "That is 45 fewer than the middle of that range, 131 (\u221234\u00a0%).",
    "2 people account for 81\u00a0% of the change: Dana O'Neil and Priya R.",
    "Lowest in 13 weeks.",
  ],
  evidence: [
    { text: "See EMEA's calls of 9–15 Nov in Gong", url: "https://app.gong.io/calls?team=T3&week=2026-W46" },
  ],
  history: historyOf([131, 127, 140, 122, 133, 145, 129, null, 136, 124, 130, 119, 86]),
  folded: ["2026-W46:person:U1:callsAsHost"],
};

export const ratioFinding: Finding = {
  id: "2026-W46:person:U1:talkRatio",
  level: "person",
  entity: { id: "U1", name: "Dana O'Neil", team: "EMEA" },
  metric: "talkRatio",
  label: "talk ratio",
  kind: "ratio",
  unit: "ratio",
  value: 0.684,
  base: 11,
  usual: { low: 0.41, middle: 0.48, high: 0.55 },
  direction: "up",
  score: 3.6,
  certainty: "likely",
  ...unsaid,
  drivers: [],
  sentences: [
    "Dana O'Neil’s talk ratio: 68\u00a0%; usually 41–55\u00a0% for them.",
    "That is 20\u00a0points above the middle of that range.",
    "Highest in 13 weeks.",
    "Based on 11 calls this week.",
  ],
  evidence: [
    { text: "See Dana O'Neil's 11 calls in Gong", url: "https://app.gong.io/calls?user=U1&week=2026-W46" },
  ],
  history: historyOf([0.47, 0.5, 0.44, 0.49, 0.46, null, null, 0.51, 0.48, 0.52, 0.58, 0.61, 0.684], 11),
  folded: [],
};

export const durationFinding: Finding = {
  id: "2026-W46:person:U7:longestMonologue",
  level: "person",
  entity: { id: "U7", name: "Léa Martin", team: "EMEA" },
  metric: "longestMonologue",
  label: "longest monologue",
  kind: "duration",
  unit: "seconds",
  value: 400,
  base: 7,
  usual: { low: 110, middle: 148, high: 190 },
  direction: "up",
  score: 4.1,
  certainty: "clear",
  ...unsaid,
  drivers: [],
  sentences: [
    "Léa Martin’s longest monologue: 6\u00a0min\u00a040\u00a0s; usually 1\u00a0min\u00a050\u00a0s – 3\u00a0min\u00a010\u00a0s for them.",
    "The middle of that range is 2\u00a0min\u00a028\u00a0s (+170\u00a0%).",
    "Highest in 13 weeks.",
  ],
  evidence: [
    { text: "See Léa Martin's 7 calls in Gong", url: "https://app.gong.io/calls?user=U7&week=2026-W46" },
  ],
  history: historyOf([150, 139, 162, 128, 171, 144, 150, 133, 158, 147, 120, 166, 400], 7),
  folded: [],
};

const row = (
  metric: string,
  label: string,
  kind: CheckedRow["kind"],
  unit: string,
  value: number | null,
  [low, middle, high]: readonly [number, number, number],
  direction: CheckedRow["direction"] = "usual",
): CheckedRow => ({ metric, label, kind, unit, value, usual: { low, middle, high }, direction });

export const checkedRows: readonly CheckedRow[] = [
  row("callsAsHost", "calls hosted", "count", "calls", 86, [118, 131, 148], "down"),
  row("callsAttended", "calls attended", "count", "calls", 214, [188, 221, 250]),
  row("callHours", "call hours", "duration", "hours", 52.4, [48, 61.5, 74]),
  row("meanCallLength", "mean call length", "duration", "seconds", 1862, [1680, 1830, 2010]),
  row("talkRatio", "talk ratio", "ratio", "ratio", 0.472, [0.44, 0.47, 0.51]),
  row("longestMonologue", "longest monologue", "duration", "seconds", 160, [131, 152, 178]),
  row("interactivity", "interactivity", "score", "points", 5.12, [4.2, 4.9, 5.6]),
  row("patience", "patience", "duration", "seconds", 0.8, [0.6, 0.8, 1.1]),
  row("questionRate", "question rate", "score", "questions", 14.3, [11.8, 14.1, 16.2]),
  row("callsGaveFeedback", "calls with feedback given", "count", "calls", 7, [4, 8, 13]),
  row("callsCommentsGiven", "calls commented on", "count", "calls", 19, [11, 18, 26]),
  {
    ...row("scorecardAverage", "scorecard average", "score", "points", null, [0, 0, 0], "unknown"),
    usual: null,
  },
];

/** A usual Monday: a team and two of its people stand out, one is back, one day came late. */
export const digest: Digest = {
  schemaVersion: 1,
  week,
  from: "2026-11-09",
  to: "2026-11-15",
  locale: "en",
  timeZone: "America/New_York",
  scope: { kind: "team", id: "T3", name: "EMEA" },
  status: "complete",
  dataNotes: ["Calls of 14–15 Nov were still being analysed; talk metrics may rise. Counts are complete."],
  headline: "EMEA held a third fewer calls than usual; two other changes stand out",
  windowWeeks: 12,
  checked: 128,
  quiet: false,
  findings: [teamFinding, ratioFinding, durationFinding],
  backToUsual: [
    {
      id: "2026-W45:person:U4:callsAsHost",
      sentence: "Tom Baker held 14 calls (usually 11–18), after 4 the week before.",
    },
  ],
  drifts: [],
  muted: 1,
  checkedName: "The company",
  checkedRows,
};

/** A week in which nothing stands out. */
export const quietDigest: Digest = {
  ...digest,
  headline: "Nothing unusual in EMEA",
  dataNotes: [],
  quiet: true,
  findings: [],
  backToUsual: [],
  muted: 0,
};

/** The largest mail there is: ten cards, forty rows. */
export const fullDigest: Digest = {
  ...digest,
  findings: Array.from({ length: 30 }, (_, at) => ({
    ...([teamFinding, ratioFinding, durationFinding][at % 3] ?? teamFinding),
    id: `2026-W46:full:${at}`,
  })),
  checkedRows: Array.from(
    { length: 40 },
    (_, at) => checkedRows[at % checkedRows.length] ?? row("x", "x", "count", "", 1, [1, 1, 1]),
  ),
};
