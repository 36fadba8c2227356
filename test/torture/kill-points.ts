import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkInvariants, type Violation } from "./invariants.ts";
import {
  type Context,
  eachOf,
  newTally,
  note,
  type Part,
  progressOf,
  type Size,
  type Tally,
} from "./part.ts";
import { type Scene, scenes } from "./scenes.ts";
import { startWorld, type World } from "./world.ts";

/** The nth time that a named place is passed. */
type Kill = { readonly name: string; readonly nth: number };

/**
 * `kill -9` at every named place that a command passes, one after the other on one history, then the same command
 * undisturbed.
 */
export const killPoints: Part = {
  id: "points",
  title: "kill -9 at every named point of every command that writes",
  async run(context) {
    const tally = newTally();
    if (context.size === "least") {
      await killInTurn(context, tally, scenes[0] as Scene, leastKills);
      return tally;
    }
    const points = new Set<string>();
    for (const scene of scenes) {
      const passed = await passedIn(context, scene);
      for (const name of passed.keys()) points.add(name);
      context.say(`points: ${scene.name} passes ${passed.size}`);
      await killInChains(context, tally, scene, passed);
    }
    tally.facts.points = points.size;
    return tally;
  },
};

/** Around the moment at which the mail server has the word. */
const leastKills: readonly Kill[] = ["outbox.stored", "message.data", "message.answered"].map((name) => ({
  name,
  nth: 1,
}));

/** Chains that kill at the first pass of each point: of the weekly job more, of the others, which mail nobody, less. */
const firstPasses = (scene: Scene, size: Size): number => {
  if (size !== "full") return 1;
  return scene === scenes[0] ? 25 : 2;
};

/** The last pass at which a chain of its own kills; a run that goes on from a killed one has few of the later ones. */
const latestPass = (size: Size): number => (size === "full" ? 4 : 2);

/** One world for all of the points, in their order, so that each run begins where the one before was killed. */
async function killInChains(
  context: Context,
  tally: Tally,
  scene: Scene,
  passed: ReadonlyMap<string, number>,
): Promise<void> {
  const firsts = Array.from({ length: firstPasses(scene, context.size) }, () => 1);
  const laters = Array.from({ length: latestPass(context.size) - 1 }, (_, at) => at + 2);
  const chains = [...firsts, ...laters].map((most) =>
    [...passed].map(([name, passes]): Kill => ({ name, nth: Math.min(most, passes) })),
  );
  const step = progressOf(context, `points of ${scene.name}, chains`, chains.length);
  await eachOf(chains, context.jobs, async (kills) => {
    await killInTurn(context, tally, scene, kills);
    step();
  });
}

/** Readers enough for every point to have a mail of its own to be killed at. */
const moreReaders = 18;

/** Kills at one point after the other, and lets the last run be. */
async function killInTurn(
  context: Context,
  tally: Tally,
  scene: Scene,
  kills: readonly Kill[],
): Promise<void> {
  const world = await startWorld(context.town, {
    program: context.program,
    ...(kills.length > 1 ? { moreReaders } : {}),
  });
  const violations: Violation[] = [];
  try {
    await scene.before?.(world);
    for (const { name, nth } of kills) {
      const { signal } = await world.run(scene.args, { env: { GONG_DIGEST_FAILPOINT: `${name}#${nth}` } });
      const isKilled = signal === "SIGKILL";
      const count = isKilled ? "kills" : "missed";
      tally.facts[count] = (tally.facts[count] ?? 0) + 1;
      const found = (await checkInvariants(world, { isOver: false })).violations;
      violations.push(...found.map(({ text, ...each }) => ({ ...each, text: `at ${name}#${nth}: ${text}` })));
    }
    await finish(world, scene);
    const end = await checkInvariants(world, { isOver: true, mails: scene.mails });
    const last = kills.at(-1);
    note(context, tally, `${scene.name}, killed ${kills.length} times, last at ${last?.name}#${last?.nth}`, {
      violations: [...violations, ...end.violations],
      count: end.count,
    });
  } finally {
    await world.close();
  }
}

async function finish(world: World, { args, after }: Scene): Promise<void> {
  for (const each of after ?? [args]) await world.run(each);
}

/** Which points the scene passes, and how often, in the order of their first pass. */
async function passedIn(context: Context, scene: Scene): Promise<ReadonlyMap<string, number>> {
  const world = await startWorld(context.town, { program: context.program });
  const log = join(world.folder, "points");
  try {
    await scene.before?.(world);
    await world.run(scene.args, { env: { GONG_DIGEST_FAILPOINT_LOG: log } });
    const passed = new Map<string, number>();
    const names = existsSync(log) ? readFileSync(log, "utf8").split("\n") : [];
    for (const name of names.filter((each) => each !== "")) passed.set(name, (passed.get(name) ?? 0) + 1);
    return passed;
  } finally {
    await world.close();
  }
}
