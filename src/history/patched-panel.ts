import type { Panel, Series } from "../series.ts";
import { type Week, weeksFrom } from "../week.ts";
import type { AsOf } from "./as-of.ts";
import type { Database } from "./database.ts";
import { readPanel } from "./panel.ts";

/**
 * The panel up to a week as it was known at a moment, from a panel as it is known now: only weeks from the first
 * that has changed since are read. Reading a year of 200 people takes seconds, the last weeks a part of one.
 *
 * Has a row for each series of `now`, known at that moment or not; one without any value is judged nowhere.
 *
 * @param now a panel that holds `week`, and begins where the panel is to begin
 * @param firstChanged of `changedSince`, in the panel and not after `week`
 */
export function patchedPanel(
  database: Database,
  now: Panel,
  { week, asOf, firstChanged }: { readonly week: Week; readonly asOf: AsOf; readonly firstChanged: Week },
): Panel {
  const end = now.weeks.indexOf(week) + 1;
  const kept = now.weeks.indexOf(firstChanged);
  const changed = readPanel(database, week, weeksFrom(firstChanged, week).length - 1, asOf);
  const teams = new Map([...now.teamOf].map(([person, own]) => [person, own.slice(0, kept)]));
  const empty = <Value>(value: Value, length: number): Value[] => Array.from({ length }, () => value);
  const teamOf = new Map(
    [...new Set([...teams.keys(), ...changed.teamOf.keys()])].map((person) => [
      person,
      [
        ...(teams.get(person) ?? empty(undefined, kept)),
        ...(changed.teamOf.get(person) ?? empty(undefined, end - kept)),
      ],
    ]),
  );
  const later = new Map(changed.series.map((series) => [keyOf(series), series]));
  const rows = now.series.map((series): Series => {
    const key = keyOf(series);
    const own = later.get(key);
    later.delete(key);
    const { entity, metric } = series;
    return {
      entity,
      metric,
      values: [...series.values.slice(0, kept), ...(own?.values ?? empty(null, end - kept))],
      bases: [...series.bases.slice(0, kept), ...(own?.bases ?? empty(null, end - kept))],
    };
  });
  const withdrawn = [...later.values()].map((series): Series => {
    const { entity, metric } = series;
    return {
      entity,
      metric,
      values: [...empty(null, kept), ...series.values],
      bases: [...empty(null, kept), ...series.bases],
    };
  });
  const named = [...rows, ...withdrawn].map((series): Series => {
    if (series.entity.level !== "person") return series;
    return { ...series, entity: { ...series.entity, teamId: teamOf.get(series.entity.id)?.at(-1) ?? null } };
  });
  return { weeks: now.weeks.slice(0, end), series: named, teamOf };
}

const keyOf = ({ entity, metric }: Series): string => `${entity.level} ${entity.id} ${metric}`;
