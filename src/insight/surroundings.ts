import { type Neighbour, type Surrounding, sideOf } from "../finding.ts";
import { type MetricId, metrics } from "../metrics.ts";
import type { Panel } from "../series.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { verdictFor, verdictsAbout } from "./verdicts.ts";

/** People in a team from which its value tells nothing of one of them who is not named. */
const leastTeam = 4;

/**
 * The same metric in the same week where the entity belongs: a person's team and the company, a team's company. A
 * team of fewer than four is left out, because its value less the person's own is somebody else's.
 */
export function surroundingsOf(
  { series }: Verdict,
  judgement: Judgement,
  panel: Panel,
): readonly Surrounding[] {
  const { level, teamId } = series.entity;
  const team = level === "person" && teamId !== null && teamSize(panel, teamId) >= leastTeam ? teamId : null;
  const around = [
    team === null ? undefined : verdictFor(judgement, "team", team, series.metric),
    level === "company" ? undefined : verdictFor(judgement, "company", "company", series.metric),
  ];
  return around.flatMap((verdict) => {
    if (!verdict) return [];
    const { value, usual, series: own } = verdict;
    const { level, id, name } = own.entity;
    return [{ level, id, name, value, usual, direction: sideOf(value, usual) }];
  });
}

/**
 * The entity's other metrics of this week, in the order people read them. One that is a little outside its usual range
 * is neither news beside a finding nor inside, and left out; so is one that is inside while it drifts.
 */
export function neighboursOf({ series }: Verdict, judgement: Judgement): readonly Neighbour[] {
  const { level, id } = series.entity;
  return verdictsAbout(judgement, level, id)
    .filter((verdict) => verdict.series.metric !== series.metric)
    .filter(({ certainty, value, usual }) => (certainty === null) === (sideOf(value, usual) === "usual"))
    .map(({ metric, value, usual }) => ({ metric: metric.id, direction: sideOf(value, usual) }))
    .toSorted((a, b) => placeOf(a.metric) - placeOf(b.metric));
}

/** Metrics that only Gong knows come last. */
function placeOf(metric: MetricId): number {
  const place = metrics.findIndex(({ id }) => id === metric);
  return place < 0 ? metrics.length : place;
}

function teamSize(panel: Panel, team: string): number {
  let size = 0;
  for (const teams of panel.teamOf.values()) size += Number(teams.at(-1) === team);
  return size;
}
