import type { Explanation } from "./explain.ts";
import type { Verdict } from "./judge.ts";

/** Five digits are enough to do it again on a pocket calculator. */
export const figure = (number: number | null | undefined): string =>
  number === null || number === undefined || Number.isNaN(number)
    ? "–"
    : String(Number(number.toPrecision(5)));

type Steps = (explanation: Explanation, verdict: Verdict) => readonly string[];

/** From the past to what was to be expected, and to how far out the value is. */
const countSteps: Steps = ({ figures: f, value, othersRate, tails }) => {
  const mean = f.expected ?? 0;
  const size = 1 / (f.predictive ?? 1);
  const p = size / (size + mean);
  return [
    ...usualSteps(f, othersRate, "Usual for one unit of exposure"),
    `Exposure this week (1, hosted calls, or what the team's people here usually do): ${figure(f.exposure)}; what all others did against their usual: × ${figure(f.common)}`,
    `Expected: μ = ${figure(f.rate)} × ${figure(f.exposure)} × ${figure(f.common)} = ${figure(mean)}`,
    `Dispersion: own ${figure(f.ownSpread)}, of all in this metric ${figure(f.pooledSpread)}, together ${figure(f.spread)}; with what the usual value and the movement of all leave open, α = ${figure(f.predictive)}`,
    `Variance: μ + αμ² = ${figure(mean)} + ${figure(f.predictive)} × ${figure(mean)}² = ${figure(mean + (f.predictive ?? 0) * mean ** 2)}`,
    `Negative binomial with k = 1/α = ${figure(size)} and P = k / (k + μ) = ${figure(p)}: p(0) = P^k = ${figure(p ** size)}, p(i + 1) = p(i) × (k + i) / (i + 1) × (1 − P)`,
    ...tailSteps(tails, figure(value)),
  ];
};

const shareSteps: Steps = ({ figures: f, othersRate, tails, value }) => {
  const [mean, correlation] = [f.expected ?? 0, f.predictive ?? 1];
  const weight = 1 / correlation - 1;
  const hits = Math.round(value * (f.exposure ?? 0));
  return [
    ...usualSteps(f, othersRate, "Usual share"),
    `What all others did against their usual: × ${figure(f.common)}; expected share ${figure(f.rate)} × ${figure(f.common)} = ${figure(mean)} of ${figure(f.exposure)} calls`,
    `Correlation of calls in a week: ${figure(f.pooledSpread)} + 1 / (${figure(f.pastExposure)} + 6) = ${figure(correlation)}`,
    `Beta-binomial with a = ${figure(mean)} × (1 / ${figure(correlation)} − 1) = ${figure(mean * weight)} and b = ${figure((1 - mean) * weight)}`,
    ...tailSteps(tails, `${hits} hits`),
  ];
};

const meanSteps: Steps = ({ figures: f, scale, scaled, base, othersRate }) => [
  `Scale: y = ${scale}; this week y = ${figure(scaled)}`,
  ...usualSteps(f, othersRate, "Usual y (weights are those of a week over its variance)"),
  `What all others moved by this week: ${figure(f.common)}`,
  `Variance of a week with ${base === null ? "this much" : `${figure(base)} calls`} behind it: ${figure(f.pooledSpread)}; of the usual value 1 / (${figure(f.pastExposure)} + ${figure(f.priorWeight)}) = ${figure(f.spread)}; own scale: ${figure(f.ownSpread)}`,
  `Standard deviation: √(${figure(f.ownSpread)} × (${figure(f.pooledSpread)} + ${figure(f.spread)})) = ${figure(f.predictive)}`,
  `t = (${figure(scaled)} − ${figure(f.rate)} − ${figure(f.common)}) / ${figure(f.predictive)} with ${figure(f.freedom)} degrees of freedom: p = ${figure(f.p)} on both sides, z = ${figure(f.z)}`,
];

const modelSteps: Readonly<Record<Explanation["model"], Steps>> = {
  counts: countSteps,
  shares: shareSteps,
  means: meanSteps,
};

/** Every step, in the order of the arithmetic. */
export function stepsOf(explanation: Explanation, verdict: Verdict): readonly string[] {
  return [...modelSteps[explanation.model](explanation, verdict), ...scoreSteps(explanation)];
}

type Figures = Explanation["figures"];

function usualSteps(f: Figures, othersRate: number | null, what: string): readonly string[] {
  return [
    `Past: ${figure(f.weeks)} weeks as listed, a weight halving every ${figure(f.halfLife)} of them. Σ weight × value = ${figure(f.pastValues)}, Σ weight × exposure = ${figure(f.pastExposure)}`,
    `${what}: (${figure(f.pastValues)} + ${figure(f.priorWeight)} × ${figure(othersRate)}, the others') / (${figure(f.pastExposure)} + ${figure(f.priorWeight)}) = ${figure(f.rate)}`,
  ];
}

function tailSteps(tails: Explanation["tails"], value: string): readonly string[] {
  if (!tails) return [];
  const { below, at, above } = tails;
  const [side, beyond] = below < above ? ["below", below] : ["above", above];
  const tail = beyond + at / 2;
  return [
    `Chance of less than ${value}: ${figure(below)}, of exactly that: ${figure(at)}, of more: ${figure(above)}; with half of exactly that ${side}, ${figure(tail)}; both sides p = ${figure(2 * tail)}`,
    `z with that tail: ${side === "below" ? "Φ⁻¹(" : "Φ⁻¹(1 − "}${figure(tail)})`,
  ];
}

function scoreSteps({
  figures: f,
  threshold,
  isFinding,
  isSilence,
  score,
  span,
}: Explanation): readonly string[] {
  const told = `Told from |score| ≥ ${figure(threshold)} on this week, if it is large enough to matter: ${isFinding ? "yes" : "no"}`;
  if (isSilence) {
    return [
      `Silence of ${span} weeks, scored by how often people are silent for that long: z = ${figure(f.z)}, score ${figure(score)}`,
      told,
    ];
  }
  const size = Math.abs(f.tail ?? 0);
  return [
    `z = ${figure(f.z)}; after how often this metric's z have gone so far before: ${figure(f.tail)}`,
    span > 1
      ? `Together with the ${span - 1} weeks before, which went the same way: ${figure(f.together)} (a week is like the one before it by r = ${figure(f.memory)})`
      : `No weeks before it add to it: ${figure(f.together)}`,
    `Score: ${figure(f.together)} + ${figure(f.size)} for size + 2 × ${figure(f.memory)} × (${figure(size)} − ${figure(f.record)}, between −1 and 1) + ${figure(f.fromOthers)} for the person's other counts − 0.15 × ${figure(Math.min(4, f.rivals ?? 0))} for ${figure(f.rivals)} weeks of the last 26 as extreme, not below 0, with the sign of z${f.withTeam === 1 ? ", at most 1.5 because the team moves as one" : ""}: ${figure(score)}`,
    told,
  ];
}
