import type { Decomposition, Driver, UsualRange } from "../finding.ts";
import type { MetricKind } from "../metrics.ts";
import { baseIn, valueIn } from "../packed.ts";
import type { Panel, Point } from "../series.ts";
import type { Week } from "../week.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { scaleOf } from "./mean-block.ts";
import { type Column, shown } from "./sheet.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { countTails, shareTails, type Tails } from "./tails.ts";
import { type TracedWeek, traceOf } from "./trace.ts";

/** Columns that are steps of the arithmetic; how a week enters later ones is in `past`. */
type Step = Exclude<Column, "entryValue" | "entryExposure" | "entryWeight" | "unit">;

/** The whole arithmetic of one verdict. Every figure follows from the ones above it. */
export type Explanation = {
  readonly name: string;
  readonly metric: string;
  /** The weeks it rests on, oldest first, each with its weight. */
  readonly past: readonly TracedWeek[];
  /** The same weeks and those without a value, as they are in the history. */
  readonly history: readonly Point[];
  readonly value: number;
  readonly base: number | null;
  readonly model: "counts" | "shares" | "means";
  /** How a mean is judged; x for others. */
  readonly scale: string;
  /** The value on that scale. */
  readonly scaled: number;
  readonly figures: Readonly<Record<Step, number | null>>;
  /** What the others of the metric usually have for one unit of exposure, to which a short past is drawn. */
  readonly othersRate: number | null;
  /** Below, at and above the value, of a count or a share; null for a mean, whose tail is a Student's t. */
  readonly tails: Tails | null;
  readonly usual: UsualRange;
  readonly score: number;
  readonly span: number;
  readonly threshold: number;
  readonly isFinding: boolean;
  readonly isSilence: boolean;
  /** Weeks before it do not count: a change of level was accepted. */
  readonly newLevelSince: Week | null;
  readonly drivers: readonly Driver[];
  readonly decomposition: Decomposition | null;
};

/**
 * Everything that a verdict rests on, as plain data.
 *
 * @param survey of the verdict's series, where it is known already
 */
export function explain(
  verdict: Verdict,
  judgement: Judgement,
  panel: Panel,
  survey: Survey | undefined = surveyOf(panel, [verdict.series]).get(verdict.series),
): Explanation {
  const { series, metric, value, base, usual, score, span, isFinding, isSilence, newLevelSince } = verdict;
  const all = allFigures(verdict, survey);
  const { entryValue, entryExposure, entryWeight, unit, ...figures } = all;
  const known = Object.entries(figures).map(([name, number]) => [name, Number.isNaN(number) ? null : number]);
  const model = modelOf(metric.kind, all);
  const isSum = metric.across === "sum" && metric.kind !== "count";
  const scale = metric.kind === "count" ? null : scaleOf({ kind: metric.kind, isSum });
  const { parts, decomposition } = driversOf(verdict, judgement, panel);
  return {
    name: series.entity.name,
    metric: metric.label,
    past: survey
      ? traceOf(panel, series, survey, newLevelSince === null ? 0 : panel.weeks.indexOf(newLevelSince))
      : [],
    history: panel.weeks.slice(0, -1).map((week, index) => ({
      week,
      value: valueIn(series, index),
      base: baseIn(series, index),
    })),
    value,
    base,
    model,
    scale: scale?.formula ?? "x",
    scaled: scale ? scale.to(value) : value,
    figures: Object.fromEntries(known) as Explanation["figures"],
    othersRate: othersRate(all),
    tails: tailsOf(value, all, model),
    usual,
    score,
    span,
    threshold: judgement.threshold,
    isFinding,
    isSilence,
    newLevelSince,
    drivers: parts,
    decomposition,
  };
}

/** A large week's verdicts keep what later steps read; the rest is worked out again. */
function allFigures({ figures }: Verdict, survey: Survey | undefined): Verdict["figures"] {
  if (!survey) return figures;
  const again = Object.entries(survey.figures).filter(([column]) => shown.has(column));
  return { ...figures, ...(Object.fromEntries(again) as Partial<Verdict["figures"]>) };
}

function modelOf(kind: MetricKind, figures: Verdict["figures"]): Explanation["model"] {
  if (kind === "count") return "counts";
  return Number.isFinite(figures.freedom) ? "means" : "shares";
}

/** The rate that a series was drawn to, from the rate that came of it. */
function othersRate({ rate, pastValues, pastExposure, priorWeight }: Verdict["figures"]): number | null {
  const others = (rate * (pastExposure + priorWeight) - pastValues) / priorWeight;
  return Number.isFinite(others) ? others : null;
}

function tailsOf(
  value: number,
  { expected, predictive, exposure }: Verdict["figures"],
  model: Explanation["model"],
): Tails | null {
  if (model === "counts") return countTails(value, expected, predictive);
  if (model === "means") return null;
  return shareTails(Math.round(value * exposure), exposure, expected, predictive);
}
