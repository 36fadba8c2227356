import type { Driver } from "../finding.ts";
import type { Verdict } from "./judge.ts";

/** A finding that leads, and those with the same cause that are told through it. */
export type Story = {
  readonly lead: Verdict;
  readonly drivers: readonly Driver[];
  readonly folded: readonly Verdict[];
};

/** A child that carries this share of its parent's change is told there. */
const carriesParent = 0.1;

/** A team that carries this share of the company's change, and stands out more itself, is the story. */
const isTheStory = 0.5;

const rank = { company: 0, team: 1, person: 2 } as const;

/**
 * One story per cause, as far as simple rules go: one entity's metrics of one family that move the same way
 * have one cause; so have a group and those in it who drive it. The widest entity leads, within it the largest
 * score; but what one team alone did to the company is the team's story.
 */
export function foldCauses(
  findings: readonly Verdict[],
  driversOf: (verdict: Verdict) => readonly Driver[],
): readonly Story[] {
  const doers = new Map(findings.map((verdict) => [verdict, doerOf(verdict, findings, driversOf)]));
  const ordered = findings.toSorted(
    (a, b) =>
      Number(doers.get(a) !== undefined) - Number(doers.get(b) !== undefined) ||
      rank[a.series.entity.level] - rank[b.series.entity.level] ||
      Math.abs(b.score) - Math.abs(a.score),
  );
  const stories: { lead: Verdict; drivers: readonly Driver[]; folded: Verdict[] }[] = [];
  for (const verdict of ordered) {
    const doer = doers.get(verdict);
    const story = stories.find(({ lead, drivers, folded }) =>
      doer ? lead === doer || folded.includes(doer) : isSameCause(lead, drivers, verdict),
    );
    if (story) story.folded.push(verdict);
    else stories.push({ lead: verdict, drivers: driversOf(verdict), folded: [] });
  }
  return stories.toSorted((a, b) => weightOf(b) - weightOf(a));
}

/** The team that accounts for most of the company's change and stands out more than it. */
function doerOf(
  verdict: Verdict,
  findings: readonly Verdict[],
  driversOf: (verdict: Verdict) => readonly Driver[],
): Verdict | undefined {
  if (verdict.series.entity.level !== "company") return undefined;
  const [first] = driversOf(verdict);
  if (!first || first.share < isTheStory) return undefined;
  return findings.find(
    ({ series, metric, score }) =>
      series.entity.level === "team" &&
      series.entity.id === first.id &&
      metric.id === verdict.metric.id &&
      Math.abs(score) > Math.abs(verdict.score),
  );
}

function isSameCause(lead: Verdict, drivers: readonly Driver[], other: Verdict): boolean {
  const sameWay = Math.sign(lead.score) === Math.sign(other.score);
  const sameFamily = lead.metric.family === other.metric.family || followsCalls(lead, other);
  if (!sameWay || !sameFamily) return false;
  const [parent, child] = [lead.series.entity, other.series.entity];
  if (parent.id === child.id && parent.level === child.level) return true;
  return drivers.some(
    ({ id, share }) =>
      share >= carriesParent && (id === child.id || (child.level === "person" && id === child.teamId)),
  );
}

/** With fewer calls there is less to comment on, share and listen to. */
function followsCalls(lead: Verdict, other: Verdict): boolean {
  return lead.metric.family === "calls" && other.metric.kind === "count";
}

/** Order of importance: how sure, and how many people it touches. */
function weightOf({ lead }: Story): number {
  const reach = { company: 2, team: 1.5, person: 1 } as const;
  return Math.abs(lead.score) * reach[lead.series.entity.level];
}
