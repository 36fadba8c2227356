import { sum } from "simple-statistics";
import type { Driver } from "../finding.ts";
import type { Panel, Series } from "../series.ts";
import type { Verdict } from "./judge.ts";

/** Somebody's weekly share in a group's value, a place for each week of the panel. */
type Part = {
  readonly id: string;
  readonly name: string;
  readonly series: Series;
  readonly inGroup: readonly boolean[];
};

/**
 * Who accounts for a team's or the company's change, largest first in the direction of the change. The deltas
 * of all parts add up to the change exactly, their shares to 1.
 *
 * Sums: somebody's usual part of the group is the group's middle, split as the weeks before were split; the
 * delta is this week's value less that part. People who left the team count with zero.
 *
 * Means: with weights w (share of the group's calls), values r and the group's mean R over the weeks before,
 * the delta is w(r − R) this week less the same over the weeks before: both saying it differently and taking
 * part more or less are in it.
 *
 * @returns empty for a person, and for a group whose change is nil
 */
export function driversOf(verdict: Verdict, panel: Panel): readonly Driver[] {
  const { entity, metric } = verdict.series;
  if (entity.level === "person") return [];
  const first = splitFrom(panel, verdict);
  const parts =
    entity.level === "team" ? membersOf(panel, entity.id, metric, first) : teamsOf(panel, metric, first);
  const deltas = verdict.metric.across === "sum" ? sumDeltas(parts, verdict.usual.middle) : meanDeltas(parts);
  let change = 0;
  for (const { delta } of deltas) change += delta;
  if (change === 0) return [];
  return deltas
    .map(({ part, delta }) => ({ id: part.id, name: part.name, delta, share: delta / change }))
    .filter(({ share }) => share > 1e-9)
    .sort((a, b) => b.share - a.share);
}

/** Weeks before that say how a group's value is usually split. */
const splitWeeks = 12;

/** Weeks before an accepted change of level say nothing of the split either. */
function splitFrom({ weeks }: Panel, { newLevelSince }: Verdict): number {
  const since = newLevelSince === null ? 0 : weeks.indexOf(newLevelSince);
  return Math.max(since, weeks.length - 1 - splitWeeks);
}

/** People who were in the team in the last weeks. */
function membersOf(panel: Panel, teamId: string, metric: string, first: number): readonly Part[] {
  return panel.series.flatMap((series) => {
    const { entity } = series;
    if (entity.level !== "person" || series.metric !== metric) return [];
    const inGroup = panel.weeks.map(
      (_, index) => index >= first && panel.teamOf.get(entity.id)?.[index] === teamId,
    );
    if (!inGroup.includes(true)) return [];
    const name = inGroup.at(-1) ? entity.name : `${entity.name} (not in the team now)`;
    return [{ id: entity.id, name, series, inGroup }];
  });
}

/** The company's parts: its teams, and people who are in none. */
function teamsOf(panel: Panel, metric: string, first: number): readonly Part[] {
  return panel.series.flatMap((series) => {
    const { entity } = series;
    if (series.metric !== metric || entity.level === "company") return [];
    const inGroup = panel.weeks.map(
      (_, index) =>
        index >= first && (entity.level === "team" || panel.teamOf.get(entity.id)?.[index] === null),
    );
    return inGroup.includes(true) ? [{ id: entity.id, name: entity.name, series, inGroup }] : [];
  });
}

type Delta = { readonly part: Part; readonly delta: number };

function sumDeltas(parts: readonly Part[], middle: number): readonly Delta[] {
  const before = parts.map((part) => total(part, (series, index) => series.values[index] ?? 0));
  const all = sum(before);
  return parts.map((part, index) => {
    const last = part.inGroup.length - 1;
    const now = part.inGroup[last] ? (part.series.values[last] ?? 0) : 0;
    const usualPart = all > 0 ? (middle * (before[index] ?? 0)) / all : 0;
    return { part, delta: now - usualPart };
  });
}

function meanDeltas(parts: readonly Part[]): readonly Delta[] {
  const weighted = (series: Series, index: number) => (series.values[index] ?? 0) * weight(series, index);
  const weightsBefore = parts.map((part) => total(part, weight));
  const valuesBefore = parts.map((part) => total(part, weighted));
  const allBefore = sum(weightsBefore);
  if (allBefore === 0) return [];
  const meanBefore = sum(valuesBefore) / allBefore;
  const last = (parts[0]?.inGroup.length ?? 1) - 1;
  const weightNow = (part: Part) => (part.inGroup[last] ? weight(part.series, last) : 0);
  let allNow = 0;
  for (const part of parts) allNow += weightNow(part);
  if (allNow === 0) return [];
  return parts.map((part, index) => {
    const now = (weightNow(part) / allNow) * ((part.series.values[last] ?? meanBefore) - meanBefore);
    const before = ((valuesBefore[index] ?? 0) - (weightsBefore[index] ?? 0) * meanBefore) / allBefore;
    return { part, delta: now - before };
  });
}

/** A value without calls behind it weighs nothing. */
const weight = (series: Series, index: number): number =>
  series.values[index] === null ? 0 : (series.bases[index] ?? 0);

/** Sum over the weeks before, of weeks in the group. */
function total(part: Part, valueAt: (series: Series, index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < part.inGroup.length - 1; index += 1) {
    if (part.inGroup[index]) sum += valueAt(part.series, index);
  }
  return sum;
}
