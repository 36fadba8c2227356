import type { Driver } from "../finding.ts";
import type { Verdict } from "./judge.ts";
import type { Drivers } from "./members.ts";

/** A finding that leads, and those with the same cause that are told through it. */
export type Story = {
  readonly lead: Verdict;
  readonly drivers: Drivers;
  readonly folded: readonly Verdict[];
};

/** A child that carries this share of its parent's change is told there. */
const carriesParent = 0.1;

/** Share of the company's change from which a team that stands out more is the story, and of a team's a person. */
const isTheStory = { company: 0.5, team: 0.9 } as const;

const rank = { company: 0, team: 1, person: 2 } as const;

/** What one does and another receives: two counters of the same act. */
const mirrors: Readonly<Record<string, string>> = {
  callsGaveFeedback: "callsReceivedFeedback",
  callsCommentsGiven: "callsCommentsReceived",
  callsMarkedAsFeedbackGiven: "callsMarkedAsFeedbackReceived",
  callsScorecardsFilled: "callsScorecardsReceived",
};

type DriversOf = (verdict: Verdict) => Drivers;

/**
 * One story per cause, as far as simple rules go. One entity's metrics of one family that move the same way have one
 * cause; so have a group and those in it who drive it, and giving and receiving of the same thing in one team. The
 * widest entity leads, within it the largest score; but what one team alone did to the company is the team's story,
 * and what one person alone did to a team the person's.
 */
export function foldCauses(findings: readonly Verdict[], driversOf: DriversOf): readonly Story[] {
  const drivers = new Map(findings.map((verdict) => [verdict, driversOf(verdict)]));
  const partsOf = (verdict: Verdict): readonly Driver[] => drivers.get(verdict)?.parts ?? [];
  const doers = new Map(findings.map((verdict) => [verdict, doerOf(verdict, findings, partsOf(verdict))]));
  const ordered = findings.toSorted(
    (a, b) =>
      Number(doers.get(a) !== undefined) - Number(doers.get(b) !== undefined) ||
      rank[a.series.entity.level] - rank[b.series.entity.level] ||
      Math.abs(b.score) - Math.abs(a.score),
  );
  const stories: { lead: Verdict; drivers: Drivers; folded: Verdict[] }[] = [];
  for (const verdict of ordered) {
    const doer = doers.get(verdict);
    const story = stories.find(({ lead, drivers: own, folded }) =>
      doer ? lead === doer || folded.includes(doer) : isSameCause(lead, own.parts, verdict),
    );
    if (story) story.folded.push(verdict);
    else stories.push({ lead: verdict, drivers: drivers.get(verdict) ?? driversOf(verdict), folded: [] });
  }
  return stories.toSorted((a, b) => weightOf(b) - weightOf(a));
}

/** Who accounts for most of a group's change and stands out more than the group. */
function doerOf(
  { series, metric, score, value, usual }: Verdict,
  findings: readonly Verdict[],
  [first]: readonly Driver[],
): Verdict | undefined {
  const { level } = series.entity;
  if (level === "person" || !first || first.share < isTheStory[level]) return undefined;
  // Without one person the team is as usual; without one team the company may still have moved a little.
  const without = value - first.delta;
  if (level === "team" && (without < usual.low || without > usual.high)) return undefined;
  return findings.find(
    (other) =>
      rank[other.series.entity.level] === rank[level] + 1 &&
      other.series.entity.id === first.id &&
      other.metric.id === metric.id &&
      Math.abs(other.score) > Math.abs(score),
  );
}

function isSameCause(lead: Verdict, drivers: readonly Driver[], other: Verdict): boolean {
  if (Math.sign(lead.score) !== Math.sign(other.score)) return false;
  if (isMirror(lead, other) || isMirror(other, lead)) return areOneTeam(lead, other);
  if (lead.metric.family !== other.metric.family && !followsCalls(lead, other)) return false;
  const [parent, child] = [lead.series.entity, other.series.entity];
  if (movesWithCompany(lead, other)) return true;
  if (parent.id === child.id && parent.level === child.level) return true;
  return drivers.some(
    ({ id, share }) =>
      share >= carriesParent && (id === child.id || (child.level === "person" && id === child.teamId)),
  );
}

/**
 * Hours know of no movement of all others, as counts do: a team whose hours are within its usual range once that is
 * moved as the company's value has moved is the company's story.
 */
function movesWithCompany({ series, value, usual }: Verdict, other: Verdict): boolean {
  if (series.entity.level !== "company" || other.series.entity.level === "company") return false;
  if (other.metric.kind === "count" || other.metric.across !== "sum" || !(usual.middle > 0)) return false;
  const moved = value / usual.middle;
  return other.value >= other.usual.low * moved && other.value <= other.usual.high * moved;
}

const isMirror = (giver: Verdict, receiver: Verdict): boolean =>
  mirrors[giver.metric.id] === receiver.metric.id;

/** A team, somebody in it and its manager, whose id is the team's. */
function areOneTeam({ series: a }: Verdict, { series: b }: Verdict): boolean {
  const homes = (entity: typeof a.entity) => [entity.id, entity.teamId];
  return homes(a.entity).some((home) => home !== null && homes(b.entity).includes(home));
}

/** With fewer calls there is less to comment on, share and listen to. */
function followsCalls(lead: Verdict, other: Verdict): boolean {
  return lead.metric.family === "calls" && other.metric.kind === "count";
}

/** Beyond this a score says nothing more: no model holds that far out. */
const mostSurprise = 8;

/** Order of importance: how sure, and how many people it touches. */
function weightOf({ lead }: Story): number {
  const reach = { company: 2, team: 1.5, person: 1 } as const;
  return (
    Math.min(Math.abs(lead.score), mostSurprise) * reach[lead.series.entity.level] +
    0.01 * Math.abs(lead.score)
  );
}
