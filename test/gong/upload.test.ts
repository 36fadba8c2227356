import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FileInput } from "../../src/gong/action.ts";
import { addCallMedia } from "../../src/gong/calls.ts";
import { uploadCrmEntities } from "../../src/gong/crm.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { hangUp, json, refusal } from "../support/gong-server.ts";

const stored = json(201, { requestId: "req-1", callId: "5", url: "https://app.gong.io/call?id=5" });
const path = { id: "5" };

function fileWith(content: string | Buffer, name = "call.mp3"): string {
  const folder = mkdtempSync(join(tmpdir(), "gong-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

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

const query = { integrationId: "6286478263646", objectType: "ACCOUNT", clientRequestId: "upload-1" } as const;
const account = '{"objectId":"5ybyh6n6n65","modifiedDate":"2019-01-03T23:45:57+01:00","name":"PBR"}';
const taken = json(201, { requestId: "req-1", clientRequestId: "upload-1" });

describe("a file of CRM records", () => {
  const upload = async (file: FileInput, script = [taken]) => {
    const { gong, server } = await gongWith(script);
    return { answer: gong.call(uploadCrmEntities, { query, file }), server };
  };

  it.each([
    ["a path", () => ({ path: fileWith(`${account}\n${account}\n`, "accounts.ldjson") })],
    [
      "a stream",
      () => ({
        stream: Readable.from([`${account}\n${account.slice(0, 9)}`, `${account.slice(9)}\n`]),
        name: "accounts.ldjson",
      }),
    ],
  ])("from %s is sent as the part dataFile, byte for byte", async (_, file) => {
    const { answer, server } = await upload(file());

    expect((await answer).clientRequestId).toBe("upload-1");
    expect(server.seen[0]).toMatchObject({ method: "POST", path: "/v2/crm/entities", query });
    expect(server.seen[0]?.body).toContain('name="dataFile"; filename="accounts.ldjson"\r\n');
    expect(server.seen[0]?.body).toContain(`\r\n\r\n${account}\n${account}\n\r\n--`);
    expect(server.seen[0]?.headers["content-length"]).toBe(String(String(server.seen[0]?.body).length));
  });

  it.each`
    line                                                            | said
    ${'{"objectId":"1"'}                                            | ${"line 2: not one whole JSON object"}
    ${'{"objectId":"1"} {"objectId":"2"}'}                          | ${"line 2: not one whole JSON object"}
    ${""}                                                           | ${"line 2: empty; expected one JSON object"}
    ${'["objectId"]'}                                               | ${"line 2: expected a JSON object"}
    ${"null"}                                                       | ${"line 2: expected a JSON object"}
    ${"{}"}                                                         | ${"line 2: objectId: expected a text"}
    ${'{"objectId":7}'}                                             | ${"line 2: objectId: expected a text"}
    ${`{"objectId":"${"x".repeat(65)}"}`}                           | ${"line 2: objectId: has more than 64 characters"}
    ${'{"objectId":"1","modifiedDate":"2019-01-03T23:45:57.000Z"}'} | ${"line 2: modifiedDate: expected an ISO time with offset and without milliseconds"}
    ${'{"objectId":"1","createdDate":"2019-01-03T23:45:57"}'}       | ${"line 2: createdDate: expected an ISO time"}
    ${'{"objectId":"1","modifiedDate":"3 Jan 2019"}'}               | ${"line 2: modifiedDate: expected an ISO time"}
    ${'{"objectId":"1","isDeleted":"yes"}'}                         | ${"line 2: isDeleted: expected true or false"}
    ${'{"objectId":"1","isDeleted":true}'}                          | ${"line 2: it deletes"}
    ${Buffer.from('{"objectId":"\xe9"}', "latin1")}                 | ${"line 2: not UTF-8"}
  `("is not sent with a line like $line", async ({ line, said }) => {
    const content = Buffer.concat([`${account}\n`, line, `\n${account}`].map((part) => Buffer.from(part)));
    const files = [{ stream: Readable.from([content]), name: "x" }, { path: fileWith(content) }];

    for (const file of files) {
      const { answer, server } = await upload(file);
      const error = await gongErrorOf(answer);
      expect(error).toMatchObject({ kind: "request", message: expect.stringContaining(said) });
      expect(error.message).toContain("nothing was sent");
      expect(server.seen).toEqual([]);
    }
  });

  it("is read whole where a line goes over the edge of what is read at once", async () => {
    const lines = Array.from(
      { length: 9000 },
      (_, at) => `{"objectId":"${at}","name":"${"é".repeat(at % 60)}"}\n`,
    );
    const bad = lines.with(8500, "{\n");

    const whole = await upload({ path: fileWith(lines.join("")) });
    await whole.answer;
    const broken = await upload({ path: fileWith(bad.join("")) });

    expect(whole.server.seen[0]?.body).toContain(`\r\n\r\n${lines.join("")}\r\n--`);
    expect((await gongErrorOf(broken.answer)).message).toContain("line 8501: not one whole JSON object");
  });

  it("may leave out the end of its last line, and dates in fields of the company's own are its own", async () => {
    const deal = '{"objectId":"8608553","custom_field_1":"2022-02-04T17:57:23.000Z","custom_field_2":null}';

    const { answer, server } = await upload({ path: fileWith(deal) });

    await answer;
    expect(server.seen).toHaveLength(1);
  });

  it("is sent again after an unknown answer, since Gong knows its clientRequestId", async () => {
    const { answer, server } = await upload({ stream: Readable.from([account]), name: "x" }, [
      refusal(503, "Busy"),
      hangUp,
      taken,
    ]);

    await answer;

    expect(server.seen.map(({ body }) => String(body).includes(account))).toEqual([true, true, true]);
  });

  it("that Gong knows already on the second try has arrived on the first", async () => {
    const { answer } = await upload({ path: fileWith(account) }, [hangUp, refusal(409, "Already used")]);

    const error = await gongErrorOf(answer);

    expect(error).toMatchObject({ kind: "request", status: 409 });
    expect(error.message).toContain(
      "knows this query.clientRequestId already (409), so an earlier attempt arrived",
    );
  });

  it("that Gong knows already after a limit, which nothing passes, was there before", async () => {
    const limit = refusal(429, "Limit", { "retry-after": "1" });
    const { answer } = await upload({ path: fileWith(account) }, [limit, refusal(409, "Already used")]);

    expect((await gongErrorOf(answer)).message).toContain("did not accept the request (409): Already used");
  });

  it("that deletes is sent when that is said, and then once only", async () => {
    const line = '{"objectId":"1","isDeleted":true}';
    const { answer, server } = await upload({ path: fileWith(line), deletes: true }, [hangUp, taken]);

    expect((await gongErrorOf(answer)).message).toContain("not tried again");
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ["was sent", [taken], account],
    ["was refused", [refusal(400, "No")], account],
    ["does not fit", [], "{"],
  ])("from a stream leaves nothing behind when it %s", async (_, script, content) => {
    const folder = join(fileWith(""), "..", "spool");
    mkdirSync(folder);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    const { answer } = await upload({ stream: Readable.from([content]), name: "x" }, script);

    await answer.catch(() => {});

    expect(readdirSync(folder)).toEqual([]);
  });
});
