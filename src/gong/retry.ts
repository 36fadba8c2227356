import { DateTime } from "luxon";
import type { Log } from "../log.ts";
import type { Action } from "./action.ts";
import { GongError } from "./error.ts";
import type { Outcome, Reply } from "./exchange.ts";
import type { Gate } from "./rate.ts";
import { type Refusal, refusalOf, wordsOf } from "./refusal.ts";
import { durationText, type PassTime } from "./time.ts";

export type RetryOptions = {
  /** Attempts after the first. */
  readonly retries: number;
  /** The longest wait that Gong may ask for. */
  readonly patienceMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly redact: (text: string) => string;
  readonly time: PassTime;
  readonly gate: Gate;
  readonly log: Log;
  /** May this request be sent again when nobody knows whether it arrived? */
  readonly isRepeatable: boolean;
  /** What it throws ends the call. */
  readonly beforeRepeat?: (() => void) | undefined;
};

/** A fault that may pass by itself, and how long Gong asks to wait. */
type Setback = {
  readonly kind: "rate-limit" | "unavailable";
  readonly what: string;
  readonly refusal: Refusal | undefined;
  readonly cause: unknown;
  readonly askedMs: number | undefined;
};

/**
 * Sends until an answer comes that no repetition would change. Only what changes nothing is repeated, or what
 * Gong knows again by a key of the caller's, and only after 429, 5xx, a failed connection or a timeout.
 *
 * @param attempt one HTTP request
 * @throws {GongError} `rate-limit` or `unavailable` with the last fault as its cause
 */
export async function sendPatiently(
  action: Action,
  attempt: () => Promise<Outcome>,
  options: RetryOptions,
): Promise<Reply> {
  const { retries, patienceMs, random, redact, time, gate, log, isRepeatable } = options;
  let mayHaveArrived = false;
  for (let made = 1; ; made += 1) {
    const leave = await gate.enter(action.route);
    const outcome = await attempt();
    leave();
    if ("reply" in outcome && !mayPass(outcome.reply)) {
      if (mayHaveArrived && outcome.reply.status === 409) throw arrivedError(action, outcome.reply, redact);
      return outcome.reply;
    }
    const setback = setbackOf(outcome, redact, time.now());
    const error = errorOf(setback, action, made, options);
    mayHaveArrived ||= setback.kind === "unavailable";
    const isImpatient = (setback.askedMs ?? 0) > patienceMs;
    if (!isRepeatable || made > retries || isImpatient) throw error;
    options.beforeRepeat?.();
    const waitMs = setback.askedMs ?? backoffMs(made - 1, random());
    log.warn(`${setback.what}, trying again in ${durationText(waitMs)}`, {
      route: action.route,
      attempt: made,
    });
    if (setback.kind === "rate-limit") gate.close(time.now() + waitMs, error);
    else await time.wait(waitMs, action.route, error);
  }
}

/**
 * Full jitter: callers that failed together do not come back together.
 *
 * @param repeat 0 for the first repetition
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function backoffMs(repeat: number, random: number): number {
  return random * Math.min(30_000, 500 * 2 ** repeat);
}

function mayPass({ status }: Reply): boolean {
  return status === 429 || status >= 500;
}

function setbackOf(outcome: Outcome, redact: (text: string) => string, now: number): Setback {
  if ("broken" in outcome) {
    const { broken, cause } = outcome;
    return { kind: "unavailable", what: broken, refusal: undefined, cause, askedMs: undefined };
  }
  const { reply } = outcome;
  const refusal = refusalOf(reply, redact);
  const words = wordsOf(refusal);
  const what = `Gong answered ${reply.status}${words === "" ? "" : `: ${words}`}`;
  if (reply.status !== 429) {
    return { kind: "unavailable", what, refusal, cause: undefined, askedMs: undefined };
  }
  const askedMs = retryAfterMs(reply.headers.get("retry-after"), now);
  return { kind: "rate-limit", what, refusal, cause: undefined, askedMs };
}

/**
 * Seconds or an HTTP date, as milliseconds from now; undefined when it is neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = DateTime.fromHTTP(value);
  return date.isValid ? Math.max(0, date.toMillis() - now) : undefined;
}

/** A key that Gong knows after an attempt without an answer: that attempt was the one that arrived. */
function arrivedError({ route, key }: Action, reply: Reply, redact: (text: string) => string): GongError {
  const { requestId } = refusalOf(reply, redact);
  return new GongError(
    "request",
    `Gong knows this ${key ?? "request"} already (409), so an earlier attempt arrived although its answer did ` +
      "not. Look in Gong for what came of it; there is nothing to repeat",
    { route, status: reply.status, requestId },
  );
}

/** Why it is not tried again, and what to do instead. */
function caution({ effect, cost, key }: Action, kind: Setback["kind"]): string {
  if (effect === "read") return cost ? "each call is paid for" : "it may not be repeated";
  if (kind === "rate-limit") return "this changes data. Gong did not do it; run it again later";
  const hint = key === undefined ? "" : ` With ${key} in the input it would have been tried again`;
  return `this changes data. See in Gong whether it happened before you repeat it${hint && `.${hint}`}`;
}

function errorOf(setback: Setback, action: Action, made: number, options: RetryOptions): GongError {
  const { patienceMs, time, isRepeatable } = options;
  const now = time.now();
  const { kind, what, refusal, cause, askedMs } = setback;
  const times = made === 1 ? "" : ` (attempt ${made})`;
  const details = {
    route: action.route,
    status: refusal?.status,
    requestId: refusal?.requestId,
    said: refusal && [wordsOf(refusal)],
    cause,
  };
  if (!isRepeatable) {
    return new GongError(kind, `${what}; not tried again, since ${caution(action, kind)}`, details);
  }
  if (askedMs !== undefined && askedMs > patienceMs) {
    const again = DateTime.fromMillis(now + askedMs, { zone: "utc" }).toISO({ suppressMilliseconds: true });
    return new GongError(
      kind,
      `Gong asks to wait ${durationText(askedMs)}, more than gong.patienceSeconds (${patienceMs / 1000}). ` +
        `What is already stored is kept; run again after ${again ?? "that"} to go on`,
      details,
    );
  }
  const next =
    kind === "rate-limit"
      ? "another integration may use up the company's limit"
      : refusal
        ? "try again later"
        : "check the network and gong.baseUrl, or try again later";
  return new GongError(kind, `${what}${times}; ${next}. What is already stored is kept`, details);
}
