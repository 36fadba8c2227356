import { checkInvariants, type Violation } from "./invariants.ts";
import { type Context, newTally, note, type Part, progressOf } from "./part.ts";
import { startWorld } from "./world.ts";

const atOnce = 8;

/** Many runs at the same moment: one works, the others are told so, and nobody is mailed twice. */
export const manyAtOnce: Part = {
  id: "many",
  title: `${atOnce} runs at the same moment on one history`,
  async run(context) {
    const tally = newTally();
    const rounds = { full: 50, short: 5, least: 1 }[context.size];
    const alone = await requestsOfOne(context);
    const step = progressOf(context, "many", rounds);
    for (let round = 1; round <= rounds; round += 1) {
      const asked = context.town.gong.requests.length;
      const world = await startWorld(context.town, { program: context.program });
      try {
        const ends = await Promise.all(Array.from({ length: atOnce }, () => world.run(["run"])));
        const codes = ends.map(({ code }) => code);
        const violations: Violation[] = [];
        if (!codes.includes(0))
          violations.push({ invariant: "I9", text: `none of them ended with 0: ${codes}` });
        if (codes.some((code) => code !== 0 && code !== 5))
          violations.push({ invariant: "I9", text: `ended with ${codes}, expected 0 and 5` });
        // What came later than the first finds nothing due, and asks Gong nothing.
        const requests = context.town.gong.requests.length - asked;
        if (requests > alone)
          violations.push({
            invariant: "I9",
            text: `more than one worked: ${requests} requests, one makes ${alone}`,
          });
        await world.run(["run"]);
        const { violations: found, count } = await checkInvariants(world, { isOver: true });
        note(context, tally, `round ${round}`, { violations: [...violations, ...found], count });
        tally.facts.processes = (tally.facts.processes ?? 0) + atOnce;
        step();
      } finally {
        await world.close();
      }
    }
    return tally;
  },
};

async function requestsOfOne({ town, program }: Context): Promise<number> {
  const before = town.gong.requests.length;
  const world = await startWorld(town, { program });
  try {
    await world.run(["run"]);
    return town.gong.requests.length - before;
  } finally {
    await world.close();
  }
}
