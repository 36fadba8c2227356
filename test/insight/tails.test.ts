import { describe, expect, it } from "vitest";
import { incompleteBeta, logGamma } from "../../src/insight/beta.ts";
import { normalQuantile, normalTail } from "../../src/insight/normal.ts";
import {
  countProbability,
  countQuantile,
  countRange,
  countScore,
  shareQuantile,
  shareScore,
  studentScore,
} from "../../src/insight/tails.ts";

describe("normalQuantile", () => {
  // Wichura (1988), table of check values for PPND16.
  it.each`
    p        | z
    ${0.25}  | ${-0.6744897501960817}
    ${0.001} | ${-3.090232306167814}
    ${1e-20} | ${-9.26234008979841}
  `("of $p is $z", ({ p, z }) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 13);
  });

  it("is infinite at the ends and the inverse of the tail", () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    for (const z of [0.1, 1, 3, 7]) expect(-normalQuantile(normalTail(z))).toBeCloseTo(z, 6);
  });
});

describe("countScore", () => {
  it("is half of e^−3 below for 0 of a Poisson of 3", () => {
    expect(countScore(0, 3, 0)).toBeCloseTo(normalQuantile(Math.exp(-3) / 2), 3);
  });

  // Size 1 is the geometric distribution: P(Y = y) = (1/4) (3/4)^y for a mean of 3.
  it("follows the geometric distribution for a dispersion of 1", () => {
    expect(countProbability(2, 3, 1)).toBeCloseTo(0.25 * 0.75 ** 2, 12);
    expect(countScore(12, 3, 1)).toBeCloseTo(-normalQuantile(0.75 ** 13 + 0.125 * 0.75 ** 12), 9);
  });

  it("keeps its precision far out", () => {
    expect(countScore(400, 20, 0.1)).toBeGreaterThan(countScore(300, 20, 0.1));
    expect(Number.isFinite(countScore(5000, 20, 0.1))).toBe(true);
  });
});

describe("countQuantile", () => {
  it("is 7 for 97.5 % of a Poisson of 3, and 0 for 2.5 %", () => {
    // P(Y ≤ 6) = 0.9665, P(Y ≤ 7) = 0.9881; P(Y = 0) = 0.0498
    expect(countQuantile(0.975, 3, 0)).toBe(7);
    expect(countQuantile(0.025, 3, 0)).toBe(0);
  });

  it("agrees with itself where the way of finding it changes", () => {
    const [near, far] = [countQuantile(0.975, 200, 0.05), countQuantile(0.975, 200.001, 0.05)];

    expect(Math.abs(near - far)).toBeLessThanOrEqual(1);
  });
});

describe("countRange", () => {
  it("is 0, 3 and 7 for a Poisson of 3: P(Y ≤ 2) = 0.423, P(Y ≤ 3) = 0.647", () => {
    expect(countRange(3, 0)).toEqual({ low: 0, middle: 3, high: 7 });
  });

  // Size 1 is the geometric distribution: P(Y ≤ y) = 1 − (3/4)^(y+1), a half at y = 1.41 and 97.5 % at 11.8.
  it("has its middle below the mean where counts are skewed", () => {
    expect(countRange(3, 1)).toEqual({ low: 0, middle: 2, high: 12 });
  });

  it("gives what each quantile alone gives, near and far", () => {
    for (const [mean, dispersion] of [
      [0.1, 0.5],
      [40, 0.2],
      [350, 0.05],
    ] as const) {
      const { low, high } = countRange(mean, dispersion);

      expect([low, high]).toEqual([
        countQuantile(0.025, mean, dispersion),
        countQuantile(0.975, mean, dispersion),
      ]);
    }
  });
});

describe("shareScore", () => {
  it("is uniform over 0 to n for p = 1/2 and a correlation of 1/3", () => {
    expect(shareScore(0, 3, 0.5, 1 / 3)).toBeCloseTo(normalQuantile(1 / 8), 10);
    expect(shareScore(3, 3, 0.5, 1 / 3)).toBeCloseTo(-normalQuantile(1 / 8), 10);
    expect(shareQuantile(0.5, 3, 0.5, 1 / 3)).toBe(1);
  });
});

describe("studentScore", () => {
  // Two-sided 5 % points of Student's t, any table.
  it.each`
    freedom | t
    ${1}    | ${12.706}
    ${10}   | ${2.228}
    ${30}   | ${2.042}
  `("of $t with $freedom degrees of freedom is 1.96", ({ freedom, t }) => {
    expect(studentScore(t, freedom)).toBeCloseTo(1.96, 3);
    expect(studentScore(-t, freedom)).toBeCloseTo(-1.96, 3);
  });
});

describe("incompleteBeta", () => {
  it("is a binomial tail: I_0.4(2, 3) = P(at least 2 of 4 with 0.4) = 0.5248", () => {
    expect(incompleteBeta(2, 3, 0.4, 0.6)).toBeCloseTo(0.5248, 12);
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
  });
});
