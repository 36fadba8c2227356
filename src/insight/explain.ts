import type { Driver, UsualRange } from "../finding.ts";
import type { Panel, Point } from "../series.ts";
import type { Week } from "../week.ts";
import { languageOf } from "../words/language.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { scaleOf } from "./mean-block.ts";
import type { Column } from "./sheet.ts";
import { newLevel } from "./statements.ts";

/** The whole arithmetic of one verdict. Every figure follows from the ones above it. */
export type Explanation = {
  readonly name: string;
  readonly metric: string;
  readonly past: readonly Point[];
  readonly value: number;
  readonly base: number | null;
  readonly model: "counts" | "shares" | "means";
  /** How a mean is judged; x for others. */
  readonly scale: string;
  readonly figures: Readonly<Record<Column, number | null>>;
  readonly usual: UsualRange;
  readonly score: number;
  readonly span: number;
  readonly threshold: number;
  readonly isFinding: boolean;
  /** Weeks before it do not count: a change of level was accepted. */
  readonly newLevelSince: Week | null;
  readonly drivers: readonly Driver[];
};

/** Everything that a verdict rests on, as plain data. */
export function explain(verdict: Verdict, judgement: Judgement, panel: Panel): Explanation {
  const { series, metric, value, base, usual, score, span, isFinding, figures } = verdict;
  const known = Object.entries(figures).map(([name, number]) => [name, Number.isNaN(number) ? null : number]);
  const isMean = Number.isFinite(figures.freedom);
  const isSum = metric.across === "sum" && metric.kind !== "count";
  return {
    name: series.entity.name,
    metric: metric.label,
    past: panel.weeks.slice(0, -1).map((week, index) => ({
      week,
      value: series.values[index] ?? null,
      base: series.bases[index] ?? null,
    })),
    value,
    base,
    model: metric.kind === "count" ? "counts" : isMean ? "means" : "shares",
    scale: metric.kind === "count" ? "x" : scaleOf({ kind: metric.kind, isSum }).formula,
    figures: Object.fromEntries(known) as Record<Column, number | null>,
    usual,
    score,
    span,
    threshold: judgement.threshold,
    isFinding,
    newLevelSince: verdict.newLevelSince,
    drivers: driversOf(verdict, judgement, panel).parts,
  };
}

const { formats, say } = languageOf("en");

const figure = (number: number | null): string =>
  number === null ? "–" : String(Number(number.toPrecision(5)));

/** The same for a reader with a pocket calculator, a line for each step. */
export function explanationLines(explanation: Explanation, verdict: Verdict): readonly string[] {
  const { metric } = verdict;
  const { past, usual, value, model } = explanation;
  const steps = [...stepsOf[model](explanation, verdict), ...lastSteps(explanation, verdict)];
  const lines = [
    `${explanation.name}, ${explanation.metric}`,
    "",
    ...past.flatMap(({ week, value: before }) => (before === null ? [] : [`  ${week}  ${figure(before)}`])),
    `  this week ${figure(value)} (${formats.value(value, metric)})`,
    "",
    ...(verdict.newLevelSince === null ? [] : [say(newLevel(verdict.newLevelSince)), ""]),
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    "",
    `Usual range: ${formats.range(usual, metric)} (middle ${formats.value(usual.middle, metric)}), 95 % of the distribution in step ${steps.length - 5}`,
  ];
  if (explanation.drivers.length > 0) {
    lines.push("", "Who accounts for the change (shares of the whole, all parts add up to 1):");
    for (const { name, delta, share } of explanation.drivers.slice(0, 10)) {
      lines.push(`  ${figure(delta).padStart(9)}  ${figure(share).padStart(7)}  ${name}`);
    }
  }
  return lines;
}

type Steps = (explanation: Explanation, verdict: Verdict) => readonly string[];

/** The rate that a count was drawn to, from the rate that came of it. */
function othersRate({ rate, pastValues, pastExposure, priorWeight }: Explanation["figures"]): number | null {
  if (rate === null || pastValues === null || pastExposure === null || priorWeight === null) return null;
  return (rate * (pastExposure + priorWeight) - pastValues) / priorWeight;
}

