import type { Decomposition, Driver, UsualRange } from "../finding.ts";
import type { Panel, Point } from "../series.ts";
import type { Week } from "../week.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { scaleOf } from "./mean-block.ts";
import type { Column } from "./sheet.ts";
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

/** Everything that a verdict rests on, as plain data. */
export function explain(verdict: Verdict, judgement: Judgement, panel: Panel): Explanation {
  const { series, metric, value, base, usual, score, span, isFinding, isSilence, newLevelSince } = verdict;
  const { entryValue, entryExposure, entryWeight, unit, ...figures } = verdict.figures;
  const known = Object.entries(figures).map(([name, number]) => [name, Number.isNaN(number) ? null : number]);
  const model = modelOf(verdict);
  const isSum = metric.across === "sum" && metric.kind !== "count";
  const scale = metric.kind === "count" ? null : scaleOf({ kind: metric.kind, isSum });
  const { parts, decomposition } = driversOf(verdict, judgement, panel);
  return {
    name: series.entity.name,
    metric: metric.label,
    past: traceOf(panel, series, newLevelSince === null ? 0 : panel.weeks.indexOf(newLevelSince)),
    history: panel.weeks.slice(0, -1).map((week, index) => ({
      week,
      value: series.values[index] ?? null,
      base: series.bases[index] ?? null,
    })),
    value,
    base,
    model,
    scale: scale?.formula ?? "x",
    scaled: scale ? scale.to(value) : value,
    figures: Object.fromEntries(known) as Explanation["figures"],
    othersRate: othersRate(verdict.figures),
    tails: tailsOf(verdict, model),
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

function modelOf({ metric, figures }: Verdict): Explanation["model"] {
  if (metric.kind === "count") return "counts";
  return Number.isFinite(figures.freedom) ? "means" : "shares";
}

/** The rate that a series was drawn to, from the rate that came of it. */
function othersRate({ rate, pastValues, pastExposure, priorWeight }: Verdict["figures"]): number | null {
  const others = (rate * (pastExposure + priorWeight) - pastValues) / priorWeight;
  return Number.isFinite(others) ? others : null;
}

function tailsOf({ value, figures }: Verdict, model: Explanation["model"]): Tails | null {
  const { expected, predictive, exposure } = figures;
  if (model === "counts") return countTails(value, expected, predictive);
  if (model === "means") return null;
  return shareTails(Math.round(value * exposure), exposure, expected, predictive);
}
