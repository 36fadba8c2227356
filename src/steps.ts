/**
 * A long computation that pauses now and then, so that whoever runs it can look up in between: at a signal, at the
 * clock. What it yields says nothing; what it returns is its result.
 */
export type Steps<Result> = Generator<void, Result>;

/** Runs a computation to its end without looking up. */
export function drained<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
