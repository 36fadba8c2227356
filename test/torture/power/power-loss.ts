import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { openDatabase } from "../../../src/history/database.ts";
import type { Violation } from "../invariants.ts";
import { newTally, note, type Part } from "../part.ts";
import { moduleOf, type Program, packageFolder } from "../program.ts";
import { strace } from "../strace.ts";
import { type CrashState, crashStates } from "./crash-states.ts";
import { type DiskEvent, type Fact, readTrace, straceOptions } from "./trace.ts";

/** The disk as a power cut may leave it after each write; what was told as done must be there. */
export const powerLoss: Part = {
  id: "power",
  title: "power loss: every disk that a cut may leave, opened again",
  async run(context) {
    const tally = newTally();
    if (strace === null) {
      tally.skipped.push("power: strace is not on this machine");
      return tally;
    }
    const [chances, most] = { full: [6, Infinity], short: [2, 1_600], least: [1, 250] }[context.size] as [
      number,
      number,
    ];
    const states = [...crashStates(recorded(context.program), context.random, chances)];
    const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "gong-digest-power-"));
    try {
      for (const state of spreadOver(states, most)) {
        const violations = tryState(folder, state);
        if (violations.some(({ invariant }) => invariant === "I1"))
          tally.facts.lost = (tally.facts.lost ?? 0) + 1;
        note(context, tally, state.label, { violations });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    tally.facts.states = tally.rounds;
    return tally;
  },
};

/** What happens to the files while the workload runs. */
function recorded(program: Program): readonly DiskEvent[] {
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-power-"));
  const [history, trace] = [join(folder, "history.db"), join(folder, "trace")];
  try {
    const database = moduleOf(program, "src/history/database");
    const workload = join(import.meta.dirname, "workload.ts");
    const { status, stderr } = spawnSync(
      strace ?? "",
      [
        ...straceOptions,
        "-o",
        trace,
        process.execPath,
        "--import",
        "tsx",
        workload,
        dirname(database),
        extname(database),
        history,
      ],
      { cwd: packageFolder, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`the workload ended with ${status}: ${stderr.slice(-500)}`);
    return readTrace(trace, history);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function spreadOver<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)] as Item);
}

/** Lays the files down, opens them as any run would, and looks for what must be there. */
function tryState(parent: string, { files, facts }: CrashState): readonly Violation[] {
  const folder = join(parent, "disk");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of files()) writeFileSync(join(folder, name), content);
  const violations: Violation[] = [];
  try {
    const database = openDatabase(join(folder, "history.db"));
    try {
      const integrity = database.pragma("integrity_check", { simple: true });
      if (integrity !== "ok") violations.push({ invariant: "I6", text: `integrity_check: ${integrity}` });
      for (const fact of facts) if (!isThere(database, folder, fact)) violations.push(lost(fact));
      violations.push(...partialWeeks(database));
    } finally {
      database.close();
    }
  } catch (error) {
    violations.push({ invariant: "I6", text: `cannot be opened: ${(error as Error).message}` });
  }
  return violations;
}

const lost = (fact: Fact): Violation => ({ invariant: "I1", text: `lost: ${JSON.stringify(fact)}` });

/** A message goes through these in order. */
const order = ["pending", "intent", "data", "sent"];

function isThere(database: ReturnType<typeof openDatabase>, folder: string, fact: Fact): boolean {
  const one = (sql: string, ...values: readonly (string | number)[]): unknown =>
    database
      .prepare(sql)
      .pluck()
      .get(...values);
  if (fact.what === "week") {
    return (
      one("SELECT count(*) FROM weekly_values v JOIN weeks USING (week) WHERE week = ?", fact.week) ===
      fact.values
    );
  }
  if (fact.what === "stored") return one("SELECT count(*) FROM sends") === fact.messages;
  if (fact.what === "settled") return one("SELECT 1 FROM settled WHERE week = ?", fact.week) === 1;
  if (fact.what !== "state") return true;
  const state = String(one("SELECT state FROM sends WHERE id = ?", fact.id));
  if (order.indexOf(state) < order.indexOf(fact.state)) return false;
  if (fact.messageId === undefined) return true;
  const witness = join(folder, "history.db.told");
  return existsSync(witness) && readFileSync(witness, "utf8").includes(`asked ${fact.messageId}\n`);
}

function partialWeeks(database: ReturnType<typeof openDatabase>): readonly Violation[] {
  const partial = database
    .prepare<[], { week: string; count: number }>(
      `SELECT week, count(v.week) AS count FROM weeks LEFT JOIN weekly_values v USING (week)
       GROUP BY week HAVING count <> 16`,
    )
    .all();
  return partial.map(({ week, count }) => ({ invariant: "I2", text: `${week} has ${count} of 16 values` }));
}
