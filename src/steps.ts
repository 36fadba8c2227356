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

/** Items between two pauses: far less than a tenth of a second, whatever is done with each. */
const pauseEvery = 4096;

/** Looks at many items one by one, with pauses. */
export function* eachInSteps<Item>(items: Iterable<Item>, look: (item: Item) => void): Steps<void> {
  let seen = 0;
  for (const item of items) {
    look(item);
    seen += 1;
    if (seen % pauseEvery === 0) yield;
  }
}
