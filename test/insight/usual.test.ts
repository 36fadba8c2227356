import { describe, expect, it } from "vitest";
import { scaleOf } from "../../src/insight/scale.ts";
import { pastOf, rangeOf, spreadOf } from "../../src/insight/usual.ts";
import { metricOf, metrics } from "../../src/metrics.ts";
import { person, series } from "./panel.ts";

describe("pastOf", () => {
  it("is the median and 1.4826 times the median distance from it, of the weeks before alone", () => {
    // Wikipedia's example of the median absolute deviation: median 2, deviation 1.
    const past = pastOf(series(person("a"), "scorecardAverage", [1, 1, 2, 2, 4, 6, 9, 1000]));

    expect(past).toMatchObject({ weeks: 7, centre: 2, ownSpread: expect.closeTo(1.4826, 12) });
  });

  it("never looks at the judged week", () => {
    const before = [5, 6, 5, 7, 6, 5];

    expect(pastOf(series(person("a"), "callsAsHost", [...before, 900]))).toEqual(
      pastOf(series(person("a"), "callsAsHost", [...before, 0])),
    );
  });

  it("needs six known weeks; missing ones are no zeros", () => {
    expect(pastOf(series(person("a"), "callsAsHost", [5, null, 6, 5, 7, null, 5, 5]))).toBeNull();
    expect(pastOf(series(person("a"), "callsAsHost", [5, null, 6, 5, 7, 5, 5, 5]))?.weeks).toBe(6);
  });
});

describe("spreadOf", () => {
  const past = { weeks: 12, centre: 0, ownSpread: 3, base: 16 };

  it("gives the others' spread the weight of twelve weeks", () => {
    // √((12 × 3² + 12 × 1²) / 24) = √5
    expect(spreadOf(past, 1, 0, null).joint).toBeCloseTo(Math.sqrt(5), 12);
  });

  it("is never below the scale's least", () => {
    expect(spreadOf({ ...past, ownSpread: 0 }, 0, 1, null).joint).toBe(1);
  });

  it("grows with fewer calls than usual, and does not shrink with more", () => {
    expect(spreadOf(past, 1, 0, 4).forBase).toBe(2);
    expect(spreadOf(past, 1, 0, 64).forBase).toBe(1);
  });

  it("allows for the centre being a median of few weeks", () => {
    expect(spreadOf(past, 1, 0, null).forCentre).toBeCloseTo(Math.sqrt(1 + Math.PI / 24), 12);
  });
});

describe("rangeOf", () => {
  it("comes back from the scale, so a count's range is never below zero", () => {
    const { low, middle, high } = rangeOf(
      series(person("a"), "callsAsHost", []),
      2 * Math.sqrt(1 + 3 / 8),
      1,
    );

    expect(low).toBe(0);
    expect(middle).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo((Math.sqrt(1 + 3 / 8) + 1) ** 2 - 3 / 8, 12);
  });
});

describe("scaleOf", () => {
  it.each(metrics.map(({ id }) => id))("comes back to where it went from, for %s", (id) => {
    const { to, from } = scaleOf(metricOf(id));

    for (const value of [0.2, 0.5, 0.9]) expect(from(to(value))).toBeCloseTo(value, 9);
  });
});
