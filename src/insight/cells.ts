/** A number of a typed array; NaN past its end, so that arithmetic on a wrong place cannot look right. */
export function at(numbers: Float64Array | Int32Array | Uint8Array, place: number): number {
  return numbers[place] ?? Number.NaN;
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
