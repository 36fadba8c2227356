import type { GongRequest } from "./request.ts";

/** What came back, read to its end. */
export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string };

/** An answer, or why there is none. */
export type Outcome = { readonly reply: Reply } | { readonly broken: string; readonly cause: unknown };

export type ExchangeOptions = {
  readonly baseUrl: string;
  readonly authorization: string;
  /** For the whole answer: a body that stalls half-way is a timeout too. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

/**
 * One HTTP request and its answer.
 *
 * Redirects are not followed: Gong redirects keys to their own host, `fetch` leaves the key behind when the
 * host changes, and what comes of it is a 401 that nobody understands.
 *
 * @throws the reason of `signal` once that is aborted; every other fault is an outcome
 */
export async function exchange(request: GongRequest, options: ExchangeOptions): Promise<Outcome> {
  const { baseUrl, authorization, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  signal?.addEventListener("abort", interrupt);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop.abort();
  }, timeoutMs);
  try {
    const response = await fetch(baseUrl + request.target, {
      method: request.method,
      redirect: "manual",
      signal: stop.signal,
      headers: { authorization, accept: "application/json", ...(request.body === undefined ? {} : json) },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await response.text();
    return { reply: { status: response.status, headers: response.headers, text } };
  } catch (cause) {
    signal?.throwIfAborted();
    if (isLate) return { broken: `no whole answer within ${timeoutMs / 1000} s`, cause };
    return { broken: `the connection failed (${codeOf(cause)})`, cause };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", interrupt);
  }
}

const json = { "content-type": "application/json" };

/** The system's word for a fault of the network, `ECONNREFUSED`; `fetch` keeps it one cause down. */
function codeOf(error: unknown): string {
  let word = String(error);
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
    word = at.message;
  }
  return word;
}
