import { covers, type Expectation } from "../feedback.ts";
import type { Panel, Restart } from "../series.ts";

/**
 * The series of a panel that start anew because somebody accepted a change of their level. Who is in a team is
 * what the roster said in the week of the change.
 */
export function restartsOf(expectations: readonly Expectation[], panel: Panel): readonly Restart[] {
  return expectations.flatMap(({ subject, also, since: week }) => {
    const index = panel.weeks.indexOf(week);
    if (index < 0) return [];
    return panel.series.flatMap(({ entity, metric }): Restart[] => {
      const { level, id } = entity;
      const teamId = level === "person" ? (panel.teamOf.get(id)?.[index] ?? null) : entity.teamId;
      const isNamed = also.some((each) => each.level === level && each.id === id && each.metric === metric);
      return isNamed || covers(subject, { level, id, metric, teamId }) ? [{ level, id, metric, week }] : [];
    });
  });
}
