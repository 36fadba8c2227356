import { alertsOf } from "../../src/insight/decision.ts";
import { judgeWeeks } from "../../src/insight/weeks.ts";
import type { MadePanel } from "./make-panel.ts";

export type Measures = Readonly<Record<(typeof measureNames)[number], number>>;

export const measureNames = [
  "average precision",
  "precision of first ten",
  "event recall at 3 false",
  "alerts a week",
  "alert precision",
  "alert event recall",
  "p < 0.01",
  "p < 0.001",
  "coverage of 95 %",
  "error / 8-week mean",
] as const;

type Judged = { score: number; event: number | null; week: number; isAlert: boolean };

/** Weeks before which nothing is measured: histories are short, and nothing is planted. */
const firstWeek = 20;

/** Every measure of one panel with planted truth; rows of an event other than the planted one count as normal. */
export function measure({ grid, planted, events, measured }: MadePanel): Measures {
  const truth = new Map(planted.map(({ row, week, event }) => [`${row} ${week}`, event]));
  const judged: Judged[] = [];
  let [normal, below1, below01, covered, ownError, meanError, weeks] = [0, 0, 0, 0, 0, 0, 0];
  for (const { week, sheet } of judgeWeeks(grid)) {
    const isMeasured = (row: number) => measured?.has(`${row} ${week}`) ?? week >= firstWeek;
    if (!grid.rows.some((_, row) => isMeasured(row))) continue;
    weeks += 1;
    const { alerts } = alertsOf(grid, week, sheet);
    for (const [row, score] of sheet.score.entries()) {
      if (Number.isNaN(score) || !isMeasured(row)) continue;
      const event = truth.get(`${row} ${week}`) ?? null;
      judged.push({ score: Math.abs(score), event, week, isAlert: alerts.has(row) });
      if (event !== null || (sheet.silence[row] ?? 0) > 0) continue;
      const value = grid.values[row * grid.weeks + week] ?? Number.NaN;
      const past = Array.from(grid.values.subarray(row * grid.weeks + week - 8, row * grid.weeks + week));
      const known = past.filter((each) => !Number.isNaN(each));
      const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
      const p = sheet.p[row] ?? 1;
      normal += 1;
      below1 += Number(p < 0.01);
      below01 += Number(p < 0.001);
      covered += Number(value >= (sheet.low[row] ?? 0) - 1e-9 && value <= (sheet.high[row] ?? 0) + 1e-9);
      if (known.length === 0) continue;
      const size = Math.max(mean, 1);
      ownError += Math.abs(value - (sheet.middle[row] ?? 0)) / size;
      meanError += Math.abs(value - mean) / size;
    }
  }
  const alerts = judged.filter(({ isAlert }) => isAlert);
  return {
    "average precision": averagePrecision(judged),
    "precision of first ten": firstTen(judged, weeks),
    "event recall at 3 false": recallAt(judged, 3 * weeks, events),
    "alerts a week": alerts.length / weeks,
    "alert precision": alerts.filter(({ event }) => event !== null).length / Math.max(1, alerts.length),
    "alert event recall": eventsIn(alerts) / events,
    "p < 0.01": below1 / normal,
    "p < 0.001": below01 / normal,
    "coverage of 95 %": covered / normal,
    "error / 8-week mean": ownError / meanError,
  };
}

/** Area under the precision-recall curve, ties at one point. */
function averagePrecision(judged: readonly Judged[]): number {
  const sorted = judged.toSorted((a, b) => b.score - a.score);
  const all = sorted.filter(({ event }) => event !== null).length;
  let [hits, seen, area, before] = [0, 0, 0, 0];
  for (const [index, { score, event }] of sorted.entries()) {
    seen += 1;
    hits += Number(event !== null);
    if (sorted[index + 1]?.score === score) continue;
    area += ((hits - before) / all) * (hits / seen);
    before = hits;
  }
  return area;
}

function firstTen(judged: readonly Judged[], weeks: number): number {
  let hits = 0;
  for (const judgedWeek of new Set(judged.map(({ week }) => week))) {
    const own = judged.filter(({ week }) => week === judgedWeek);
    const top = own.toSorted((a, b) => b.score - a.score).slice(0, 10);
    hits += top.filter(({ event }) => event !== null).length;
  }
  return hits / (10 * weeks);
}

function recallAt(judged: readonly Judged[], falseAlerts: number, events: number): number {
  let wrong = 0;
  const told: Judged[] = [];
  for (const each of judged.toSorted((a, b) => b.score - a.score)) {
    wrong += Number(each.event === null);
    if (wrong > falseAlerts) break;
    told.push(each);
  }
  return eventsIn(told) / events;
}

function eventsIn(judged: readonly Judged[]): number {
  return new Set(judged.flatMap(({ event }) => event ?? [])).size;
}
