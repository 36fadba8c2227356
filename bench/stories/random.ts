import { counts, mixed } from "../insight/random.ts";

/** Chance of one made-up company: the same for the same seed. */
export type Chance = {
  readonly next: () => number;
  readonly between: (low: number, high: number) => number;
  /** A count that varies more than a Poisson's. */
  readonly count: (mean: number) => number;
  /** About normal, of mean 0 and standard deviation 1: twelve uniform numbers less six. */
  readonly bell: () => number;
  readonly below: (count: number) => number;
};

export function chanceOf(seed: number): Chance {
  const next = mixed(seed);
  const bell = (): number => {
    let sum = -6;
    for (let one = 0; one < 12; one += 1) sum += next();
    return sum;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    count: (mean) => counts(next, mean, 0.03),
    bell,
    below: (count) => Math.floor(next() * count),
  };
}