const countSteps: Steps = ({ figures }, { series }) => [
  `Past: ${figure(figures.weeks)} weeks, weights halving every ${series.entity.level === "person" ? 10 : 20} weeks; their sum = ${figure(figures.weight)}`,
  `Past values: Σ weight × value = ${figure(figures.pastValues)}; past exposures: Σ weight × exposure = ${figure(figures.pastExposure)}`,
  `Usual for one unit of exposure: (${figure(figures.pastValues)} + ${figure(figures.priorWeight)} × ${figure(othersRate(figures))}, the others' rate) / (${figure(figures.pastExposure)} + ${figure(figures.priorWeight)}) = ${figure(figures.rate)}`,
  `Exposure this week (1, hosted calls, or what the team's people here usually do): ${figure(figures.exposure)}`,
  `What the others did against their usual: × ${figure(figures.common)}`,
  `Expected: μ = ${figure(figures.rate)} × ${figure(figures.exposure)} × ${figure(figures.common)} = ${figure(figures.expected)}`,
  `Dispersion: own ${figure(figures.ownSpread)}, of all in this metric ${figure(figures.pooledSpread)}, together ${figure(figures.spread)}; with what the usual value and the common movement leave open α = ${figure(figures.predictive)}`,
  `Variance: μ + αμ² = ${figure(figures.expected)} + ${figure(figures.predictive)} × ${figure(figures.expected)}² = ${figure((figures.expected ?? 0) + (figures.predictive ?? 0) * (figures.expected ?? 0) ** 2)}; the distribution is negative binomial`,
];

const shareSteps: Steps = ({ figures }) => [
  `Past: ${figure(figures.weeks)} weeks, weights halving every 13 weeks; weighted calls = ${figure(figures.weight)}`,
  `Usual share, (weighted hits + 6 × the team's share) / (${figure(figures.weight)} + 6) = ${figure(figures.rate)}`,
  `What the others did against their usual: × ${figure(figures.common)}`,
  `Expected share: ${figure(figures.rate)} × ${figure(figures.common)} = ${figure(figures.expected)} of ${figure(figures.exposure)} calls`,
  `Correlation of calls in a week: ${figure(figures.pooledSpread)} + 1 / (${figure(figures.weight)} + 6) = ${figure(figures.predictive)}; the distribution is beta-binomial`,
];

const meanSteps: Steps = ({ figures, scale, base }, { metric, value }) => {
  const isSum = metric.across === "sum";
  const scaled = scaleOf({ kind: metric.kind, isSum }).to(value);
  return [
    `Scale: y = ${scale}; this week y = ${figure(scaled)}`,
    `Past: ${figure(figures.weeks)} weeks, weights halving every 13 weeks; their sum = ${figure(figures.weight)}`,
    `Usual y, mean weighted by weeks and calls: ${figure(figures.rate)}; the others' shift this week: ${figure(figures.common)}`,
    `Variance of a week with ${base === null ? "this much" : `${figure(base)} calls`} behind it: ${figure(figures.pooledSpread)}; of the usual value: ${figure(figures.spread)}; own scale: ${figure(figures.ownSpread)}`,
    `Standard deviation: √(${figure(figures.ownSpread)} × (${figure(figures.pooledSpread)} + ${figure(figures.spread)})) = ${figure(figures.predictive)}`,
    `t = (${figure(scaled)} − ${figure(figures.rate)} − ${figure(figures.common)}) / ${figure(figures.predictive)} with ${figure(figures.freedom)} degrees of freedom`,
  ];
};

const stepsOf: Readonly<Record<Explanation["model"], Steps>> = {
  counts: countSteps,
  shares: shareSteps,
  means: meanSteps,
};

function lastSteps(
  { figures, threshold, isFinding, score, span }: Explanation,
  { isSilence, metric }: Verdict,
): readonly string[] {
  const z = figures.z ?? 0;
  const together = isSilence
    ? `Silence: ${span} weeks without any activity, scored by how often people are silent that long`
    : `Together with weeks of the same direction: ${figure(figures.together)} over ${span} ${span === 1 ? "week" : "weeks"}`;
  const size =
    metric.kind === "count" && !isSilence
      ? ` + 0.3 × log10(${figure(Math.min(30, Math.max(0.3, figures.expected ?? 0)))})`
      : "";
  const rivals = ` − 0.3 × ${Math.min(4, figures.rivals ?? 0)}`;
  return [
    `Tail, both sides, half of the value's own probability on each: p = ${figure(figures.p)}`,
    `z with that tail: ${figure(z)}`,
    together,
    `As extreme in the last 26 weeks: ${figure(figures.rivals)}; score = ${figure(figures.together)}${size}${rivals}, not below 0${figures.withTeam === 1 ? ", at most 1.5 because the team moves as one" : ""}: z = ${figure(score)}`,
    `Told from |z| ≥ ${figure(threshold)} on this week: ${isFinding ? "yes" : "no"}`,
  ];
}
