import { execFile } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import { addCallMedia } from "../../src/gong/calls.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { hangUp, json, refusal } from "../support/gong-server.ts";
import { fileWith } from "../support/temporary-file.ts";

const stored = json(201, { requestId: "req-1", callId: "5", url: "https://app.gong.io/call?id=5" });
const path = { id: "5" };

/** A media upload whose limit is small enough to be passed. */
const small = { ...addCallMedia, upload: { ...addCallMedia.upload, maximumBytes: 10 } };

describe("a recording", () => {
  it("on disk is sent as the part mediaFile, its length told beforehand", async () => {
    const { gong, server } = await gongWith([stored]);

    const answer = await gong.call(addCallMedia, { path, file: { path: fileWith("RIFF") } });

    const [seen] = server.seen;
    expect(answer.callId).toBe("5");
    expect(seen).toMatchObject({ method: "PUT", path: "/v2/calls/5/media" });
    expect(seen?.body).toMatch(
      /^--(.+)\r\nContent-Disposition: form-data; name="mediaFile"; filename="call.mp3"\r\nContent-Type: audio\/mpeg\r\n\r\nRIFF\r\n--\1--\r\n$/,
    );
    expect(seen?.headers["content-length"]).toBe(String(String(seen?.body).length));
  });

  it("from a stream is sent without its length, and a name cannot break out of its quotes", async () => {
    const { gong, server } = await gongWith([stored]);
    const file = { stream: Readable.from([Buffer.from("RI"), "FF"]), name: 'a"\r\nX: y.wav' };

    await gong.call(addCallMedia, { path, file });

    expect(server.seen[0]?.body).toContain('filename="a%22%0D%0AX: y.wav"\r\n');
    expect(server.seen[0]?.body).toContain("\r\n\r\nRIFF\r\n--");
    expect(server.seen[0]?.headers["transfer-encoding"]).toBe("chunked");
  });

  it.each`
    fault                  | file                               | said
    ${"is not there"}      | ${() => "/nowhere/call.mp3"}       | ${"it cannot be read (ENOENT)"}
    ${"is empty"}          | ${() => fileWith("")}              | ${"it is empty"}
    ${"is a folder"}       | ${() => join(fileWith("x"), "..")} | ${"expected a file, this is none"}
    ${"is over the limit"} | ${() => fileWith("x".repeat(11))}  | ${"it has 11 bytes, more than 10"}
  `("that $fault is not sent", async ({ file, said }) => {
    const { gong, server } = await gongWith([stored]);

    const error = await gongErrorOf(gong.call(small, { path, file: { path: file() } }));

    expect(error).toMatchObject({ kind: "request", message: expect.stringContaining(said) });
    expect(server.seen).toEqual([]);
  });

  it.each`
    stream                            | said
    ${["x".repeat(6), "x".repeat(6)]} | ${"the stream has more than 10 bytes"}
    ${[]}                             | ${"the stream is empty"}
  `("whose stream turns out wrong is broken off: $said", async ({ stream, said }) => {
    const { gong, server } = await gongWith([stored]);

    const error = await gongErrorOf(
      gong.call(small, { path, file: { stream: Readable.from(stream), name: "x" } }),
    );

    expect(error).toMatchObject({ kind: "request", message: expect.stringContaining(said) });
    expect(server.seen).toEqual([]);
  });

  it.each([[hangUp], [refusal(503, "Busy")], [refusal(429, "Limit", { "retry-after": "1" })]])(
    "is sent once, whatever happens",
    async (fault) => {
      const { gong, server } = await gongWith([fault, stored]);

      const error = await gongErrorOf(gong.call(addCallMedia, { path, file: { path: fileWith("x") } }));

      expect(error.message).toContain("not tried again, since this changes data");
      expect(server.seen).toHaveLength(1);
    },
  );

  it("may take longer than an answer, as long as it moves", async () => {
    const { gong } = await gongWith([stored], { timeoutSeconds: 0.3 });
    const slow = async function* () {
      for (let piece = 0; piece < 6; piece += 1) {
        await pause(100);
        yield Buffer.from("RIFF");
      }
    };

    const answer = await gong.call(addCallMedia, { path, file: { stream: slow(), name: "call.wav" } });

    expect(answer.callId).toBe("5");
  });

  it("that stands still is a timeout", async () => {
    const { gong } = await gongWith([stored], { timeoutSeconds: 0.1 });
    const stuck = async function* () {
      yield Buffer.from("RIFF");
      await new Promise(() => {});
    };

    const error = await gongErrorOf(
      gong.call(addCallMedia, { path, file: { stream: stuck(), name: "call.wav" } }),
    );

    expect(error.message).toContain("no whole answer within 0.1 s");
  });
});

setFlagsFromString("--expose-gc");
/** What is garbage is none of what a client holds. */
const collectGarbage: () => void = runInNewContext("gc");

/** A server of its own process that swallows what it gets, so that what it holds does not count here. */
const swallow = `
const { createServer } = require("node:http");
const server = createServer((request, response) => {
  let bytes = 0;
  if (request.url.includes("refused")) {
    return response.writeHead(401).end('{"requestId":"r","errors":["No permission to use \\'api:calls:create\\'"]}');
  }
  request.on("data", (chunk) => { bytes += chunk.length; });
  request.on("end", () => response.writeHead(201).end(JSON.stringify({ callId: "5", url: String(bytes) })));
}).listen(0, "127.0.0.1", () => console.log(server.address().port));`;

async function swallower(): Promise<string> {
  const child = execFile(process.execPath, ["-e", swallow]);
  onTestFinished(() => void child.kill());
  const [port] = await once(child.stdout as Readable, "data");
  return `http://127.0.0.1:${String(port).trim()}`;
}

describe("300 MB", () => {
  const piece = Buffer.alloc(512 * 1024, "x");
  const pieces = 600;

  it("go through a memory that grows by less than 64 MB", async () => {
    const { gong } = await gongWith([], { baseUrl: await swallower(), timeoutSeconds: 30 });
    const before = process.memoryUsage.rss();
    let most = 0;
    const stream = async function* () {
      for (let sent = 0; sent < pieces; sent += 1) {
        if (sent % 50 === 0) collectGarbage();
        most = Math.max(most, process.memoryUsage.rss());
        yield Buffer.from(piece);
      }
    };

    const answer = await gong.call(addCallMedia, { path, file: { stream: stream(), name: "call.wav" } });

    expect(Number(answer.url)).toBeGreaterThan(piece.length * pieces);
    expect(most - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("are not sent to the end when Gong refuses at the start", async () => {
    const { gong } = await gongWith([], { baseUrl: await swallower() });
    let sent = 0;
    const stream = async function* () {
      for (; sent < pieces; sent += 1) yield Buffer.from(piece);
    };

    const error = await gongErrorOf(
      gong.call(addCallMedia, { path: { id: "refused" }, file: { stream: stream(), name: "call.wav" } }),
    );

    expect(["scope", "unavailable"]).toContain(error.kind);
    expect(sent).toBeLessThan(pieces);
  });
});
