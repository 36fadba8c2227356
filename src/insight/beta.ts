const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
];

/**
 * ln Γ(x) for x > 0, to about 1e-14 relative.
 *
 * @see Lanczos approximation with g = 7, n = 9
 * @example
 * logGamma(5); // => ln 24 = 3.178…
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  let sum = 0.9999999999998099;
  for (let index = 0; index < 8; index += 1) sum += (lanczos[index] ?? 0) / (y + index + 1);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The regularised incomplete beta function I_x(a, b), which the tails of the negative binomial, the binomial
 * and Student's t are.
 *
 * @param x 0 to 1
 * @param y 1 − x, given apart because the caller knows it more precisely when x is near 1
 * @see Press et al., Numerical Recipes, 2nd edition, 6.4
 * @example
 * incompleteBeta(2, 3, 0.4, 0.6); // => 0.5248
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(a, b, x)) / a
    : 1 - (front * continuedFraction(b, a, y)) / b;
}

const tiny = 1e-300;

/** Lentz's method; both parts of one step of the fraction in each turn. */
function continuedFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-12) break;
  }
  return fraction;
}

const awayFromZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
