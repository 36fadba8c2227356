import { median } from "simple-statistics";
import type { Certainty, UsualRange } from "../finding.ts";
import { type Metric, type MetricId, metricOf } from "../metrics.ts";
import { baseIn, valueIn } from "../packed.ts";
import type { Panel, Series } from "../series.ts";
import { drained, type Steps } from "../steps.ts";
import type { Week } from "../week.ts";
import { at } from "./cells.ts";
import { alertThreshold, isTold, leastBase, leastSilence } from "./decision.ts";
import type { Evidence } from "./evidence.ts";
import { type Items, Made } from "./made.ts";
import { gridOf } from "./panel-grid.ts";
import { newLevels } from "./restart.ts";
import { type Column, columns, emptySheet, figuresOf, ranked, type Sheet } from "./sheet.ts";
import { mostStreak } from "./streak.ts";
import { type JudgedWeek, judgeSteps } from "./weeks.ts";

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
  readonly verdicts: Items<Verdict>;
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
export function judgeWeek(panel: Panel, falseAlerts?: number, sheet?: Sheet): Judgement {
  return sheet
    ? judgementOf(panel, falseAlerts, { sheet: copyOf(sheet) })
    : drained(judgeWeekSteps(panel, falseAlerts));
}

/** Judges as `judgeWeek` does, with pauses. */
export function* judgeWeekSteps(panel: Panel, falseAlerts?: number): Steps<Judgement> {
  const isLarge = panel.series.length > mostWithAllFigures;
  const scored = panel.weeks.length - 1;
  const asked = { from: scored + 1 - mostStreak, scored, kept: isLarge ? ranked : columns };
  let last: Pick<JudgedWeek, "sheet" | "notes"> = { sheet: emptySheet(panel.series.length, []) };
  for (const judged of judgeSteps(gridOf(panel), asked)) {
    if (judged) last = judged;
    else yield;
  }
  return judgementOf(panel, falseAlerts, last);
}

/** Series whose every figure is kept. Of more, those are kept that what comes after judging reads; `explain` works out the others again. */
const mostWithAllFigures = 50_000;

function judgementOf(
  panel: Panel,
  falseAlerts: number | undefined,
  { sheet, notes = new Map() }: Pick<JudgedWeek, "sheet" | "notes">,
): Judgement {
  const last = panel.weeks.length - 1;
  const sizes = teamSizes(panel);
  const levels = newLevels(panel);
  const rows = Int32Array.from(judgedRows(panel, sheet, sizes));
  const threshold = alertThreshold(rows.length, falseAlerts);
  const make = (place: number, common: ReadonlySet<MetricId> | null): Verdict => {
    const row = rows[place] ?? -1;
    const series = panel.series[row];
    if (series === undefined) throw new RangeError(`verdict ${place} of ${rows.length}`);
    return verdictOf(series, {
      last,
      threshold,
      sheet,
      notes,
      row,
      common,
      newLevelSince: levels.get(series) ?? null,
    });
  };
  const isTeam = (row: number) => panel.series[row]?.entity.level === "team";
  // One at a time: a large company's teams have 28,000 verdicts.
  function* teams(): Generator<Verdict> {
    for (const [place, row] of rows.entries()) if (isTeam(row)) yield make(place, null);
  }
  const common = commonMovements(teams());
  return { verdicts: new Made(rows.length, (place) => make(place, common)), threshold };
}

function* judgedRows(panel: Panel, sheet: Sheet, sizes: ReadonlyMap<string, number>): Generator<number> {
  const last = panel.weeks.length - 1;
  for (const [row, series] of panel.series.entries()) {
    if (series.entity.level === "team" && (sizes.get(series.entity.id) ?? 0) < leastTeam) continue;
    if (valueIn(series, last) !== null && canBeTold(series, sheet, row, last)) yield row;
  }
}

/** Fewer teams have no middle one, and a team that usually has less says nothing of a movement of all. */
const [leastTeams, leastUsual] = [3, 5];

/**
 * Metrics in which the middle one of the teams moved, against what it usually has. One team alone, however far it
 * went, draws the sum of all others with it and is still no movement of all.
 */
function commonMovements(teams: Iterable<Verdict>): ReadonlySet<MetricId> {
  const ratios = new Map<MetricId, number[]>();
  for (const { metric, value, usual, figures } of teams) {
    const own = usual.middle / figures.common;
    if (metric.kind !== "count" || !(own >= leastUsual)) continue;
    const known = ratios.get(metric.id);
    if (known) known.push(value / own);
    else ratios.set(metric.id, [value / own]);
  }
  const moved = [...ratios].filter(
    ([, each]) => each.length >= leastTeams && Math.abs(median(each) - 1) >= leastMovement,
  );
  return new Set(moved.map(([metric]) => metric));
}

