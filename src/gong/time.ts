import { GongError } from "./error.ts";

export type TimeOptions = {
  readonly now: () => Date;
  /** Resolves after so many milliseconds, rejects with the signal's reason when that is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** The moment at which the whole pass must be over. */
  readonly deadline?: Date | undefined;
};

/** The clock of one pass. */
export type PassTime = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds until the deadline, Infinity without one. */
  readonly left: () => number;
  /**
   * Waits, or throws at once when the wait would end at or after the deadline.
   *
   * @param because the fault that made us wait, kept as the cause
   * @throws {GongError} `unavailable`
   */
  readonly wait: (ms: number, route: string, because?: GongError) => Promise<void>;
};

export function passTime({ now, sleep, signal, deadline }: TimeOptions): PassTime {
  const left = () => (deadline ? deadline.getTime() - now().getTime() : Number.POSITIVE_INFINITY);
  return {
    now: () => now().getTime(),
    left,
    wait: async (ms, route, because) => {
      signal?.throwIfAborted();
      if (ms >= left()) throw deadlineError(route, deadline, because);
      if (ms > 0) await sleep(ms, signal);
    },
  };
}

function deadlineError(route: string, deadline: Date | undefined, cause: GongError | undefined): GongError {
  const at = deadline?.toISOString() ?? "";
  const last = cause ? `. The last attempt ended with: ${cause.message}` : "";
  return new GongError(
    "unavailable",
    `the time for the whole pass is over (deadline ${at}, gong.deadlineMinutes)${last}. ` +
      "What is already stored is kept; run again to go on",
    { route, status: cause?.status, requestId: cause?.requestId, cause },
  );
}

/**
 * A length of time for people.
 *
 * @example
 * durationText(3_900_000); // => "1 h 5 min"
 */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
