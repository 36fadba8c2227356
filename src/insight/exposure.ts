import { type Absence, entryWeight } from "./absence.ts";
import { add, at } from "./cells.ts";
import type { Block } from "./grid.ts";
import type { Rates } from "./rates.ts";

/** Counts that somebody can only have on calls they hosted: judged for each hosted call of the same week. */
const madeFromHosted = new Set([
  "ownCallsListenedTo",
  "callsSharedExternally",
  "callsSharedInternally",
  "callsCommentsReceived",
  "callsRequestedFeedback",
  "callsReceivedFeedback",
  "callsMarkedAsFeedbackReceived",
  "callsScorecardsReceived",
]);

export function isMadeFromHosted(metric: string): boolean {
  return madeFromHosted.has(metric);
}

/** Share of a team's usual count that it is held to however many of its people are away. */
const leastShare = 0.3;

/** What teams' people usually do, by metric, of the week that is being judged. */
export type Exposure = {
  readonly all: Map<string, Float64Array>;
  readonly here: Map<string, Float64Array>;
  readonly learn: (block: Block, week: PeopleWeek) => void;
};

type PeopleWeek = {
  readonly rates: Rates;
  readonly values: Float64Array;
  readonly weekly: Float64Array;
  readonly absence: Absence;
};

/**
 * Builds a team's exposure from below: the sum of what its people usually do, of those who are here. Then
 * leave, joiners and leavers are no change of the team, and a shift of everybody by a little is.
 */
export function newExposure(teamCount: number): Exposure {
  const all = new Map<string, Float64Array>();
  const here = new Map<string, Float64Array>();
  const learn = ({ metric, units }: Block, { rates, values, weekly, absence }: PeopleWeek): void => {
    const [sumAll, sumHere] = [new Float64Array(teamCount), new Float64Array(teamCount)];
    for (let place = 0; place < values.length; place += 1) {
      const team = at(rates.team, place);
      const usual = at(weekly, place);
      if (team < 0 || Number.isNaN(at(values, place)) || Number.isNaN(usual)) continue;
      add(sumAll, team, usual);
      add(sumHere, team, usual * entryWeight(absence, at(units, place)));
    }
    const isKnown = rates.a.some((weight) => weight > 0);
    all.set(metric, isKnown ? sumAll : sumAll.fill(Number.NaN));
    here.set(metric, sumHere);
  };
  return { all, here, learn };
}

/**
 * @returns the team's usual count of those who are here, at least 30 % of everybody's, so that a team of which
 * nothing is heard at all is still missed; 1 when its people are not known, NaN in their very first week
 */
export function teamExposure({ all, here }: Exposure, metric: string, team: number): number {
  const [pool, present] = [all.get(metric), here.get(metric)];
  if (team < 0 || !pool || !present) return 1;
  const everybody = at(pool, team);
  if (Number.isNaN(everybody)) return Number.NaN;
  return everybody > 0 ? Math.max(at(present, team), leastShare * everybody, 0.05) : 1;
}
