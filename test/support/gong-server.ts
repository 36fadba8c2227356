import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request as it arrived. `at` is in milliseconds of a clock that never jumps. */
export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  /** What the JSON says; the text of anything else. */
  readonly body: unknown;
  /** Which connection it came over. */
  readonly connection: number | undefined;
  readonly at: number;
};

/** Answers one request, or leaves it hanging. */
export type Answer = (response: ServerResponse, seen: Seen) => void;

export const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

export const text =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);

/** Gong's own shape of an error. */
export const refusal = (
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => json(status, { requestId: "req-1", errors: [error] }, headers);

/** The connection breaks before any answer. */
export const hangUp: Answer = (response) => response.destroy();

/** Nothing ever comes. */
export const silence: Answer = () => {};

/** Half an answer, then nothing more. */
export const stall: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"users":[');
};

/**
 * A server on this machine that answers the first request with the first answer and so on. A request beyond
 * the script gets a 418, which no client repeats.
 */
export async function startGong(script: readonly Answer[]) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://gong");
      const isJson = !request.headers["content-type"]?.startsWith("multipart/");
      const raw = Buffer.concat(chunks).toString();
      const one: Seen = {
        method: request.method ?? "",
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: request.headers,
        body: raw === "" ? undefined : isJson ? JSON.parse(raw) : raw,
        connection: request.socket.remotePort,
        at,
      };
      const answer = script[seen.length] ?? text(418, "beyond the script");
      seen.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(
    () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen };
}