/** The next week may overwrite the sheet, verdicts are made from it later. */
function copyOf(sheet: Sheet): Sheet {
  return Object.fromEntries(columns.map((column) => [column, sheet[column].slice()])) as Sheet;
}

/** Not on fewer than three calls, and not in the first two weeks of somebody's silence: those are leave. */
function canBeTold(series: Series, sheet: Sheet, row: number, last: number): boolean {
  if (Number.isNaN(at(sheet.score, row))) return false;
  if (metricOf(series.metric).base !== undefined && (baseIn(series, last) ?? 0) < leastBase) return false;
  const silence = at(sheet.silence, row);
  return !(silence > 0) || (silence === 1 && at(sheet.span, row) >= leastSilence);
}

type Place = {
  readonly last: number;
  readonly threshold: number;
  readonly sheet: Sheet;
  readonly notes: ReadonlyMap<number, Evidence>;
  readonly row: number;
  /** Metrics in which all moved; null for all of them. */
  readonly common: ReadonlySet<MetricId> | null;
  readonly newLevelSince: Week | null;
};

/**
 * A verdict whose figures are made when they are asked for: hardly anybody asks. A class, because an object with a
 * getter of its own takes V8 a hundred times as long to make and a kilobyte, and a quarter of a million are made.
 */
class JudgedSeries implements Verdict {
  readonly series: Series;
  readonly metric: Metric;
  readonly value: number;
  readonly base: number | null;
  readonly usual: UsualRange;
  readonly score: number;
  readonly certainty: Certainty | null;
  readonly isFinding: boolean;
  readonly weeks: number;
  readonly span: number;
  readonly streak: number;
  readonly isSilence: boolean;
  readonly companyFactor: number;
  readonly newLevelSince: Week | null;
  readonly #figures: () => Verdict["figures"];

  constructor(known: Omit<Verdict, "figures">, figures: () => Verdict["figures"]) {
    this.series = known.series;
    this.metric = known.metric;
    this.value = known.value;
    this.base = known.base;
    this.usual = known.usual;
    this.score = known.score;
    this.certainty = known.certainty;
    this.isFinding = known.isFinding;
    this.weeks = known.weeks;
    this.span = known.span;
    this.streak = known.streak;
    this.isSilence = known.isSilence;
    this.companyFactor = known.companyFactor;
    this.newLevelSince = known.newLevelSince;
    this.#figures = figures;
  }

  get figures(): Verdict["figures"] {
    return this.#figures();
  }
}

function verdictOf(
  series: Series,
  { last, threshold, sheet, notes, row, common: moved, newLevelSince }: Place,
): Verdict {
  const metric = metricOf(series.metric);
  const figure = (column: Column): number => at(sheet[column], row);
  const [score, expected, low, high] = [figure("score"), figure("expected"), figure("low"), figure("high")];
  const [common, span] = [figure("common"), figure("span")];
  const middle = Number.isNaN(figure("middle")) ? expected : figure("middle");
  const value = valueIn(series, last) ?? Number.NaN;
  const isSilence = figure("silence") === 1;
  const isCommon =
    metric.kind === "count" && series.entity.level !== "company" && (moved === null || moved.has(metric.id));
  const known = {
    series,
    metric,
    value,
    base: baseIn(series, last),
    usual: { low: Math.min(low, middle), middle, high: Math.max(high, middle) },
    score,
    certainty: certaintyOf(score),
    isFinding: isTold({ kind: metric.kind, value, expected, low, high, score, span, isSilence }, threshold),
    weeks: figure("weeks"),
    span,
    streak: Math.abs(figure("streak") || 0),
    isSilence,
    companyFactor: isCommon && Math.abs(common - 1) >= leastMovement ? common : 1,
    newLevelSince,
  };
  return new JudgedSeries(known, () => ({ ...figuresOf(sheet, row), ...notes.get(row) }));
}

/** The words of a score: `clear` about one week in 10,000, `likely` one in 400, `weak` one in 80. */
function certaintyOf(score: number): Certainty | null {
  const size = Math.abs(score);
  if (size >= 4) return "clear";
  if (size >= 3) return "likely";
  return size >= 2.5 ? "weak" : null;
}

const absent = new WeakMap<Panel, ReadonlySet<string>>();

/** People who did nothing at all in the judged week. */
export function absentPeople(panel: Panel): ReadonlySet<string> {
  const known = absent.get(panel) ?? absentIn(panel);
  absent.set(panel, known);
  return known;
}

function absentIn({ series, weeks }: Panel): ReadonlySet<string> {
  const active = new Set<string>();
  const people = new Set<string>();
  for (const own of series) {
    if (own.entity.level !== "person" || metricOf(own.metric).kind !== "count") continue;
    const value = valueIn(own, weeks.length - 1);
    if (value === null) continue;
    people.add(own.entity.id);
    if (value > 0) active.add(own.entity.id);
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
