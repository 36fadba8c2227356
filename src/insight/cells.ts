/** A number of a typed array; NaN past its end, so that arithmetic on a wrong place cannot look right. */
export function at(numbers: Float64Array | Float32Array | Int32Array | Uint8Array, place: number): number {
  return numbers[place] ?? Number.NaN;
}

/** Numbers to work with until the next block of series is judged, all 0. */
export type Scratch = (size: number) => Float64Array;

/** Fresh memory each time. */
export const fresh: Scratch = (size) => new Float64Array(size);

/**
 * The same memory again and again: judging takes a dozen lists a block and week, which as garbage would be more than
 * all that is kept.
 *
 * @param size numbers that are in use at one time at most; what goes beyond is fresh
 */
export function newScratch(size: number): { readonly take: Scratch; readonly reset: () => void } {
  const all = new Float64Array(size);
  let used = 0;
  return {
    take: (wanted) => {
      if (used + wanted > size) return fresh(wanted);
      used += wanted;
      return all.subarray(used - wanted, used).fill(0);
    },
    reset: () => {
      used = 0;
    },
  };
}

/** What `map` makes of numbers, in memory of the caller's. */
export function mapped(
  numbers: Float64Array,
  change: (number: number, place: number) => number,
  take: Scratch,
): Float64Array {
  const made = take(numbers.length);
  for (let place = 0; place < numbers.length; place += 1)
    made[place] = change(numbers[place] ?? Number.NaN, place);
  return made;
}

/** Adds to one number of an array. */
export function add(numbers: Float64Array, place: number, amount: number): void {
  numbers[place] = at(numbers, place) + amount;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** What a weight is multiplied by from one week to the next, to halve in so many weeks. */
export function decay(halfLifeWeeks: number): number {
  return 2 ** (-1 / halfLifeWeeks);
}
