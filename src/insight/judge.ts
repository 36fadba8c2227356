import { median, probit } from "simple-statistics";
import type { Certainty, UsualRange } from "../finding.ts";
import { type Metric, type MetricId, metricOf } from "../metrics.ts";
import type { Level, Panel, Series } from "../series.ts";
import { scaleOf } from "./scale.ts";
import { leastBase, type Past, pastOf, rangeOf, type Spread, spreadOf } from "./usual.ts";

/** False alerts that a digest may hold on average; the threshold follows from how many series are judged. */
const falseAlerts = 2;

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
  readonly past: Past;
  readonly spread: Spread;
  /** By what the whole company moved, in sums where it did; else 1. */
  readonly companyFactor: number;
};

export type Judgement = {
  readonly verdicts: readonly Verdict[];
  /** |z| from which a value is a finding this week. */
  readonly threshold: number;
};

type Candidate = { series: Series; metric: Metric; value: number; base: number | null; past: Past };

/**
 * Judges the last week of a panel: each series against its own weeks before. When the whole company moves (a
 * holiday, an outage of a source), people and teams are judged against what that leaves to expect of them.
 *
 * Pure: the same panel gives the same verdicts, whatever the clock.
 */
export function judgeWeek(panel: Panel): Judgement {
  const absent = absentPeople(panel);
  const sizes = teamSizes(panel);
  const candidates = panel.series
    .filter(({ entity }) => entity.level !== "team" || (sizes.get(entity.id) ?? 0) >= leastTeam)
    .flatMap((series) => candidateOf(series, absent));
  const others = typicalSpreads(candidates);
  const threshold = Math.max(2.5, probit(1 - falseAlerts / (2 * Math.max(candidates.length, 2))));
  const judge = (candidate: Candidate, factor: number): Verdict =>
    verdictOf(candidate, others.get(groupKey(candidate)) ?? 0, factor, threshold);

  const at = (level: Level) => candidates.filter(({ series }) => series.entity.level === level);
  const company = at("company").map((candidate) => judge(candidate, 1));
  const factors = commonFactors(company, at("team"));
  const rest = [...at("team"), ...at("person")].map((candidate) =>
    judge(candidate, factors.get(candidate.metric.id) ?? 1),
  );
  return { verdicts: [...company, ...rest], threshold };
}

/** Fewer teams than this have no middle one. */
const leastTeams = 3;

/** A team that usually has less says nothing of a common movement. */
const leastUsual = 5;

/** A smaller common movement is within what teams differ by anyway. */
const leastMovement = 0.15;

/**
 * By what the whole company moved, for sums that are outside the company's usual range: the median over teams
 * of this week's value over the usual one. One team alone, however far it moved, does not make a movement of
 * all.
 */
function commonFactors(
  company: readonly Verdict[],
  teams: readonly Candidate[],
): ReadonlyMap<MetricId, number> {
  const factors = new Map<MetricId, number>();
  for (const { metric, score } of company) {
    if (metric.across !== "sum" || Math.abs(score) < 2.5) continue;
    const scale = scaleOf(metric);
    const ratios = teams
      .filter((team) => team.metric.id === metric.id && scale.from(team.past.centre) >= leastUsual)
      .map((team) => team.value / scale.from(team.past.centre));
    const factor = ratios.length >= leastTeams ? median(ratios) : 1;
    if (Math.abs(factor - 1) >= leastMovement) factors.set(metric.id, Math.max(factor, 0.02));
  }
  return factors;
}

/** People who did nothing at all in the judged week: leave looks like silence, so they are not judged. */
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

function candidateOf(series: Series, absent: ReadonlySet<string>): Candidate[] {
  const value = series.values.at(-1) ?? null;
  const base = series.bases.at(-1) ?? null;
  const metric = metricOf(series.metric);
  if (value === null || (series.entity.level === "person" && absent.has(series.entity.id))) return [];
  if (metric.base !== undefined && (base ?? 0) < leastBase) return [];
  const past = pastOf(series);
  return past ? [{ series, metric, value, base, past }] : [];
}

const groupKey = ({ series, metric }: Candidate): string => `${series.entity.level} ${metric.id}`;

function typicalSpreads(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const groups = new Map<string, number[]>();
  for (const candidate of candidates) {
    const spreads = groups.get(groupKey(candidate)) ?? [];
    groups.set(groupKey(candidate), spreads);
    spreads.push(candidate.past.ownSpread);
  }
  return new Map([...groups].map(([key, spreads]) => [key, median(spreads)]));
}

function verdictOf(candidate: Candidate, others: number, companyFactor: number, threshold: number): Verdict {
  const { series, metric, value, base, past } = candidate;
  const scale = scaleOf(metric);
  const centre = scale.to(scale.from(past.centre) * companyFactor);
  const spread = spreadOf(past, others, scale.leastSpread, base);
  const score = (scale.to(value) - centre) / spread.total;
  const usual = rangeOf(series, centre, spread.total);
  const isFinding = Math.abs(score) >= threshold && matters(metric, value, usual.middle);
  return {
    series,
    metric,
    value,
    base,
    usual,
    score,
    certainty: certaintyOf(score),
    isFinding,
    past,
    spread,
    companyFactor,
  };
}

/** The words of a score: `clear` about one week in 10,000, `likely` one in 400, `weak` one in 80. */
function certaintyOf(score: number): Certainty | null {
  const size = Math.abs(score);
  if (size >= 4) return "clear";
  if (size >= 3) return "likely";
  return size >= 2.5 ? "weak" : null;
}

/** Is the change large enough that anybody would act on it, however sure it is? */
function matters({ kind }: Metric, value: number, middle: number): boolean {
  const change = Math.abs(value - middle);
  if (kind === "ratio") return change >= 0.05;
  if (kind === "count") return change >= 3 && change >= 0.25 * middle;
  if (kind === "score") return change >= 0.1 * Math.abs(middle);
  return change >= 0.2 * middle;
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
