import type { Action, InputOf } from "../gong/action.ts";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { effectOf } from "../gong/request.ts";
import type { Attempt, AuditLog, Decision, Origin, Outcome } from "./audit-log.ts";
import { LimitError } from "./error.ts";
import { whyApproval } from "./irreversible.ts";

/**
 * The same client, with each call written down before a byte of it leaves and once more when it has ended. What
 * cannot be written down is not called, reads included.
 *
 * All pages of a list are one entry. A list that its reader leaves early is an entry with the rows read so far.
 */
export function audited(gong: Gong, log: AuditLog, origin: Origin): Gong {
  return {
    async call(action, input, calling) {
      const entry = log.begin(attemptOf(action, input, origin, "allowed"));
      const requests = countRequests(gong);
      try {
        const answer = await gong.call(action, input, calling);
        entry.end({ status: "ok", ...factsOf(action, answer), requests: requests(), response: answer });
        return answer;
      } catch (error) {
        entry.end({ ...failureOf(error, effectOf(action, input)), requests: requests() });
        throw error;
      }
    },
    async *pages(action, input, memory, calling) {
      const entry = log.begin(attemptOf(action, input, origin, "allowed"));
      const requests = countRequests(gong);
      let rows = 0;
      let requestId: string | undefined;
      let failure: Outcome | undefined;
      const response: unknown[] = [];
      let kept = 0;
      try {
        for await (const page of gong.pages(action, input, memory, calling)) {
          const facts = factsOf(action, page.answer);
          rows += facts.rows ?? 0;
          requestId = facts.requestId ?? requestId;
          if (kept < mostPagesKept) response.push(page.answer);
          kept += 1;
          yield page;
        }
      } catch (error) {
        failure = failureOf(error, effectOf(action, input));
        throw error;
      } finally {
        entry.end({ status: "ok", requestId, response, ...failure, rows, requests: requests() });
      }
    },
    get requests() {
      return gong.requests;
    },
  };
}

/** Writes down a wish to call that came to nothing: refused, waiting for somebody's approval, or only shown. */
export function noteUncalled(
  log: AuditLog,
  origin: Origin,
  action: Action,
  input: unknown,
  decision: Exclude<Decision, "allowed">,
  reason?: string,
): void {
  log.begin({ ...attemptOf(action, input, origin, decision), reason });
}

/** A payload is cut anyway, and all pages of a long list must not stay in memory for it. */
const mostPagesKept = 5;

function attemptOf(action: Action, input: unknown, origin: Origin, decision: Decision): Attempt {
  const { name, route } = action;
  const given = (input ?? {}) as Pick<InputOf<Action>, "file">;
  const isIrreversible = whyApproval(action, given) !== null;
  const effect = effectOf(action, given);
  return { ...origin, action: name, route, effect, isIrreversible, arguments: input, decision };
}

type Answer = { readonly requestId?: unknown } & Readonly<Record<string, unknown>>;

function factsOf({ rows }: Action, given: unknown): Pick<Outcome, "rows" | "requestId"> {
  const answer = given as Answer;
  const list = rows === undefined ? undefined : answer[rows];
  return {
    ...(typeof answer.requestId === "string" ? { requestId: answer.requestId } : {}),
    ...(rows === undefined ? {} : { rows: Array.isArray(list) ? list.length : 0 }),
  };
}

/** Before anything was sent, or with a refusal of Gong's, it did not take effect; else a write may have. */
function failureOf(error: unknown, effect: Attempt["effect"]): Outcome {
  // Only a request that may be repeated was refused the next one.
  if (error instanceof LimitError)
    return { status: effect === "read" ? "error" : "unknown", kind: error.kind };
  if (!(error instanceof GongError)) {
    const isStopped = error instanceof Error && error.name === "AbortError";
    return { status: effect === "read" ? "error" : "unknown", kind: isStopped ? "stopped" : "fault" };
  }
  const { kind, status: httpStatus, requestId } = error;
  const isRefused = httpStatus !== undefined && httpStatus >= 300 && httpStatus < 500;
  const isUnsent =
    httpStatus === undefined && ["request", "credentials", "base-url", "rate-limit"].includes(kind);
  const status = effect === "read" || isRefused || isUnsent ? "error" : "unknown";
  return { status, kind, httpStatus, requestId };
}

const running = new WeakMap<Gong, { now: number; started: number }>();

/** Counts the requests of one call; undefined when another one was under way in the meantime. */
function countRequests(gong: Gong): () => number | undefined {
  const calls = running.get(gong) ?? { now: 0, started: 0 };
  running.set(gong, calls);
  const isAlone = calls.now === 0;
  calls.now += 1;
  calls.started += 1;
  const [before, turn] = [gong.requests, calls.started];
  return () => {
    calls.now -= 1;
    return isAlone && calls.started === turn ? gong.requests - before : undefined;
  };
}
