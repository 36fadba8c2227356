import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isLoopbackHost } from "./base-url.ts";
import { GongError } from "./error.ts";
import type { Multipart } from "./multipart.ts";
import type { GongRequest } from "./request.ts";

/** What came back, read to its end. */
export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string };

/** An answer, or why there is none. */
export type Outcome = { readonly reply: Reply } | { readonly broken: string; readonly cause: unknown };

export type ExchangeOptions = {
  readonly baseUrl: string;
  readonly authorization: string;
  /** For the whole answer: a body that stalls half-way is a timeout too. While a file is sent, for each step. */
  readonly timeoutMs: number;
  /** For everything, the sending of a file included. */
  readonly leftMs?: number;
  readonly signal: AbortSignal | undefined;
  /** The body, for an action that takes a file. */
  readonly multipart?: Multipart | undefined;
  /** The caller will repeat the request if an idle connection turns out to be closed at the other end. */
  readonly isRepeatable?: boolean;
};

/**
 * One HTTP request and its answer.
 *
 * Redirects are not followed: Gong redirects keys to their own host, a client must leave the key behind when
 * the host changes, and what comes of it is a 401 that nobody understands.
 *
 * `node:http` and not `fetch`, which refuses the body that `GET /v2/crm/entities` needs.
 *
 * @throws the reason of `signal` once that is aborted; {GongError} of a file that cannot be read to its end;
 *   every other fault is an outcome
 */
export async function exchange(request: GongRequest, options: ExchangeOptions): Promise<Outcome> {
  const { timeoutMs, leftMs = longestTimer, signal } = options;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  signal?.addEventListener("abort", interrupt);
  let isLate = false;
  const expire = () => {
    isLate = true;
    stop.abort();
  };
  const step = setTimeout(expire, timeoutMs);
  const end = setTimeout(expire, Math.min(leftMs, longestTimer));
  try {
    const sent = opened(request, options, stop.signal);
    const answer = responseTo(sent);
    if (options.multipart) await sendParts(sent, options.multipart, () => step.refresh());
    else sent.end(request.body);
    return { reply: await replyOf(await answer) };
  } catch (cause) {
    if (cause instanceof GongError) throw cause;
    signal?.throwIfAborted();
    if (isLate) return { broken: `no whole answer within ${timeoutMs / 1000} s`, cause };
    return { broken: `the connection failed (${codeOf(cause)})`, cause };
  } finally {
    clearTimeout(step);
    clearTimeout(end);
    signal?.removeEventListener("abort", interrupt);
    stop.abort();
  }
}

/** `setTimeout` takes no more. */
const longestTimer = 2 ** 31 - 1;

/** Idle connections are closed before Gong would do so, or the next request runs into the closing. */
const idle = { keepAlive: true, timeout: 4000 };
const agents = { "http:": new Agent(idle), "https:": new SecureAgent(idle) } as const;

/** What must not be repeated goes over a connection of its own, which cannot have died while it was idle. */
function opened(request: GongRequest, options: ExchangeOptions, signal: AbortSignal): ClientRequest {
  const { protocol, hostname, port } = new URL(options.baseUrl);
  const isSecure = protocol === "https:";
  return (isSecure ? requestHttps : requestHttp)({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    ...(port === "" ? {} : { port }),
    method: request.method,
    path: request.target,
    headers: { ...headersOf(request, options.multipart), authorization: options.authorization },
    agent: options.isRepeatable === false ? false : agents[isSecure ? "https:" : "http:"],
    // NODE_TLS_REJECT_UNAUTHORIZED=0 would make Node believe any certificate, and give the key to whoever has one.
    ...(isSecure && !isLoopbackHost(hostname) ? { rejectUnauthorized: true } : {}),
    signal,
  });
}

/** All headers but the key. */
export function headersOf(
  request: GongRequest,
  multipart?: Pick<Multipart, "contentType" | "bytes">,
): Readonly<Record<string, string>> {
  const type = multipart?.contentType ?? (request.body === undefined ? undefined : "application/json");
  const isEmpty = request.method === "GET" && type === undefined;
  const bytes = multipart ? multipart.bytes : isEmpty ? undefined : Buffer.byteLength(request.body ?? "");
  return {
    accept: "application/json",
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "gong-digest",
    ...(type === undefined ? {} : { "content-type": type }),
    ...(bytes === undefined ? {} : { "content-length": String(bytes) }),
  };
}

function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    // Stays for good: an error without a listener would end the process.
    sent.on("error", reject);
  });
  answer.catch(() => {});
  return answer;
}

/**
 * Sends a file as fast as it is taken. Stops when Gong answers before the end, which is a refusal, and does not
 * wait for a stream that has come to a halt once the connection is closed.
 */
async function sendParts(sent: ClientRequest, multipart: Multipart, onStep: () => void): Promise<void> {
  let isOver = false;
  for (const event of ["response", "close"]) {
    sent.once(event, () => {
      isOver = true;
    });
  }
  const chunks = multipart.chunks();
  try {
    while (!isOver) {
      const next = await unlessOver(sent, chunks.next());
      if (next === undefined) return;
      if (next.done) {
        sent.end();
        return;
      }
      // Until the chunk has left: its memory is the next one's, too.
      await unlessOver(sent, new Promise((left) => void sent.write(next.value, left)));
      onStep();
    }
  } catch (error) {
    sent.destroy();
    throw error;
  } finally {
    chunks.return().catch(() => {});
  }
}

/**
 * What a step comes to; undefined when Gong answers or the connection closes before. Not `Promise.race`, by
 * which a promise that lives as long as the sending would keep every chunk.
 */
function unlessOver<T>(sent: ClientRequest, step: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const over = () => resolve(undefined);
    sent.once("response", over).once("close", over);
    const done = () => sent.off("response", over).off("close", over);
    step.then(resolve, reject).finally(done);
  });
}

/** Of an answer, unpacked. Gong's largest known are of a few MB; a small one can unpack to more than there is memory. */
const mostBytes = 100_000_000;

async function replyOf(response: IncomingMessage): Promise<Reply> {
  const headers = new Headers();
  for (let at = 0; at < response.rawHeaders.length; at += 2) {
    headers.append(response.rawHeaders[at] ?? "", response.rawHeaders[at + 1] ?? "");
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of unpacked(response) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`more than ${mostBytes / 1e6} MB`);
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    text: new TextDecoder().decode(Buffer.concat(chunks)),
  };
}

function unpacked(response: IncomingMessage): Readable {
  const encoding = response.headers["content-encoding"]?.toLowerCase();
  const decoder =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "deflate"
        ? createInflate()
        : encoding === "br"
          ? createBrotliDecompress()
          : undefined;
  if (!decoder) return response;
  response.on("error", (error) => decoder.destroy(error));
  return response.pipe(decoder);
}

/** The system's word for a fault of the network, `ECONNREFUSED`, from the error or what caused it. */
function codeOf(error: unknown): string {
  let word = String(error);
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
    word = at.message;
  }
  return word;
}
