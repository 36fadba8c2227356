import { type MetricId, metricOf } from "../metrics.ts";

/** Adds people up to groups; give it rows of one metric at a time. */
export type Adding = {
  readonly add: (group: number, value: number, base: number | null) => void;
  /** Of every group that anything was added to, in no order; then starts anew. */
  readonly take: () => Iterable<Added>;
};

type Added = { readonly group: number; readonly value: number | null; readonly base: number | null };

/**
 * Counts and hours by sum, means weighted by each person's calls or cards; a mean of nobody's calls is missing. Sums
 * are compensated, as those of SQLite are, so that the order of people does not show.
 *
 * @see Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen (1974)
 * @param groups how many there are
 */
export function adding(metric: MetricId, groups: number): Adding {
  const isSum = metricOf(metric).across === "sum";
  const [totals, rests, weights] = [
    new Float64Array(groups),
    new Float64Array(groups),
    new Float64Array(groups),
  ];
  const [seen, based] = [new Uint8Array(groups), new Uint8Array(groups)];
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
    take: function* () {
      for (let group = 0; group < groups; group += 1) {
        if (seen[group] === 0) continue;
        const total = (totals[group] ?? 0) + (rests[group] ?? 0);
        const weight = weights[group] ?? 0;
        if (isSum) yield { group, value: total, base: null };
        else if (based[group] === 0) yield { group, value: null, base: null };
        else yield { group, value: weight > 0 ? total / weight : null, base: weight };
      }
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
