import type { Entity, Panel, Series } from "../../src/series.ts";
import { addWeeks, weeksFrom } from "../../src/week.ts";

const judged = "2026-W46";

export const person = (id: string, teamId: string | null = "T"): Entity => ({
  level: "person",
  id,
  name: id,
  teamId,
});
export const team = (id: string): Entity => ({ level: "team", id, name: `Team ${id}`, teamId: id });
export const company: Entity = { level: "company", id: "company", name: "The company", teamId: null };

type Values = readonly (number | null)[];

/** A series from its values, the judged week last. `base` calls stand behind each value of a mean. */
export function series(
  entity: Entity,
  metric: string,
  values: Values,
  base: number | Values | null = null,
): Series {
  const bases = Array.isArray(base)
    ? base
    : values.map((value) => (value === null ? null : (base as number | null)));
  return { entity, metric, values, bases };
}

/** A panel over as many weeks as its series have; people are in their team every week they have a value. */
export function panelOf(...all: readonly Series[]): Panel {
  const length = all[0]?.values.length ?? 1;
  const teamOf = new Map<string, (string | null | undefined)[]>();
  for (const { entity, values } of all) {
    if (entity.level !== "person") continue;
    const teams = teamOf.get(entity.id) ?? values.map(() => undefined);
    teamOf.set(
      entity.id,
      teams.map((known, index) => known ?? (values[index] === null ? undefined : entity.teamId)),
    );
  }
  return { weeks: weeksFrom(addWeeks(judged, 1 - length), judged), series: all, teamOf };
}
