import { median } from "simple-statistics";
import type { Certainty, UsualRange } from "../finding.ts";
import { type Metric, type MetricId, metricOf } from "../metrics.ts";
import type { Level, Panel, Series } from "../series.ts";
import type { Week } from "../week.ts";
import { alertThreshold, isTold, leastBase, leastSilence } from "./decision.ts";
import { gridOf } from "./panel-grid.ts";
import { newLevels } from "./restart.ts";
import { type Column, columns, type Sheet } from "./sheet.ts";
import { mostStreak } from "./streak.ts";
import { judgeWeeks } from "./weeks.ts";

/** A smaller movement of all others is within what they differ by anyway, and not worth a word. */
const leastMovement = 0.15;

/** A team of one is that person. */
const leastTeam = 2;

/** A series that could be judged, with everything the verdict rests on. */
export type Verdict = {
  readonly series: Series;
  readonly metric: Metric;
  readonly value: number;
  readonly base: number | null;
  readonly usual: UsualRange;
  /** A z-score; negative is below. */
  readonly score: number;
  readonly certainty: Certainty | null;
  /** True when the score passes the threshold and the change is large enough to matter. */
  readonly isFinding: boolean;
  /** Past weeks with a value. */
  readonly weeks: number;
  /** Weeks in a row, this one included, that give the score together. */
  readonly span: number;
  /** Weeks in a row, this one included, outside the usual range of their time, on this side; 0 when this one is inside. */
  readonly streak: number;
  /** This person has done nothing at all for `span` weeks, and the verdict is about that. */
  readonly isSilence: boolean;
  /** By what all others moved, in counts that moved across the teams; else 1. For the words; `figures` has the rest. */
  readonly companyFactor: number;
  /** The week of the last accepted change of level that the panel holds: weeks before it do not count. */
  readonly newLevelSince: Week | null;
  /** Every step of the arithmetic; NaN where it has none. */
  readonly figures: Readonly<Record<Column, number>>;
};

export type Judgement = {
  readonly verdicts: readonly Verdict[];
  /** |z| from which a value is a finding this week. */
  readonly threshold: number;
};

/**
 * Judges the last week of a panel: each series by its own weeks before, by the others of its metric, and by what
 * all others did this week.
 *
 * Pure: the same panel gives the same verdicts, whatever the clock.
 *
 * @param falseAlerts false alerts that the week may hold on average
 * @param sheet the figures of the week, row by row as the panel's series stand, where they are known already
 */
export function judgeWeek(panel: Panel, falseAlerts?: number, sheet = lastSheet(panel)): Judgement {
  const last = panel.weeks.length - 1;
  const sizes = teamSizes(panel);
  const levels = newLevels(panel);
  const judged = panel.series.flatMap((series, row) => {
    if (series.entity.level === "team" && (sizes.get(series.entity.id) ?? 0) < leastTeam) return [];
    const value = series.values[last] ?? null;
    const figures = sheet && figuresOf(sheet, row);
    return value === null || !figures || !canBeTold(series, figures, last)
      ? []
      : [
          {
            series,
            value,
            figures,
            newLevelSince: levels.get(series) ?? null,
          },
        ];
  });
  const threshold = alertThreshold(judged.length, falseAlerts);
  const verdicts = judged.map((each) => verdictOf(each, last, threshold));
  const common = commonMovements(verdicts);
  return {
    verdicts: verdicts.map((verdict) =>
      common.has(verdict.metric.id) ? verdict : { ...verdict, companyFactor: 1 },
    ),
    threshold,
  };
}

/** Fewer teams have no middle one, and a team that usually has less says nothing of a movement of all. */
const [leastTeams, leastUsual] = [3, 5];

/**
 * Metrics in which the middle one of the teams moved, against what it usually has. One team alone, however far it
 * went, draws the sum of all others with it and is still no movement of all.
 */
