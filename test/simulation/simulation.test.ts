import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.ts";

// Short worlds; `npm run simulate` lives thousands of weeks.
describe("a world that follows from a seed", () => {
  it.each([35, 64, 102])("of seed %i violates nothing, whatever befalls the program in it", async (seed) => {
    const { violations, trace } = await simulate(seed);

    expect(violations, trace.slice(-8).join("\n")).toEqual([]);
  });

  it("is lived the same again, step by step", async () => {
    const [first, second] = [await simulate(73), await simulate(73)];

    expect(second.trace).toEqual(first.trace);
    expect(second.counts).toEqual(first.counts);
  });
});
