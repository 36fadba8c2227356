import { counted } from "../text.ts";
import { GongError } from "./error.ts";
import { durationText, type PassTime } from "./time.ts";

/** Requests made on a UTC day, `2026-11-16`, kept over runs and processes by whoever implements it. */
export type DayCount = {
  used(day: string): number;
  /** Counts one more in one step, or says no when `limit` are counted already, whoever made them. */
  take(day: string, limit: number): boolean;
};

/** What a day's requests are, and how many of them are not this caller's to use. */
export type DayBudget = {
  readonly perDay: number;
  readonly count: DayCount;
  /** Asked at each request; absent for who may use them all. */
  readonly reserved?: (() => number) | undefined;
};

/** The pace that several clients keep together, wherever they run, kept by whoever implements it. */
export type Pace = {
  /** Takes the next free departure, of which any `windowMs` has `capacity` at most. @returns milliseconds until then */
  reserve(capacity: number, windowMs: number): number;
  /** Gives nobody a departure within the next `forMs`, as Gong asked. */
  close(forMs: number): void;
};

export type Gate = {
  /**
   * Comes back when a request may be sent, which is then counted as sent. Call what it gives as soon as the
   * answer or the lack of one is known.
   *
   * @throws {GongError} `rate-limit` when the day's budget is used up, `unavailable` at the deadline
   */
  enter(route: string): Promise<() => void>;
  /** Lets nobody through before `until` (milliseconds since 1970), as Gong asked. */
  close(until: number, because: GongError): void;
};

/** Room for clocks and timers that are not exact. */
const jitterMs = 25;

/**
 * The longest that a request is taken to be on its way to Gong, the opening of a connection included. What
 * counts there is when requests arrive, and the first of a run arrive late.
 */
const transitMs = 200;

type Sent = { at: number; arrivedBy: number | undefined };

/**
 * Lets at most `perSecond` requests through in any second, one caller after another, and the budget in a UTC
 * day. Gong's limits (3 and 10,000) are the whole company's, shared with its other integrations.
 *
 * @param perSecond below 1, so many requests a second on average: 0.5 is one every two seconds
 * @param pace of the clients that share the limit; the gate keeps its own besides, which knows when requests arrived
 * @see https://help.gong.io/apidocs/introduction-2
 */
export function createGate(perSecond: number, budget: DayBudget, time: PassTime, pace?: Pace): Gate {
  const capacity = Math.max(1, Math.floor(perSecond));
  const windowMs = 1000 / Math.min(1, perSecond) + jitterMs;
  const sent: Sent[] = [];
  let closed: { readonly until: number; readonly because: GongError } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const earliest = (unansweredMs: number): number => {
    const oldest = sent.length < capacity ? undefined : sent[0];
    const paced = oldest ? (oldest.arrivedBy ?? oldest.at + unansweredMs) + windowMs : 0;
    return Math.max(paced, closed?.until ?? 0);
  };

  const pass = async (route: string): Promise<() => void> => {
    forgetFuture(sent, time.now());
    // Looks twice: the answer that tells when the oldest request had arrived may come during the first wait.
    for (const unansweredMs of [0, transitMs]) {
      await time.wait(Math.max(0, earliest(unansweredMs) - time.now()), route, closed?.because);
    }
    closed = undefined;
    if (pace) await time.wait(pace.reserve(capacity, windowMs), route);
    countDay(budget, time, route);
    const own: Sent = { at: time.now(), arrivedBy: undefined };
    sent.push(own);
    if (sent.length > capacity) sent.shift();
    return () => {
      own.arrivedBy = Math.min(time.now(), own.at + transitMs);
    };
  };

  return {
    enter: (route) => {
      const mine = turn.then(() => pass(route));
      turn = mine.catch(() => {});
      return mine;
    },
    close: (until, because) => {
      if (!closed || until > closed.until) closed = { until, because };
      pace?.close(until - time.now());
    },
  };
}

/** A clock that was set back leaves times that are yet to come, and must not hold anybody up for them. */
function forgetFuture(sent: readonly Sent[], now: number): void {
  for (const one of sent) {
    if (one.at <= now) continue;
    one.at = now;
    one.arrivedBy = now;
  }
}

function countDay({ perDay, count, reserved }: DayBudget, time: PassTime, route: string): void {
  const now = time.now();
  const day = new Date(now).toISOString().slice(0, 10);
  const kept = reserved?.() ?? 0;
  if (count.take(day, perDay - kept)) return;
  const dayMs = 86_400_000;
  const end = (Math.floor(now / dayMs) + 1) * dayMs;
  const what =
    kept === 0
      ? `the budget of ${counted(perDay, "request")} for ${day} is used up (gong.requestsPerDay)`
      : `${count.used(day)} of the ${counted(perDay, "request")} for ${day} are used (gong.requestsPerDay), and the last ` +
        `${kept} are kept for the weekly job (gong.reserve)`;
  throw new GongError(
    "rate-limit",
    `${what}; the UTC day ends in ${durationText(end - now)}, at ${new Date(end).toISOString()}. ` +
      "What is already stored is kept; run again after that to go on",
    { route },
  );
}
