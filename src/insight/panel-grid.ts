import { metricOf } from "../metrics.ts";
import { baseIn, valueIn } from "../packed.ts";
import type { Panel, Series } from "../series.ts";
import { isSumOfLengths, type Row, type Table } from "./grid.ts";
import { restartRows } from "./restart.ts";

/** A panel as a table, row by row as its series stand. */
export function gridOf(panel: Panel): Table {
  const { weeks, series } = panel;
  const { teams, teamCount, homes } = teamsOf(panel);
  return {
    weeks: weeks.length,
    rows: { [Symbol.iterator]: () => rowsOf(series) },
    size: series.length,
    teamCount,
    restarts: restartRows(panel),
    valueIn: (row, week) => {
      const own = series[row];
      return own === undefined ? Number.NaN : (valueIn(own, week) ?? Number.NaN);
    },
    read: (week, into) => {
      for (const [row, own] of series.entries()) {
        into.values[row] = valueIn(own, week) ?? Number.NaN;
        into.bases[row] = baseIn(own, week) ?? Number.NaN;
        into.teams[row] = teams[(homes[row] ?? 0) * weeks.length + week] ?? -1;
      }
    },
  };
}

function* rowsOf(series: readonly Series[]): Generator<Row> {
  for (const { entity, metric } of series) {
    const { kind } = metricOf(metric);
    yield { level: entity.level, unit: entity.id, metric, kind, isSum: isSumOfLengths(metric, kind) };
  }
}

/** For each entity and week a number for its team, and for each series the place of its entity among them. */
function teamsOf({ weeks, series, teamOf }: Panel) {
  const numbers = new Map<string, number>();
  const numberOf = (team: string): number => {
    const known = numbers.get(team) ?? numbers.size;
    numbers.set(team, known);
    return known;
  };
  const places = { person: new Map<string, number>(), team: new Map<string, number>(), company: new Map() };
  const homes = new Int32Array(series.length);
  const entities = series.flatMap(({ entity }, row) => {
    const own = places[entity.level];
    const known = own.get(entity.id);
    const place = known ?? places.person.size + places.team.size + places.company.size;
    own.set(entity.id, place);
    homes[row] = place;
    return known === undefined ? [entity] : [];
  });
  const teams = new Int32Array(entities.length * weeks.length).fill(-1);
  for (const [place, { level, id, teamId }] of entities.entries()) {
    for (let week = 0; week < weeks.length; week += 1) {
      const team = level === "person" ? teamOf.get(id)?.[week] : teamId;
      if (team && level !== "company") teams[place * weeks.length + week] = numberOf(team);
    }
  }
  return { teams, teamCount: numbers.size, homes };
}
