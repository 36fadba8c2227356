import { type Decomposition, type Driver, sideOf } from "../finding.ts";
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
  return panel.series.flatMap((own): Member[] => {
    const { level, id } = own.entity;
    if (own.metric !== metric || level === "company") return [];
    if (entity.level === "team" && level !== "person") return [];
    const home = entity.level === "team" ? entity.id : null;
    const inGroup = panel.weeks.map(
      (_, week) => week >= first && (level === "team" || panel.teamOf.get(id)?.[week] === home),
    );
    if (!inGroup.includes(true)) return [];
    return [{ series: own, inGroup, verdict: verdictFor(judgement, level, id, metric) }];
  });
}

/** Where a member's own value is against their own usual range. */
export function ownSide({ verdict }: Member): Driver["own"] {
  return verdict ? sideOf(verdict.value, verdict.usual) : "unknown";
}

export function nameOf({ entity }: Series): Required<Pick<Driver, "id" | "level" | "name">> {
  return { id: entity.id, level: entity.level, name: entity.name };
}
