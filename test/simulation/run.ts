import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { hashOf } from "../../src/mock/random.ts";
import { type Lived, simulate, weeksOf } from "./simulate.ts";

/**
 * `npm run simulate -- --weeks 10000 --seed 7`: worlds one after the other, each from a seed of its own, until so many
 * weeks have been lived, on all cores. `--world SEED` lives one world again, step by step the same, and shows it.
 */
const { values } = parseArgs({
  options: {
    weeks: { type: "string", default: "1000" },
    seed: { type: "string" },
    world: { type: "string" },
    workers: { type: "string", default: String(availableParallelism()) },
  },
});

const out = (text: string): void => void process.stdout.write(`${text}\n`);

/** A worker: lives the worlds that it is given. */
function serve(): void {
  process.on("message", (seed: number) => {
    simulate(seed).then(
      (lived) => process.send?.(lived),
      (error: unknown) => {
        process.stderr.write(`world ${seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
}

async function again(seed: number): Promise<number> {
  const lived = await simulate(seed, out);
  out("");
  return report(lived);
}

/** @returns 1 when anything was violated */
function report({ seed, steps, weeks, violations }: Lived): number {
  if (violations.length === 0) {
    out(`World ${seed}: ${weeks} weeks in ${steps} steps, nothing violated`);
    return 0;
  }
  out(`World ${seed} fails at step ${steps}:`);
  for (const { invariant, text } of violations.slice(0, 10)) out(`  ${invariant}: ${text}`);
  out(`The same again, with every step: npm run simulate -- --world ${seed}`);
  return 1;
}

async function many(seed: number, wanted: number): Promise<number> {
  out(`Seed ${seed}, ${wanted} weeks, ${values.workers} workers`);
  const started = performance.now();
  const done: Lived[] = [];
  let [next, planned, shown] = [0, 0, started];
  const take = (): number | null => {
    if (planned >= wanted || done.some(({ violations }) => violations.length > 0)) return null;
    const world = hashOf(seed, next);
    next += 1;
    planned += weeksOf(world);
    return world;
  };
  const note = (lived: Lived): void => {
    done.push(lived);
    if (performance.now() - shown < 10_000) return;
    shown = performance.now();
    out(`  ${sum(done, ({ weeks }) => weeks)} weeks in ${Math.round((shown - started) / 1000)} s`);
  };
  const workers = Array.from({ length: Math.max(1, Number(values.workers)) }, () => work(take, note));
  const isWhole = (await Promise.all(workers)).every((ended) => ended);
  const seconds = (performance.now() - started) / 1000;
  out(figures(done, seconds));
  const failed = done.filter(({ violations }) => violations.length > 0);
  for (const lived of failed) {
    out(["", ...lived.trace.slice(-8)].join("\n"));
    report(lived);
  }
  return failed.length > 0 || !isWhole ? 1 : 0;
}

/** One worker process, until there is no world left. @returns false when it ended before */
function work(take: () => number | null, note: (lived: Lived) => void): Promise<boolean> {
  // Worlds make much that is soon forgotten; a larger nursery spares half of the collecting.
  const child = fork(import.meta.filename, [], {
    execArgv: [...process.execArgv, "--max-semi-space-size=64"],
  });
  let isOver = false;
  const give = (): void => {
    const world = take();
    isOver = world === null;
    if (world === null) child.disconnect();
    else child.send(world);
  };
  child.on("message", (lived: Lived) => {
    note(lived);
    give();
  });
  give();
  return new Promise((resolve) => child.on("exit", () => resolve(isOver)));
}

function figures(done: readonly Lived[], seconds: number): string {
  const counts: Record<string, number> = {};
  for (const lived of done)
    for (const [name, count] of Object.entries(lived.counts)) counts[name] = (counts[name] ?? 0) + count;
  const weeks = sum(done, (lived) => lived.weeks);
  const said = Object.entries(counts)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${count} ${name}`);
  return [
    `${weeks} weeks in ${done.length} worlds, ${sum(done, ({ steps }) => steps)} steps, ` +
      `${sum(done, ({ crashes }) => crashes)} deaths, ${sum(done, ({ accepted }) => accepted)} mails taken`,
    `At the end: ${said.join(", ")}`,
    `${sum(done, ({ violations }) => violations.length)} violations; ${seconds.toFixed(0)} s; processor ${(sum(done, ({ processorMs }) => processorMs) / Math.max(1, weeks)).toFixed(1)} ms a week`,
  ].join("\n");
}

const sum = (done: readonly Lived[], of: (lived: Lived) => number): number =>
  done.reduce((total, lived) => total + of(lived), 0);

if (process.send !== undefined) serve();
else if (values.world !== undefined) process.exitCode = await again(Number(values.world));
else process.exitCode = await many(Number(values.seed ?? Date.now() % 1_000_000), Number(values.weeks));
