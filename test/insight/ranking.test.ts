import { describe, expect, it } from "vitest";
import { evidenceOf, sizeEvidence } from "../../src/insight/evidence.ts";
import { learnMemory, memoryOf, newMemory, sumDeviation } from "../../src/insight/memory.ts";
import { normalQuantile } from "../../src/insight/normal.ts";
import { fromOthers, learnRelation, newRelation, othersWeight } from "../../src/insight/relation.ts";
import { learnTail, newTailRecord, tailCorrection } from "../../src/insight/tail-record.ts";

describe("tailCorrection", () => {
  /** 9,900 z of a metric: 400 at 2.1, the others within 0.1. */
  const record = newTailRecord();
  for (let index = 0; index < 9900; index += 1) learnTail(record, index < 400 ? 2.1 : 0.1);
  const correct = tailCorrection(record);

  it("gives a z the tail that the metric has shown: (400 + 100 · 0.02275) / 10,000 beyond 2", () => {
    expect(correct(2)).toBeCloseTo(-normalQuantile((400 + 100 * 0.022750131948) / 10_000), 5);
  });

  it("goes on with the last slope where fewer than ten have been seen", () => {
    const at2 = correct(2);

    expect(correct(4)).toBeCloseTo(at2 + 2 * (at2 / 2), 5);
  });

  it("makes no z larger, and leaves the other direction alone", () => {
    expect(correct(-3)).toBeCloseTo(-3, 12);
    expect(correct(0.05)).toBeLessThanOrEqual(0.05);
  });

  it("changes nothing as long as nothing has been seen", () => {
    expect(tailCorrection(newTailRecord())(5.3)).toBeCloseTo(5.3, 12);
  });
});

describe("memoryOf", () => {
  it("is Σ z z′ / (Σ z′² + 100)", () => {
    const memory = newMemory();
    for (let index = 0; index < 100; index += 1) learnMemory(memory, index % 2 === 0 ? 1 : -0.2, 1);

    expect(memoryOf(memory)).toBeCloseTo((50 * 1 + 50 * -0.2) / (100 + 100), 12);
  });

  it("is at most 0.3 and at least 0, and no single event makes one", () => {
    const [same, opposite, event] = [newMemory(), newMemory(), newMemory()];
    for (let index = 0; index < 1000; index += 1) {
      learnMemory(same, 1, 1);
      learnMemory(opposite, 1, -1);
    }
    learnMemory(event, 40, 40);

    expect(memoryOf(same)).toBe(0.3);
    expect(memoryOf(opposite)).toBe(0);
    expect(memoryOf(event)).toBeCloseTo(9 / 109, 12);
  });

  it("widens a sum: √(3 + 2 (2 · 0.5 + 0.25)) for three weeks at r = 0.5", () => {
    expect(sumDeviation(3, 0.5)).toBeCloseTo(Math.sqrt(5.5), 12);
    expect(sumDeviation(4, 0)).toBe(2);
  });
});

describe("othersWeight", () => {
  const relationOf = (weeks: number, own: (week: number) => number) => {
    const relation = newRelation();
    for (let week = 0; week < weeks; week += 1) {
      learnRelation(relation, own(week), week % 2 === 0 ? 1 : -1);
    }
    return relation;
  };

  it("takes off what how busy somebody was explains, as a regression: −90 / (270 + 30)", () => {
    // Half of the time ±2 on top of a third of the others.
    const relation = relationOf(270, (week) => (week % 2 === 0 ? 1 : -1) / 3 + (week % 4 < 2 ? 1.8 : -1.8));

    expect(othersWeight(relation)).toBeCloseTo(-90 / 300, 1);
  });

  it("lets metrics that are one activity confirm each other", () => {
    expect(othersWeight(relationOf(300, (week) => (week % 2 === 0 ? 1 : -1)))).toBe(0.3);
  });

  it("is nothing before anything is known", () => {
    expect(othersWeight(newRelation())).toBeCloseTo(0, 12);
  });

  it("counts others of the same direction as such, down too, and within limits", () => {
    expect(fromOthers(-0.3, -2, -1)).toBeCloseTo(-0.6, 12);
    expect(fromOthers(-0.3, 9, 1)).toBeCloseTo(-0.9, 12);
    expect(fromOthers(0.3, -9, 1)).toBeCloseTo(-0.6, 12);
  });
});

describe("evidenceOf", () => {
  const plain = { together: 3, size: 0.5, memory: 0.2, tail: 3, record: 2.5, fromOthers: 0, rivals: 1 };

  it("adds up as a pocket calculator does: 3 + 0.5 + 2 · 0.2 · 0.5 − 0.15 = 3.55", () => {
    expect(evidenceOf(plain)).toBeCloseTo(3.55, 12);
  });

  it("counts the record for one at most, rivals for four, and is never below 0", () => {
    expect(evidenceOf({ ...plain, record: 0 })).toBeCloseTo(3 + 0.5 + 0.4 - 0.15, 12);
    expect(evidenceOf({ ...plain, rivals: 26, record: 3 })).toBeCloseTo(3 + 0.5 - 0.6, 12);
    expect(evidenceOf({ ...plain, together: 0.1, size: -0.25, record: 9 })).toBe(0);
  });

  it("gives counts from 0.3 to 30 between −0.26 and 0.74", () => {
    expect(sizeEvidence(10)).toBeCloseTo(0.5, 12);
    expect(sizeEvidence(0.01)).toBeCloseTo(0.5 * Math.log10(0.3), 12);
    expect(sizeEvidence(500)).toBeCloseTo(0.5 * Math.log10(30), 12);
  });
});
