import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gongFaults } from "./gong-faults.ts";
import { killPoints } from "./kill-points.ts";
import { type Context, randomFrom } from "./part.ts";
import { powerLoss } from "./power/power-loss.ts";
import { sources } from "./program.ts";
import { startTown, type Town } from "./world.ts";

/** The share of the torture that always runs; `npm run torture` is the whole. */
describe("the least of the torture", { timeout: 300_000 }, () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
  });
  afterAll(() => town.close());

  const context = (): Context => ({
    program: sources,
    town,
    size: "least",
    random: randomFrom(1),
    jobs: 1,
    say: () => {},
    stopsAtFirst: false,
  });

  it("loses, halves and repeats nothing when it is killed at one step after the other", async () => {
    const { failures, facts } = await killPoints.run(context());

    expect(failures).toEqual([]);
    expect(facts.missed ?? 0).toBe(0);
  });

  it("believes no Gong that lies or that anybody may be, and sends no change twice", async () => {
    const { failures, rounds } = await gongFaults.run(context());

    expect(failures).toEqual([]);
    expect(rounds).toBe(4);
  });

  it("has everything that was told as done on every disk that a power cut may leave", async ({ skip }) => {
    const { failures, skipped } = await powerLoss.run(context());

    if (skipped.length > 0) skip(skipped.join());
    expect(failures).toEqual([]);
  });
});
