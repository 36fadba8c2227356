import type { TeamTable } from "../digest.ts";
import { sideOf } from "../finding.ts";
import { type MetricId, metricOf } from "../metrics.ts";
import type { Entity } from "../series.ts";
import type { Language } from "../words/language.ts";
import type { CheckedValue } from "./compose.ts";

/** What a manager asks of a team first, in this order; as many as there are values for. */
const glance: readonly MetricId[] = [
  "callsAsHost",
  "meanCallLength",
  "talkRatio",
  "longestMonologue",
  "scorecardAverage",
  "callsCommentsGiven",
];

/** Columns that a phone has room for. */
const mostMetrics = 4;

/** Rows for which a mail has room. */
const mostTeams = 12;

/** The teams of a scope side by side, those with something unusual first; null when there are fewer than two. */
export function teamTable(
  within: readonly CheckedValue[],
  valueNow: (entity: Pick<Entity, "level" | "id">, metric: MetricId) => number | null,
  { formats, label, words, write }: Language,
): TeamTable | null {
  const teams = new Map<string, { entity: Entity; checked: Map<MetricId, CheckedValue> }>();
  for (const each of within) {
    if (each.entity.level !== "team") continue;
    const team = teams.get(each.entity.id) ?? { entity: each.entity, checked: new Map() };
    teams.set(each.entity.id, team);
    team.checked.set(each.metric.id, each);
  }
  if (teams.size < 2) return null;
  const metrics = glance
    .filter((metric) => [...teams.values()].some(({ checked }) => checked.has(metric)))
    .slice(0, mostMetrics);
  const rows = [...teams.values()].map(({ entity, checked }) => ({
    id: entity.id,
    name: entity.name,
    cells: metrics.map((metric) => {
      const judged = checked.get(metric);
      const value = judged?.value ?? valueNow(entity, metric);
      return {
        value,
        shown: value === null ? write("notKnown") : formats.value(value, metricOf(metric)),
        direction: judged ? sideOf(judged.value, judged.usual) : ("unknown" as const),
      };
    }),
  }));
  const unusual = (row: (typeof rows)[number]): number =>
    row.cells.filter(({ direction }) => direction === "up" || direction === "down").length;
  rows.sort((a, b) => unusual(b) - unusual(a) || (b.cells[0]?.value ?? 0) - (a.cells[0]?.value ?? 0));
  return {
    metrics: metrics.map((metric) => ({ metric, label: words.short[metric] ?? label(metric) })),
    teams: rows.slice(0, mostTeams),
    more: Math.max(0, rows.length - mostTeams),
  };
}
