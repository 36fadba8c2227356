import type { Driver, UsualRange } from "../finding.ts";
import { formatRange, formatValue } from "../format.ts";
import type { Panel, Point } from "../series.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { scaleOf } from "./scale.ts";
import type { Spread } from "./usual.ts";

/** The whole arithmetic of one verdict. Every figure follows from the ones above it. */
export type Explanation = {
  readonly name: string;
  readonly metric: string;
  readonly past: readonly Point[];
  readonly value: number;
  readonly base: number | null;
  readonly scale: string;
  /** The judged value and the median of the past ones, on the scale. */
  readonly scaledValue: number;
  readonly centre: number;
  readonly companyFactor: number;
  readonly spread: Spread;
  readonly usual: UsualRange;
  readonly score: number;
  readonly threshold: number;
  readonly isFinding: boolean;
  readonly drivers: readonly Driver[];
};

/** Everything that a verdict rests on, as plain data. */
export function explain(verdict: Verdict, judgement: Judgement, panel: Panel): Explanation {
  const { series, metric, value, base, past, companyFactor, spread, usual, score, isFinding } = verdict;
  const scale = scaleOf(metric);
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
    scale: scale.formula,
    scaledValue: scale.to(value),
    centre: scale.to(scale.from(past.centre) * companyFactor),
    companyFactor,
    spread,
    usual,
    score,
    threshold: judgement.threshold,
    isFinding,
    drivers: driversOf(verdict, panel),
  };
}

/** The same for a reader with a pocket calculator, a line for each step. */
export function explanationLines(explanation: Explanation, { metric }: Verdict): readonly string[] {
  const { past, spread, usual, score, threshold, value, companyFactor } = explanation;
  const figure = (number: number) => number.toFixed(4).replace(/\.?0+$/, "");
  const known = past.filter((point) => point.value !== null).length;
  const lines = [
    `${explanation.name}, ${explanation.metric}`,
    "",
    ...past.map((point) => `  ${point.week}  ${point.value === null ? "missing" : figure(point.value)}`),
    `  this week ${figure(value)} (${formatValue(value, metric)})`,
    "",
    `1. Scale: y = ${explanation.scale}; this week y = ${figure(explanation.scaledValue)}`,
    `2. Centre: the median of y over ${known} weeks${companyFactor === 1 ? "" : `, its value times ${figure(companyFactor)} for the company's own movement`} = ${figure(explanation.centre)}`,
    `3. Own spread: 1.4826 × median |y − centre| = ${figure(spread.own)}; typical of others in this metric = ${figure(spread.others)}`,
    `4. Joint spread: √((${known} × ${figure(spread.own)}² + 12 × ${figure(spread.others)}²) / (${known} + 12)), at least ${figure(scaleOf(metric).leastSpread)} = ${figure(spread.joint)}`,
    `5. For the centre being a median of ${known} weeks: × √(1 + π / (2 × ${known})) = × ${figure(spread.forCentre)}`,
    `6. For fewer calls than usual behind this week: × ${figure(spread.forBase)}; total spread = ${figure(spread.total)}`,
    `7. Score: z = (${figure(explanation.scaledValue)} − ${figure(explanation.centre)}) / ${figure(spread.total)} = ${figure(score)}`,
    `8. Usual range: centre ± 2 × total spread, back from the scale = ${formatRange(usual, metric)} (middle ${formatValue(usual.middle, metric)})`,
    `9. Told from |z| ≥ ${figure(threshold)} on this week: ${explanation.isFinding ? "yes" : "no"}`,
  ];
  if (explanation.drivers.length > 0) {
    lines.push("", "Who accounts for the change (shares of the whole, all parts add up to 1):");
    for (const { name, delta, share } of explanation.drivers.slice(0, 10)) {
      lines.push(`  ${figure(delta).padStart(9)}  ${figure(share).padStart(7)}  ${name}`);
    }
  }
  return lines;
}
