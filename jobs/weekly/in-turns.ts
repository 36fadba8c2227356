import { setImmediate as turn } from "node:timers/promises";
import type { Steps } from "../../src/steps.ts";

/** How long a computation goes on before others have their turn: signals, timers, answers. */
const turnMs = 50;

/**
 * Runs a long computation, looking up between its steps.
 *
 * @throws {unknown} what the signal was aborted with, soon after
 */
export async function inTurns<Result>(steps: Steps<Result>, signal: AbortSignal): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < turnMs) continue;
    await turn();
    signal.throwIfAborted();
    since = performance.now();
  }
}
