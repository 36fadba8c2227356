import { type Decomposition, type Driver, sideOf } from "../finding.ts";
import type { MetricId } from "../metrics.ts";
import type { Panel, Series } from "../series.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { verdictFor } from "./verdicts.ts";

/** Somebody's part in a group: a person in a team, a team or a person without one in the company. */
export type Member = {
  readonly series: Series;
  /** For each week of the panel, whether they were in the group. */
  readonly inGroup: readonly boolean[];
  /** Their own verdict on the same metric this week, where there is one. */
  readonly verdict: Verdict | undefined;
};

/** Who accounts for a group's change: largest share first, those who moved against it last. */
export type Drivers = { readonly parts: readonly Driver[]; readonly decomposition: Decomposition | null };

/** Weeks before by which somebody is measured where nothing better is known. */
export const recentWeeks = 12;

/** The parts of a team or of the company in one metric. */
export function membersOf(
  { series, newLevelSince }: Verdict,
  judgement: Judgement,
  panel: Panel,
): readonly Member[] {
  const { entity, metric } = series;
  // Weeks before an accepted change of level say nothing of who usually has which part.
  const first = newLevelSince === null ? 0 : panel.weeks.indexOf(newLevelSince);
  const home = entity.level === "team" ? entity.id : null;
  // Teams are in the company in all weeks alike: one list for a thousand of them.
  const always = panel.weeks.map((_, week) => week >= first);
  const inGroupOf = ({ level, id }: Series["entity"]): readonly boolean[] | null => {
    if (level === "team") return entity.level === "team" ? null : always;
    const teams = panel.teamOf.get(id) ?? [];
    if (!teams.some((team, week) => week >= first && team === home)) return null;
    return panel.weeks.map((_, week) => week >= first && teams[week] === home);
  };
  const members: Member[] = [];
  for (const row of rowsOf(panel, metric)) {
    const own = panel.series[row];
    const inGroup = own ? inGroupOf(own.entity) : null;
    if (!own || !inGroup) continue;
    const { level, id } = own.entity;
    members.push({ series: own, inGroup, verdict: verdictFor(judgement, level, id, metric) });
  }
  return members;
}

const rows = new WeakMap<Panel, ReadonlyMap<MetricId, Int32Array>>();

/** Where the people and teams of a metric stand in a panel: asked for each finding, and a panel may have 280,000 series. */
function rowsOf(panel: Panel, metric: MetricId): Iterable<number> {
  const known = rows.get(panel) ?? rowsByMetric(panel);
  rows.set(panel, known);
  return known.get(metric) ?? [];
}

function rowsByMetric({ series }: Panel): ReadonlyMap<MetricId, Int32Array> {
  const byMetric = new Map<MetricId, number[]>();
  for (const [row, { entity, metric }] of series.entries()) {
    if (entity.level === "company") continue;
    const own = byMetric.get(metric);
    if (own) own.push(row);
    else byMetric.set(metric, [row]);
  }
  return new Map([...byMetric].map(([metric, own]) => [metric, Int32Array.from(own)]));
}

/** Where a member's own value is against their own usual range. */
export function ownSide({ verdict }: Member): Driver["own"] {
  return verdict ? sideOf(verdict.value, verdict.usual) : "unknown";
}

export function nameOf({ entity }: Series): Required<Pick<Driver, "id" | "level" | "name">> {
  return { id: entity.id, level: entity.level, name: entity.name };
}
