/** Numbers from 0 up to 1, the same ones every time it is made from the same parts. */
export type Stream = () => number;

/** What a stream is for, so that two uses of one person-week never share their numbers. */
export const purpose = {
  profile: 1,
  calls: 2,
  counters: 3,
  away: 4,
  talk: 5,
  drift: 6,
  cards: 7,
  company: 8,
  team: 9,
  names: 10,
} as const;

/** A 32-bit hash of whole numbers, order included. Mixing steps of MurmurHash3. */
export function hashOf(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash = ((hash ^ (hash >>> 16)) + 0x9e3779b9) | 0;
  }
  return hash >>> 0;
}

/**
 * A stream of its own for these parts (mulberry32), so any week can be made without the weeks before it.
 *
 * @example
 * streamOf(seed, person, week, purpose.calls)(); // => the same number in every run
 */
export function streamOf(...parts: readonly number[]): Stream {
  let state = hashOf(...parts);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal, by Box and Muller. */
export function normal(stream: Stream): number {
  return Math.sqrt(-2 * Math.log(1 - stream())) * Math.cos(2 * Math.PI * stream());
}

/** Poisson, by Knuth's product for small means and as a sum of two halves above. */
export function poisson(stream: Stream, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return poisson(stream, mean / 2) + poisson(stream, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = stream(); product > limit; product *= stream()) count++;
  return count;
}

/**
 * Negative binomial: variance `mean + dispersion * mean²`.
 *
 * @param dispersion above 0; at 0 it is Poisson
 */
export function negativeBinomial(stream: Stream, mean: number, dispersion: number): number {
  if (mean <= 0) return 0;
  if (dispersion <= 0) return poisson(stream, mean);
  return poisson(stream, gamma(stream, 1 / dispersion) * dispersion * mean);
}

/** A place in `weights`, each as likely as its weight. */
export function pick(stream: Stream, weights: readonly number[]): number {
  let left = stream() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let place = 0; place < weights.length; place++) {
    left -= weights[place] ?? 0;
    if (left < 0) return place;
  }
  return weights.findLastIndex((weight) => weight > 0);
}

/** Marsaglia and Tsang's method for shapes of 1 and more; smaller shapes are not needed here. */
function gamma(stream: Stream, shape: number): number {
  const d = Math.max(shape, 1) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(stream);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - stream()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
