import type { Source } from "../metrics.ts";
import { addWeeks, type Week, weeksFrom } from "../week.ts";
import type { Span } from "./part.ts";

/** One read of one source; `activity`, `scorecards` and `calls` read a whole span in a pass. */
export type Step = { readonly source: Source; readonly span: Span };

export type PlanInput = {
  /** Weeks to read, any order. */
  readonly weeks: readonly Week[];
  /** Calls are read from this week on; null leaves them out. */
  readonly callsFrom: Week | null;
  /** True for a source and week whose answer an unfinished pull has already brought. */
  readonly has: (source: Source, week: Week) => boolean;
  /** One pass for each week of what is paged by card or call, where no list can be gone on with in a later run. */
  readonly inWeeks?: boolean;
  /** In Gong's list of users: a pass is held in memory until it is whole, so that of many people it has fewer weeks. */
  readonly people?: number;
};

/** Weeks of one person each that one pass has at most: 52 weeks of 1,250 people, 6 of 10,000. */
const mostHeld = 65_000;

/**
 * The fewest passes that bring the weeks: activity in one where it fits, since its pages count users and not weeks; what is
 * paged by card or call in one for each run of weeks without a gap; interaction one a week.
 *
 * @example
 * planPull({ weeks: ["2026-W45", "2026-W46"], callsFrom: null, has: () => false });
 * // => activity W45–W46, scorecards W45–W46, interaction W45, interaction W46
 */
export function planPull({ weeks, callsFrom, has, inWeeks = false, people = 1 }: PlanInput): readonly Step[] {
  const held = Math.max(1, Math.floor(mostHeld / Math.max(1, people)));
  const longest = (source: keyof typeof passWeeks): number =>
    inWeeks ? 1 : Math.min(held, passWeeks[source]);
  const lacking = (source: Source, from: Week = ""): Week[] =>
    weeks.filter((week) => week >= from && !has(source, week)).toSorted();
  const activity = lacking("activity");
  const steps: Step[] = [];
  for (let first = 0; first < activity.length; first += held) {
    const pass = activity.slice(first, first + held);
    steps.push({ source: "activity", span: { from: pass[0] ?? "", to: pass.at(-1) ?? "" } });
  }
  for (const span of runsOf(lacking("scorecards"), longest("scorecards")))
    steps.push({ source: "scorecards", span });
  if (callsFrom !== null) {
    for (const span of runsOf(lacking("calls", callsFrom), longest("calls")))
      steps.push({ source: "calls", span });
  }
  for (const week of lacking("interaction"))
    steps.push({ source: "interaction", span: { from: week, to: week } });
  return steps;
}

/** Sources that a week needs before it is whole. */
export function sourcesOf(week: Week, callsFrom: Week | null): readonly Source[] {
  const always: readonly Source[] = ["activity", "interaction", "scorecards"];
  return callsFrom !== null && week >= callsFrom ? [...always, "calls"] : always;
}

/**
 * Sources that a week can be told without: who was there and what they did must be known, how they talked, their
 * scorecards and the length of their calls may be missing.
 */
export const optionalSources: ReadonlySet<Source> = new Set(["interaction", "scorecards", "calls"]);

/**
 * Weeks that one pass of a source reads at most. A pass counts only when it is whole, and what came of it before may
 * be lost where Gong forgets its cursors; each cut costs half a page.
 */
const passWeeks = { calls: 6, scorecards: 26 } as const;

/** Consecutive weeks as spans of at most `longest` weeks. */
function runsOf(weeks: readonly Week[], longest: number): readonly Span[] {
  const runs: { from: Week; to: Week }[] = [];
  for (const week of weeks) {
    const last = runs.at(-1);
    const goesOn = last && addWeeks(last.to, 1) === week && week < addWeeks(last.from, longest);
    if (goesOn) last.to = week;
    else runs.push({ from: week, to: week });
  }
  return runs;
}

/** Number of weeks in a span. */
export function lengthOf({ from, to }: Span): number {
  return weeksFrom(from, to).length;
}
