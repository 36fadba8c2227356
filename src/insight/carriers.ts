import type { UsualRange } from "../finding.ts";

/** Calls that one sentence names. */
const mostCalls = 3;

/**
 * How many of a week's calls carry a mean or a sum: the fewest, at most three and no more than half of them, without
 * which the rest is inside the usual range. null when there are none such, and when the calls do not show what the
 * finding says.
 *
 * @param values one for each call, in the unit of `usual`; any order
 * @param across a low sum is carried by calls that are not there, so by none
 * @example
 * carriersOf([60, 60, 400, 60, 380], { low: 50, middle: 60, high: 80 }, "up", "mean"); // => 2
 */
export function carriersOf(
  values: readonly number[],
  usual: UsualRange,
  direction: "up" | "down",
  across: "mean" | "sum",
): number | null {
  if (across === "sum" && direction === "down") return null;
  const isUp = direction === "up";
  const ordered = values.toSorted((a, b) => (isUp ? b - a : a - b));
  const without = (count: number): number => {
    const rest = ordered.slice(count);
    let sum = 0;
    for (const value of rest) sum += value;
    return across === "sum" ? sum : sum / rest.length;
  };
  const all = without(0);
  if (!(isUp ? all > usual.high : all < usual.low)) return null;
  for (let count = 1; count <= mostCalls && count * 2 <= ordered.length; count += 1) {
    const rest = without(count);
    if (rest >= usual.low && rest <= usual.high) return count;
  }
  return null;
}
