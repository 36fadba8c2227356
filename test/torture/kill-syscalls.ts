import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shapeOf } from "./evidence.ts";
import { checkInvariants } from "./invariants.ts";
import { type Context, eachOf, newTally, note, type Part, progressOf, type Tally } from "./part.ts";
import { strace } from "./strace.ts";
import { startWorld } from "./world.ts";

/** System calls that change what is on disk, and those that change what another machine knows. */
const kinds = {
  disk: "pwrite64,fsync,fdatasync,ftruncate,unlink,rename",
  network: "write,writev,sendto,sendmsg,connect",
} as const;
type Kind = keyof typeof kinds;

/**
 * Ends a run by SIGKILL as it enters its nth system call that writes, for each n there is, and looks at what it left.
 * From each state that is unlike those before it, another run goes on.
 */
export const killSyscalls: Part = {
  id: "syscalls",
  title: "SIGKILL at every system call that writes to disk or network",
  async run(context) {
    const tally = newTally();
    if (strace === null) {
      tally.skipped.push("syscalls: strace is not on this machine");
      return tally;
    }
    const followed = new Set<string>();
    for (const kind of ["disk", "network"] as const) {
      const all = await countOf(context, kind);
      const most = { full: Infinity, short: 10, least: 2 }[context.size];
      const numbers = all <= most ? range(all) : range(most).map((at) => Math.ceil((at * all) / most));
      context.say(`syscalls: a run makes ${all} to ${kind}; ${numbers.length} kills`);
      const step = progressOf(context, `syscalls to ${kind}`, numbers.length);
      await eachOf(numbers, context.jobs, async (nth) => {
        await killAt(context, tally, { kind, nth, followed });
        step();
      });
      tally.facts[kind] = numbers.length;
    }
    return tally;
  },
};

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

const watched = (kind: Kind, ...more: readonly string[]): readonly string[] => [
  strace ?? "",
  "-qq",
  "-e",
  `trace=${kinds[kind]}`,
  ...more,
];

/** Of the main thread, where all of them are made and where strace counts. */
async function countOf({ town, program }: Context, kind: Kind): Promise<number> {
  const world = await startWorld(town, { program });
  const log = join(world.folder, "trace");
  try {
    await world.run(["run"], { under: watched(kind, "-o", log) });
    return readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => /^\w+\(/.test(line)).length;
  } finally {
    await world.close();
  }
}

async function killAt(
  context: Context,
  tally: Tally,
  { kind, nth, followed }: { readonly kind: Kind; readonly nth: number; readonly followed: Set<string> },
): Promise<void> {
  const world = await startWorld(context.town, { program: context.program });
  try {
    const inject = `inject=${kinds[kind]}:signal=SIGKILL:when=${nth}`;
    await world.run(["run"], { under: watched(kind, "-o", "/dev/null", "-e", inject) });
    const first = await checkInvariants(world, { isOver: false });
    const shape = shapeOf(world);
    const violations = [...first.violations];
    let { count } = first;
    if (!followed.has(shape)) {
      followed.add(shape);
      tally.facts.states = followed.size;
      await world.run(["run"]);
      const end = await checkInvariants(world, { isOver: true });
      violations.push(...end.violations);
      count = end.count;
    }
    note(context, tally, `${kind} call ${nth}`, { violations, count });
  } finally {
    await world.close();
  }
}
