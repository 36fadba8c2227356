import { setTimeout as sleep } from "node:timers/promises";

export type PingOptions = {
  /** For one try, the connection included. */
  readonly timeoutMs?: number;
  /** Between the two tries. */
  readonly pauseMs?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
};

/**
 * One GET that says "I am alive" to a service that raises the alarm when it stops hearing that. Asked a second time when
 * the first one comes to nothing; a redirect is not followed and is nothing too.
 *
 * @param url a secret: whoever knows it can say so as well, so it stands in no answer of this function
 * @returns null when the service said 2xx, else why not: `answered 500`, `no answer within 10 s`, `ECONNREFUSED`
 */
export async function ping(
  url: string,
  { timeoutMs = 10_000, pauseMs = 200, signal }: PingOptions = {},
): Promise<string | null> {
  const first = await tried(url, timeoutMs, signal);
  if (first === null || signal?.aborted) return first;
  await sleep(pauseMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  return tried(url, timeoutMs, signal);
}

async function tried(
  url: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const { ok, status, body } = await fetch(url, {
      redirect: "manual",
      headers: { connection: "close", "user-agent": "gong-digest" },
      signal: signal ? AbortSignal.any([late, signal]) : late,
    });
    await body?.cancel();
    return ok ? null : `answered ${status}`;
  } catch (error) {
    if (late.aborted) return `no answer within ${timeoutMs / 1000} s`;
    return signal?.aborted ? "stopped" : codeOf(error);
  }
}

/** Only the code: the message of such an error may hold the address. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "no connection";
}
