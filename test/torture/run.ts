import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { mutants, tryMutant } from "./mutants.ts";
import { type Context, type Part, randomFrom, type Size } from "./part.ts";
import { parts } from "./parts.ts";
import { copyOf, packageFolder } from "./program.ts";
import { mutantRow, partRow, versions, writeRows } from "./report.ts";
import { startTown } from "./world.ts";

const help = `Usage: npm run torture -- [options]

  --short        what every change waits for: a small share of each part, and no mutants
  --only PARTS   ${parts.map(({ id }) => id).join(",")},mutants
  --mutant NAME  of the mutants only those with this in their name
  --seed N       the same choices again
  --jobs N       rounds at once (default: as many as there are processors)
  --no-write     leave docs/reliability.md as it is; --short does so anyway, unless --write is given
`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string" },
    mutant: { type: "string", default: "" },
    seed: { type: "string" },
    jobs: { type: "string" },
    write: { type: "boolean" },
    help: { type: "boolean", default: false },
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const size: Size = values.short ? "short" : "full";
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const writes = values.write ?? !values.short;
const date = new Date().toISOString().slice(0, 10);

if (values.help) say(help);
else process.exitCode = await torture();

async function torture(): Promise<number> {
  const ids = values.only?.split(",") ?? [...parts.map(({ id }) => id), ...(values.short ? [] : ["mutants"])];
  const unknown = ids.find((id) => id !== "mutants" && !parts.some((part) => part.id === id));
  if (unknown !== undefined) {
    say(`--only: there is no part ${unknown}\n\n${help}`);
    return 2;
  }
  say(`${values.short ? "Short torture" : "Torture"} with seed ${seed}; ${versions()}`);
  const { status } = spawnSync("npm", ["run", "--silent", "build"], { cwd: packageFolder, stdio: "inherit" });
  if (status !== 0) return 2;
  const town = await startTown();
  // A copy, so that work on the program may go on meanwhile.
  const program = copyOf([]);
  const shared = { town, size, jobs: Number(values.jobs ?? availableParallelism()), say };
  let faults = 0;
  try {
    for (const part of parts.filter(({ id }) => ids.includes(id))) {
      faults += await doPart(part, { ...shared, program, random: randomFrom(seed), stopsAtFirst: false });
    }
    if (ids.includes("mutants"))
      faults += await doMutants({ ...shared, program, random: randomFrom(seed), size: "short" });
  } finally {
    program.remove();
    await town.close();
  }
  say(faults === 0 ? "All invariants held" : `${faults} violations or missed mutants; seed ${seed}`);
  return faults === 0 ? 0 : 1;
}

async function doPart(part: Part, context: Context): Promise<number> {
  say(`${part.id}: ${part.title}`);
  const begun = Date.now();
  const tally = await part.run(context);
  for (const text of tally.skipped) say(`  SKIPPED ${text}`);
  const figures = Object.entries(tally.facts).map(([name, figure]) => `, ${figure} ${name}`);
  const seconds = Math.round((Date.now() - begun) / 1000);
  say(
    `  ${tally.rounds} rounds${figures.join("")}: ${tally.failures.length} violations, ` +
      `${tally.unknown} mails unknown and held, ${tally.silent} missed in silence; ${seconds} s`,
  );
  if (writes) writeRows("matrix", [partRow(part, tally, size, date)]);
  return tally.failures.length + tally.silent;
}

async function doMutants(shared: Omit<Context, "stopsAtFirst">): Promise<number> {
  let missed = 0;
  for (const mutant of mutants.filter(({ name }) => name.includes(values.mutant))) {
    const trial = await tryMutant(mutant, parts, { ...shared, random: randomFrom(seed), say: () => {} });
    say(`mutant ${mutant.name}: ${trial.caughtBy === null ? "NOT CAUGHT" : `caught by ${trial.caughtBy}`}`);
    if (trial.caughtBy !== null) say(`  ${trial.by.slice(0, 200)}`);
    else missed += 1;
    if (writes) writeRows("mutants", [mutantRow(trial, date)]);
  }
  return missed;
}
