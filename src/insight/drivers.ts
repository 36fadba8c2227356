import { sum } from "simple-statistics";
import type { Driver } from "../finding.ts";
import { valueIn } from "../packed.ts";
import type { Panel } from "../series.ts";
import { absentPeople, type Judgement, type Verdict } from "./judge.ts";
import { scaleOf } from "./mean-block.ts";
import { meanParts } from "./mean-drivers.ts";
import { type Drivers, type Member, membersOf, nameOf, ownSide, recentWeeks } from "./members.ts";

const nobody: Drivers = { parts: [], decomposition: null };

/**
 * Splits a team's or the company's change into parts that add up to it exactly, their shares to 1.
 *
 * Sums: somebody's delta is y − E, where E is what was to be expected of them, Σ E being the middle of the group's
 * usual range: each has the part of it that they usually have in a week like this one, so that leave, joiners and the
 * movement of all are nobody's doing. Means: see {@link meanParts}.
 *
 * @returns no parts for a person, and for a group whose change is nil
 * @see Bhagwan et al., Adtributor, NSDI 2014: explanatory power (A − F) / Σ (A − F)
 * @example
 * // usually 50, 30 and 20, now 5, 18 and 17: deltas −45, −12 and −3, shares 75, 20 and 5 %
 */
export function driversOf(verdict: Verdict, judgement: Judgement, panel: Panel): Drivers {
  if (verdict.series.entity.level === "person") return nobody;
  const members = membersOf(verdict, judgement, panel);
  if (members.length === 0) return nobody;
  const found: Drivers =
    verdict.metric.across === "sum"
      ? { parts: sumParts(members, verdict.usual.middle, panel), decomposition: null }
      : meanParts(members);
  const parts = found.parts.filter(({ delta }) => Math.abs(delta) > 1e-9);
  return { ...found, parts: parts.toSorted((a, b) => b.share - a.share) };
}

function sumParts(members: readonly Member[], middle: number, panel: Panel): readonly Driver[] {
  const away = absentPeople(panel);
  const last = panel.weeks.length - 1;
  const here = members.filter(({ inGroup, series }) => inGroup.at(-1) && valueIn(series, last) !== null);
  const expected = here.map((member) => expectationOf(member, away));
  const known = expected.filter((each) => each !== null);
  const typical = known.length > 0 ? sum(known) / known.length : 1;
  const weights = expected.map((each) => each ?? typical);
  const all = sum(weights);
  const usualOf = (place: number): number =>
    all > 0 ? (middle * (weights[place] ?? 0)) / all : middle / here.length;
  let change = 0;
  for (const [place, { series }] of here.entries()) change += (valueIn(series, last) ?? 0) - usualOf(place);
  if (change === 0) return [];
  return here.map((member, place) => {
    const value = valueIn(member.series, last) ?? 0;
    const delta = value - usualOf(place);
    return {
      ...nameOf(member.series),
      delta,
      share: delta / change,
      value,
      usual: usualOf(place),
      own: ownSide(member),
    };
  });
}

/** What was to be expected this week; nothing of somebody on leave, null where nothing is known of them. */
function expectationOf({ series, inGroup, verdict }: Member, away: ReadonlySet<string>): number | null {
  if (verdict) return usualWeek(verdict);
  if (series.entity.level === "person" && away.has(series.entity.id)) return 0;
  const before = series.values
    .slice(0, -1)
    .filter((value, week) => value !== null && inGroup[week])
    .slice(-recentWeeks);
  const known = before.filter((value) => value !== null);
  return known.length > 0 ? sum(known) / known.length : null;
}

/** What is usual for somebody in a week like this one, before what all others did: that is in the group's middle. */
function usualWeek({ metric, figures: { rate, exposure } }: Verdict): number {
  if (metric.kind === "count") return rate * exposure;
  return scaleOf({ kind: metric.kind, isSum: true }).from(rate);
}
