import type { ToldFinding, WeekTold } from "./backtest.ts";

/** Budgets that are tried beside the configured one: false alerts that a week may hold on average. */
const tried = [0.25, 0.5, 0.75, 1, 2, 4] as const;

/**
 * The budgets to compare, smallest first, the configured one among them.
 *
 * @example
 * budgetsAround(1.5); // => [0.25, 0.5, 0.75, 1, 1.5, 2, 4]
 */
export function budgetsAround(configured: number): readonly number[] {
  return [...new Set([...tried, configured])].sort((a, b) => a - b);
}

/** What one budget tells that another does not, and the other way round, by finding. */
export type Difference = { readonly more: readonly ToldFinding[]; readonly less: readonly ToldFinding[] };

/** A larger budget can also tell less: a finding may come to stand under one that leads it. */
export function differenceOf(told: readonly WeekTold[], configured: readonly WeekTold[]): Difference {
  const [own, other] = [told, configured].map((weeks) => weeks.flatMap(({ findings }) => findings));
  return { more: without(own ?? [], other ?? []), less: without(other ?? [], own ?? []) };
}

function without(findings: readonly ToldFinding[], others: readonly ToldFinding[]): readonly ToldFinding[] {
  const ids = new Set(others.map(({ id }) => id));
  return findings.filter(({ id }) => !ids.has(id));
}
