/** Numbers from 0 to 1, always the same for a seed: mulberry32. */
export function mixed(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mix = Math.imul(state ^ (state >>> 15), 1 | state);
    mix = (mix + Math.imul(mix ^ (mix >>> 7), 61 | mix)) ^ mix;
    return ((mix ^ (mix >>> 14)) >>> 0) / 4294967296;
  };
}

/** A negative binomial count by inversion. */
export function counts(random: () => number, mean: number, dispersion: number): number {
  if (mean <= 0) return 0;
  const size = 1 / dispersion;
  const q = mean / (size + mean);
  let chance = (1 - q) ** size;
  let left = random() - chance;
  let value = 0;
  while (left > 0 && value < 10_000) {
    chance *= ((size + value) / (value + 1)) * q;
    value += 1;
    left -= chance;
  }
  return value;
}