function commonMovements(verdicts: readonly Verdict[]): ReadonlySet<MetricId> {
  const ratios = new Map<MetricId, number[]>();
  for (const { series, metric, value, usual, figures } of verdicts) {
    const own = usual.middle / figures.common;
    if (series.entity.level !== "team" || metric.kind !== "count" || !(own >= leastUsual)) continue;
    ratios.set(metric.id, [...(ratios.get(metric.id) ?? []), value / own]);
  }
  const moved = [...ratios].filter(
    ([, each]) => each.length >= leastTeams && Math.abs(median(each) - 1) >= leastMovement,
  );
  return new Set(moved.map(([metric]) => metric));
}

function lastSheet(panel: Panel): Sheet | null {
  let last: Sheet | null = null;
  for (const { sheet } of judgeWeeks(gridOf(panel), panel.weeks.length - mostStreak)) last = sheet;
  return last;
}

function figuresOf(sheet: Sheet, row: number): Record<Column, number> {
  const entries = columns.map((column) => [column, sheet[column][row] ?? Number.NaN]);
  return Object.fromEntries(entries) as Record<Column, number>;
}

/** Not on fewer than three calls, and not in the first two weeks of somebody's silence: those are leave. */
function canBeTold({ metric, bases }: Series, figures: Record<Column, number>, last: number): boolean {
  if (Number.isNaN(figures.score)) return false;
  if (metricOf(metric).base !== undefined && (bases[last] ?? 0) < leastBase) return false;
  return !(figures.silence > 0) || (figures.silence === 1 && figures.span >= leastSilence);
}

type Judged = {
  series: Series;
  value: number;
  figures: Record<Column, number>;
  newLevelSince: Week | null;
};

function verdictOf(
  { series, value, figures, newLevelSince }: Judged,
  last: number,
  threshold: number,
): Verdict {
  const metric = metricOf(series.metric);
  const { score, expected, low, high, common } = figures;
  const middle = Number.isNaN(figures.middle) ? expected : figures.middle;
  const isSilence = figures.silence === 1;
  const isCommon = metric.kind === "count" && series.entity.level !== "company";
  return {
    series,
    metric,
    value,
    base: series.bases[last] ?? null,
    usual: { low: Math.min(low, middle), middle, high: Math.max(high, middle) },
    score,
    certainty: certaintyOf(score),
    isFinding: isTold(
      { kind: metric.kind, value, expected, low, high, score, span: figures.span, isSilence },
      threshold,
    ),
    weeks: figures.weeks,
    span: figures.span,
    streak: Math.abs(figures.streak || 0),
    isSilence,
    companyFactor: isCommon && Math.abs(common - 1) >= leastMovement ? common : 1,
    newLevelSince,
    figures,
  };
}

/** The words of a score: `clear` about one week in 10,000, `likely` one in 400, `weak` one in 80. */
function certaintyOf(score: number): Certainty | null {
  const size = Math.abs(score);
  if (size >= 4) return "clear";
  if (size >= 3) return "likely";
  return size >= 2.5 ? "weak" : null;
}

/** People who did nothing at all in the judged week. */
export function absentPeople(panel: Panel): ReadonlySet<string> {
  const active = new Set<string>();
  const people = new Set<string>();
  for (const { entity, metric, values } of panel.series) {
    const value = values.at(-1) ?? null;
    if (entity.level !== "person" || value === null || metricOf(metric).kind !== "count") continue;
    people.add(entity.id);
    if (value > 0) active.add(entity.id);
  }
  return new Set([...people].filter((person) => !active.has(person)));
}

/** People in each team in the judged week. */
function teamSizes(panel: Panel): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const teams of panel.teamOf.values()) {
    const team = teams.at(-1);
    if (team) sizes.set(team, (sizes.get(team) ?? 0) + 1);
  }
  return sizes;
}

/** The verdict on one metric of one entity. */
export function verdictFor(
  judgement: Judgement,
  level: Level,
  entityId: string,
  metric: MetricId,
): Verdict | undefined {
  return judgement.verdicts.find(
    ({ series }) =>
      series.entity.level === level && series.entity.id === entityId && series.metric === metric,
  );
}
