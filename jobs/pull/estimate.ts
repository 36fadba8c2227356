import type { Source } from "../../src/metrics.ts";
import type { Part } from "../../src/pull/part.ts";
import type { Step } from "../../src/pull/plan.ts";
import type { SeenPage } from "../../src/pull/resume.ts";
import { type Week, weeksFrom } from "../../src/week.ts";

/** Reckons the requests that a pull still has to make. */
export type Estimate = {
  /** A page of the list of users came. */
  roster(page: SeenPage): void;
  /** A page of a pass came. */
  paged(step: Step, page: SeenPage): void;
  /** What passes said, or what is kept of earlier ones: the activity of a week tells how much else it has. */
  brought(parts: readonly Part[]): void;
  requestsLeft(steps: readonly Step[]): number;
  /** Does the estimate rest on a week's activity? Before that it is a guess from the number of users. */
  isGrounded(): boolean;
};

/** What a week's activity says about the rows of other lists. */
type WeekSize = { readonly calls: number; readonly cards: number; readonly people: number };

/** Gong's page size, which no request can change. */
const pageRows = 100;

/** Of a hundred users, before anything is known: so many do something in a week, and each so much of it. */
const guess = { active: 0.8, calls: 8, cards: 0.5 } as const;

/**
 * Pages are counted by Gong with the first one of a list. Those of lists that are yet to come follow from the
 * activity of their weeks, which is read first, and from how the lists of the same source compared to it so far.
 */
export function createEstimate(): Estimate {
  let users = 0;
  const sizes = new Map<Week, WeekSize>();
  const told = new Map<Step, SeenPage>();
  const compared = new Map<Source, { rows: number; base: number }>();

  const typical = (): WeekSize => {
    const known = [...sizes.values()].filter(({ people }) => people > 0);
    if (known.length === 0) {
      const people = users * guess.active;
      return { people, calls: people * guess.calls, cards: people * guess.cards };
    }
    const mean = (of: (size: WeekSize) => number) =>
      known.reduce((sum, size) => sum + of(size), 0) / known.length;
    return { people: mean((s) => s.people), calls: mean((s) => s.calls), cards: mean((s) => s.cards) };
  };
  const baseOf = ({ source, span }: Step): number => {
    if (source === "activity") return users;
    const [kind, usual] = [kindOf[source], typical()];
    let base = 0;
    for (const week of weeksFrom(span.from, span.to)) base += (sizes.get(week) ?? usual)[kind];
    return base;
  };
  const pagesLeft = (step: Step): number => {
    const page = told.get(step);
    if (page) return Math.max(0, pagesOf(page.total) - page.number);
    const known = compared.get(step.source);
    const ratio = known && known.base > 0 ? known.rows / known.base : 1;
    // The settings of scorecards are a request of their own in each pass.
    const extra = step.source === "scorecards" ? 1 : 0;
    return pagesOf(baseOf(step) * ratio) + extra;
  };
  return {
    roster: ({ total }) => {
      users = total;
    },
    paged: (step, page) => {
      if (!told.has(step)) {
        const before = compared.get(step.source) ?? { rows: 0, base: 0 };
        compared.set(step.source, { rows: before.rows + page.total, base: before.base + baseOf(step) });
      }
      told.set(step, page);
    },
    brought: (parts) => {
      for (const { source, week, values } of parts)
        if (source === "activity") sizes.set(week, sizeOf(values));
    },
    requestsLeft: (steps) => steps.reduce((sum, step) => sum + pagesLeft(step), 0),
    isGrounded: () => sizes.size > 0,
  };
}

const kindOf = { calls: "calls", scorecards: "cards", interaction: "people" } as const;

/** A list without a row takes a request too. */
const pagesOf = (rows: number): number => Math.max(1, Math.ceil(rows / pageRows));

function sizeOf(values: Part["values"]): WeekSize {
  const people = new Set<string>();
  let [calls, cards] = [0, 0];
  for (const [person, metric, value] of values) {
    if (metric === "callsAsHost") {
      calls += value;
      people.add(person);
    }
    if (metric === "callsScorecardsReceived") cards += value;
  }
  return { calls, cards, people: people.size };
}

/**
 * How many UTC days so many requests take, the one that has begun included.
 *
 * @param leftToday of today's budget
 * @param perDay on each later day
 * @example
 * daysFor(2_500, 400, 1_000); // => 4
 */
export function daysFor(requests: number, leftToday: number, perDay: number): number {
  if (requests <= leftToday) return 1;
  return perDay < 1 ? Number.POSITIVE_INFINITY : 1 + Math.ceil((requests - leftToday) / perDay);
}
