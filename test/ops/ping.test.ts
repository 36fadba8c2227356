import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ping } from "../../src/ops/ping.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server that answers as it is told, and the paths it was asked for. */
async function server(
  answer: (response: ServerResponse, asked: number) => void,
): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    answer(response, requests.length);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/canary-uuid`, requests };
}

const quick = { timeoutMs: 5000, pauseMs: 1 };

describe("ping", () => {
  it("asks once when it is heard", async () => {
    const { url, requests } = await server((response) => response.end("OK"));

    expect(await ping(url, quick)).toBeNull();
    expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual(["GET /canary-uuid"]);
  });

  it("asks a second time, and no third", async () => {
    const { url, requests } = await server((response, asked) => {
      response.statusCode = asked === 1 ? 503 : 200;
      response.end();
    });

    expect(await ping(url, quick)).toBeNull();
    expect(requests).toHaveLength(2);
  });

  it.each`
    what                 | answer                                                                                     | fault
    ${"answers 500"}     | ${(response: ServerResponse) => response.writeHead(500).end()}                             | ${"answered 500"}
    ${"redirects"}       | ${(response: ServerResponse) => response.writeHead(302, { location: "/elsewhere" }).end()} | ${"answered 302"}
    ${"never answers"}   | ${() => undefined}                                                                         | ${"no answer within 0.1 s"}
    ${"closes the line"} | ${(response: ServerResponse) => response.destroy()}                                        | ${"UND_ERR_SOCKET"}
  `("says of a service that $what: $fault", async ({ answer, fault }) => {
    const { url, requests } = await server(answer);

    const timeoutMs = fault.startsWith("no answer") ? 100 : 5000;
    expect(await ping(url, { timeoutMs, pauseMs: 1 })).toBe(fault);
    expect(requests.map(({ url: path }) => path)).toEqual(["/canary-uuid", "/canary-uuid"]);
  });

  it("does not wait for the rest of an answer that has begun", async () => {
    const { url } = await server((response) => response.writeHead(200).write("still alive, "));

    expect(await ping(url, quick)).toBeNull();
  });

  it("says that nobody listens, without the address", async () => {
    expect(await ping("http://127.0.0.1:1/canary-uuid", quick)).toMatch(/^(ECONNREFUSED|no connection)$/);
  });

  it("ends at once when it is told to stop", async () => {
    const { url } = await server(() => undefined);
    const started = Date.now();

    expect(await ping(url, { timeoutMs: 60_000, signal: AbortSignal.timeout(50) })).toBe("stopped");
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
