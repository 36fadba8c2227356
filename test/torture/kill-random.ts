import { setTimeout as sleep } from "node:timers/promises";
import { checkInvariants, type Violation } from "./invariants.ts";
import { type Context, eachOf, newTally, note, type Part, progressOf, type Tally } from "./part.ts";
import { startWorld } from "./world.ts";

type Job = { readonly args: readonly string[]; readonly mails: boolean };

const jobs: readonly Job[] = [
  { args: ["run"], mails: true },
  { args: ["backfill", "--from", "2026-W40"], mails: false },
];

/** A run is killed this often before it is left alone. */
const killsARound = 3;

/** `kill -9` at any moment, again and again, until one is left alone. */
export const killRandom: Part = {
  id: "random",
  title: "kill -9 at random moments of run and backfill, three times in a row",
  async run(context) {
    const tally = newTally();
    const rounds = { full: 200, short: 20, least: 1 }[context.size];
    const longest = await durationOf(context);
    const step = progressOf(context, "random", rounds);
    const moments = Array.from({ length: rounds }, () =>
      Array.from({ length: killsARound }, () => context.random()),
    );
    await eachOf(moments, context.jobs, async (parts, round) => {
      const job = jobs[round % jobs.length] as Job;
      const world = await startWorld(context.town, { program: context.program });
      try {
        const violations: Violation[] = [];
        for (const part of parts) {
          const { child, finished } = world.start(job.args);
          await Promise.race([sleep(part * longest), finished]);
          child.kill("SIGKILL");
          const { signal } = await finished;
          if (signal === "SIGKILL") tally.facts.kills = (tally.facts.kills ?? 0) + 1;
          violations.push(...(await checkInvariants(world, { isOver: false })).violations);
        }
        await world.run(job.args);
        const end = await checkInvariants(world, { isOver: true, mails: job.mails });
        const label = `round ${round + 1}, ${job.args[0]} at ${parts.map((part) => part.toFixed(3)).join(", ")}`;
        note(context, tally, label, { violations: [...violations, ...end.violations], count: end.count });
        step();
      } finally {
        await world.close();
      }
    });
    return tally;
  },
};

/** SIGTERM and Ctrl-C at any moment: a soft end, and soon. */
export const stopRandom: Part = {
  id: "stop",
  title: "SIGTERM and SIGINT at random moments: exit 143 or 130 within 5 s",
  async run(context) {
    const tally = newTally();
    const rounds = { full: 60, short: 8, least: 1 }[context.size];
    const longest = await durationOf(context);
    const moments = Array.from({ length: rounds }, () => context.random());
    await eachOf(moments, context.jobs, (part, round) =>
      stopOnce(context, tally, { round, wait: part * longest }),
    );
    return tally;
  },
};

/** A process hears no signal before it has started; node alone takes some tens of milliseconds. */
const startMs = 500;

const slowestStopMs = 5_000;

async function stopOnce(
  context: Context,
  tally: Tally,
  { round, wait }: { readonly round: number; readonly wait: number },
): Promise<void> {
  const job = jobs[Math.floor(round / 2) % jobs.length] as Job;
  const [signal, wanted] = round % 2 === 0 ? (["SIGTERM", 143] as const) : (["SIGINT", 130] as const);
  const world = await startWorld(context.town, { program: context.program });
  try {
    const { child, finished } = world.start(job.args);
    await Promise.race([sleep(startMs + wait), finished]);
    const asked = Date.now();
    child.kill(signal);
    const end = await finished;
    const took = Date.now() - asked;
    tally.facts.slowest = Math.max(tally.facts.slowest ?? 0, took);
    const violations: Violation[] = [];
    // It may have been done before it heard, or have died of the signal before it could listen.
    const isRight = end.code === wanted || end.code === 0 || end.signal === signal;
    if (!isRight)
      violations.push({ invariant: "I9", text: `ended with ${end.code ?? end.signal}, expected ${wanted}` });
    if (took > slowestStopMs) violations.push({ invariant: "I9", text: `took ${took} ms to end` });
    violations.push(...(await checkInvariants(world, { isOver: false })).violations);
    await world.run(job.args);
    const last = await checkInvariants(world, { isOver: true, mails: job.mails });
    note(context, tally, `${signal} to ${job.args[0]} after ${Math.round(startMs + wait)} ms`, {
      violations: [...violations, ...last.violations],
      count: last.count,
    });
  } finally {
    await world.close();
  }
}

/** How long an undisturbed run takes here and now. */
async function durationOf(context: Context): Promise<number> {
  const world = await startWorld(context.town, { program: context.program });
  try {
    return (await world.run(["run"])).milliseconds;
  } finally {
    await world.close();
  }
}
