import { add, at } from "./cells.ts";
import { normalQuantile, normalTail } from "./normal.ts";

/** Thresholds at which exceedances are counted: every 0.25 up to 8; beyond, nothing is left to count. */
const [step, most] = [0.25, 8];
const bins = most / step + 1;

/** Values that the normal tail weighs against what was seen, so that a record of few says little. */
const prior = 100;

/** Fewer exceedances than this say nothing of a tail's height: from there on the correction goes on as it was. */
const leastSeen = 10;

/** A correction is extrapolated with no less than this slope: no record makes a huge z ordinary. */
const leastSlope = 0.4;

/** How often the z of a metric's series have been where: numbers of z above k · 0.25, upwards and downwards. */
export type TailRecord = {
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** All z seen, in the first place. */
  readonly seen: Float64Array;
};

export function newTailRecord(): TailRecord {
  return { up: new Float64Array(bins), down: new Float64Array(bins), seen: new Float64Array(1) };
}

export function learnTail({ up, down, seen }: TailRecord, z: number): void {
  add(seen, 0, 1);
  const side = z < 0 ? down : up;
  const last = Math.min(bins - 1, Math.ceil(Math.abs(z) / step) - 1);
  for (let bin = 0; bin <= last; bin += 1) add(side, bin, 1);
}

/**
 * Corrects a z for tails that are fatter than the model's: what share of all z of the metric went beyond it in the
 * same direction, tail(g) = (N(> g) + 100 (1 − Φ(g))) / (N + 100) at the thresholds g, and the z with that tail.
 * Between thresholds it is straight; where fewer than 10 have been seen it goes on with the slope z / g of the last
 * threshold, at least 0.4. It never makes a z larger: a tail thinner than the model's is no evidence for an event.
 *
 * @see Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005): conformal p-values
 * @returns a function of z; its sign is kept
 * @example
 * // 9,900 z were seen, 400 of them above 2: (400 + 100 · 0.02275) / 10,000 = 0.0402, and 2 becomes 1.75
 */
export function tailCorrection(record: TailRecord): (z: number) => number {
  const [up, down] = [curveOf(record.up, record), curveOf(record.down, record)];
  return (z) => Math.sign(z) * Math.min(Math.abs(z), heightOn(z < 0 ? down : up, Math.abs(z)));
}

function curveOf(counts: Float64Array, { seen }: TailRecord): Float64Array {
  const curve = new Float64Array(bins);
  let slope = 1;
  for (let bin = 0; bin < bins; bin += 1) {
    const threshold = bin * step;
    const before = bin > 0 ? at(curve, bin - 1) : 0;
    if (at(counts, bin) < leastSeen) {
      curve[bin] = before + (bin > 0 ? step * slope : 0);
      continue;
    }
    const tail = (at(counts, bin) + prior * normalTail(threshold)) / (at(seen, 0) + prior);
    curve[bin] = Math.max(before, -normalQuantile(tail), 0);
    slope = bin > 0 ? Math.max(leastSlope, Math.min(1, at(curve, bin) / threshold)) : 1;
  }
  return curve;
}

function heightOn(curve: Float64Array, size: number): number {
  const bin = Math.min(bins - 2, Math.floor(size / step));
  const rise = at(curve, bin + 1) - at(curve, bin);
  return at(curve, bin) + (rise * (size - bin * step)) / step;
}
