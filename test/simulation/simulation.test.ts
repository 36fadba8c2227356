import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.ts";

// Short worlds, with two pages a list, with calls, and with a log of calls; `npm run simulate` lives thousands of weeks.
describe("a world that follows from a seed", { timeout: 300_000 }, () => {
  it.each([60, 121])("of seed %i violates nothing, whatever befalls the program in it", async (seed) => {
    const { violations, trace } = await simulate(seed);

    expect(violations, trace.slice(-8).join("\n")).toEqual([]);
  });

  it("is lived the same again, step by step", async () => {
    const [first, second] = [await simulate(22), await simulate(22)];

    expect(first.violations).toEqual([]);
    expect(second.trace).toEqual(first.trace);
    expect(second.counts).toEqual(first.counts);
  });
});
