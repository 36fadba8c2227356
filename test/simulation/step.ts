import type { Violation } from "./invariants.ts";
import type { Ledger } from "./ledger.ts";
import type { Ended } from "./process-run.ts";
import type { World } from "./world.ts";

/** What a step is called in the trace, and what it did that it must not. */
export type Step = {
  readonly text: string;
  readonly violations?: readonly Violation[];
  /** What is wrong with how it ended, by what it left in the history. */
  readonly judge?: (ledger: Ledger | null) => readonly Violation[];
};

/** Does one, with what the history said after the step before. */
export type Doing = (world: World, ledger: Ledger | null) => Promise<Step>;

/** How a process ended, for the trace. */
export function endText({ name, code, told, process, output }: Ended): string {
  const why = told === "" || code === null ? "" : ` (${told.slice(0, 160)})`;
  const loud = output.split("\n").filter((line) => /^(warn|error)/.test(line));
  const said = loud.length === 0 ? "" : ` [${loud.join("; ").slice(0, 300)}]`;
  if (code === null) return `${name}: died at ${process.lastEvent()}${said}`;
  return `${name}: exit ${code}${process.isStopped() ? ", stopped" : ""}${why}${said}`;
}
