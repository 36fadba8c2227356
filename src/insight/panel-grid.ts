import { metricOf } from "../metrics.ts";
import type { Panel } from "../series.ts";
import { type Grid, isSumOfLengths } from "./grid.ts";
import { restartRows } from "./restart.ts";

/** A panel as a table of numbers, row by row as its series stand. */
export function gridOf(panel: Panel): Grid {
  const { weeks, series, teamOf } = panel;
  const size = series.length * weeks.length;
  const values = new Float64Array(size).fill(Number.NaN);
  const bases = new Float64Array(size).fill(Number.NaN);
  const teams = new Int32Array(size).fill(-1);
  const numbers = new Map<string, number>();
  const numberOf = (team: string): number => {
    const known = numbers.get(team) ?? numbers.size;
    numbers.set(team, known);
    return known;
  };
  for (const [row, { entity, values: own, bases: behind }] of series.entries()) {
    for (let week = 0; week < weeks.length; week += 1) {
      const cell = row * weeks.length + week;
      values[cell] = own[week] ?? Number.NaN;
      bases[cell] = behind[week] ?? Number.NaN;
      const team = entity.level === "person" ? teamOf.get(entity.id)?.[week] : entity.teamId;
      if (team && entity.level !== "company") teams[cell] = numberOf(team);
    }
  }
  const rows = series.map(({ entity, metric }) => {
    const { kind } = metricOf(metric);
    const unit = entity.id;
    return { level: entity.level, unit, metric, kind, isSum: isSumOfLengths(metric, kind) };
  });
  const restarts = restartRows(panel);
  return { weeks: weeks.length, rows, values, bases, teams, teamCount: numbers.size, restarts };
}
