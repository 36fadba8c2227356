import { type MetricId, metricOf } from "../metrics.ts";

/** Adds one metric of people up to groups, which are small numbers. Makes no objects: a week adds a quarter of a million. */
export type Adding = {
  readonly add: (group: number, value: number, base: number | null) => void;
  /** Has anything been added to a group? */
  readonly has: (group: number) => boolean;
  /** Null where no mean can be made: nobody in the group has a base. */
  readonly valueOf: (group: number) => number | null;
  readonly baseOf: (group: number) => number | null;
  readonly clear: () => void;
};

/**
 * Counts and hours by sum, means weighted by each person's calls or cards; a mean of nobody's calls is missing. Sums
 * are compensated, as those of SQLite are, so that the order of people does not show.
 *
 * @see Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen (1974)
 * @param groups how many there may be
 */
export function adding(metric: MetricId, groups: number): Adding {
  const isSum = metricOf(metric).across === "sum";
  const [totals, rests] = [new Float64Array(groups), new Float64Array(groups)];
  const weights = new Float64Array(isSum ? 0 : groups);
  const [seen, based] = [new Uint8Array(groups), new Uint8Array(isSum ? 0 : groups)];
  const totalOf = (group: number): number => (totals[group] ?? 0) + (rests[group] ?? 0);
  return {
    add: (group, value, base) => {
      seen[group] = 1;
      if (isSum) addTo(totals, rests, group, value);
      else if (base !== null) {
        based[group] = 1;
        addTo(totals, rests, group, value * base);
        weights[group] = (weights[group] ?? 0) + base;
      }
    },
    has: (group) => seen[group] === 1,
    valueOf: (group) => {
      if (isSum) return totalOf(group);
      const weight = weights[group] ?? 0;
      return weight > 0 ? totalOf(group) / weight : null;
    },
    baseOf: (group) => (isSum || based[group] !== 1 ? null : (weights[group] ?? 0)),
    clear: () => {
      for (const numbers of [totals, rests, weights, seen, based]) numbers.fill(0);
    },
  };
}

function addTo(totals: Float64Array, rests: Float64Array, group: number, amount: number): void {
  const before = totals[group] ?? 0;
  const total = before + amount;
  const lost = Math.abs(before) >= Math.abs(amount) ? before - total + amount : amount - total + before;
  totals[group] = total;
  rests[group] = (rests[group] ?? 0) + lost;
}
