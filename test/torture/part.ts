import type { Invariant, Violation } from "./invariants.ts";
import type { Program } from "./program.ts";
import type { Town } from "./world.ts";

/** How much is done: all of it, what a check of every change can wait for, or what runs among the unit tests. */
export type Size = "full" | "short" | "least";

/** What a part of the torture works with. */
export type Context = {
  readonly program: Program;
  readonly town: Town;
  readonly size: Size;
  /** From 0 to 1, from the seed that is printed. */
  readonly random: () => number;
  /** Rounds at once. */
  readonly jobs: number;
  readonly say: (text: string) => void;
  /** With a mutant the first violation is what was wanted, and ends the part. */
  readonly stopsAtFirst: boolean;
};

/** What a part found, to be told in a table. */
export type Tally = {
  rounds: number;
  /** Of each kind, how often. */
  readonly violations: Partial<Record<Invariant, number>>;
  /** Mails that the program itself calls unknown. Not a fault: it says so and holds them. */
  unknown: number;
  silent: number;
  /** What is violated, with the round it was in. */
  readonly failures: string[];
  /** What was not tried, and why. */
  readonly skipped: string[];
  /** Figures of this part alone: kill points, states, … */
  readonly facts: Record<string, number>;
};

export type Part = {
  readonly id: string;
  /** What is done, in the words of the table. */
  readonly title: string;
  run(context: Context): Promise<Tally>;
};

/** Ends a part once it has caught its mutant. */
export class Caught extends Error {}

export function newTally(): Tally {
  return { rounds: 0, violations: {}, unknown: 0, silent: 0, failures: [], skipped: [], facts: {} };
}

/** Adds a round. @throws {Caught} at the first violation, where that is wanted */
export function note(
  { stopsAtFirst, say }: Context,
  tally: Tally,
  label: string,
  found: {
    readonly violations: readonly Violation[];
    readonly count?: { readonly unknown: number; readonly silent: number };
  },
): void {
  tally.rounds += 1;
  tally.unknown += found.count?.unknown ?? 0;
  tally.silent += found.count?.silent ?? 0;
  for (const { invariant, text } of found.violations) {
    tally.violations[invariant] = (tally.violations[invariant] ?? 0) + 1;
    tally.failures.push(`${label}: ${invariant} ${text}`);
    if (!stopsAtFirst) say(`VIOLATION ${label}: ${invariant} ${text}`);
  }
  if (stopsAtFirst && found.violations.length > 0) throw new Caught(tally.failures.at(-1));
}

/** Does the work for each, some at once; the first error ends it, after those under way. */
export async function eachOf<Item>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const index = next;
      next += 1;
      try {
        await work(items[index] as Item, index);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failure !== undefined) throw failure.error;
}

/** Says how far a part is, now and then. */
export function progressOf({ say }: Context, id: string, total: number): () => void {
  let done = 0;
  let said = Date.now();
  return () => {
    done += 1;
    if (Date.now() - said < 15_000) return;
    said = Date.now();
    say(`${id}: ${done} of ${total}`);
  };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
