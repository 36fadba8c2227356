import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAction } from "../../src/gong/action.ts";
import { removeCallAccess } from "../../src/gong/calls.ts";
import { crmEntities, uploadCrmSchema } from "../../src/gong/crm.ts";
import { eraseByPhone, findByEmail } from "../../src/gong/data-privacy.ts";
import { deleteMeeting } from "../../src/gong/meetings.ts";
import { listUsers } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { type Answer, json } from "../support/gong-server.ts";

const done = json(200, { requestId: "req-1" });
const users = userPage(["7"], 1);

describe("a request arrives as the action says", () => {
  it("as a GET with a body", async () => {
    const { gong, server } = await gongWith([json(200, { crmObjectsMap: { a: { name: "PBR" }, b: null } })]);
    const query = { integrationId: "6286478263646", objectType: "DEAL" } as const;

    const answer = await gong.call(crmEntities, { query, body: ["a", "b"] });

    expect(answer.crmObjectsMap).toEqual({ a: { name: "PBR" }, b: null });
    expect(server.seen[0]).toMatchObject({
      method: "GET",
      path: "/v2/crm/entities",
      query,
      body: ["a", "b"],
    });
    expect(server.seen[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": "9",
    });
  });

  it("as a DELETE with a body", async () => {
    const { gong, server } = await gongWith([done, json(200, { organizerEmail: "dana@example.com" })]);
    const access = { callAccessList: [{ callId: "7782342274025937895", userIds: ["1", 2] }] };

    await gong.call(removeCallAccess, { body: access });
    await gong.call(deleteMeeting, {
      path: { meetingId: "9223372036854775807" },
      body: { organizerEmail: "dana@example.com" },
    });

    expect(server.seen).toMatchObject([
      {
        method: "DELETE",
        body: { callAccessList: [{ callId: "7782342274025937895", userIds: ["1", "2"] }] },
      },
      {
        method: "DELETE",
        path: "/v2/meetings/9223372036854775807",
        body: { organizerEmail: "dana@example.com" },
      },
    ]);
  });

  it("as a POST with nothing but a query, its plus sign still one", async () => {
    const { gong, server } = await gongWith([done]);

    await gong.call(eraseByPhone, { query: { phoneNumber: "+1 425 555 2671" } });

    expect(server.seen[0]).toMatchObject({
      method: "POST",
      query: { phoneNumber: "+1 425 555 2671" },
      body: undefined,
      headers: { "content-length": "0" },
    });
    expect(server.seen[0]?.headers).not.toHaveProperty("content-type");
  });

  it("with a plus sign in an e-mail address", async () => {
    const lists = { emails: [], calls: [], meetings: [], customerData: [], customerEngagement: [] };
    const { gong, server } = await gongWith([json(200, lists)]);

    await gong.call(findByEmail, { query: { emailAddress: "dana+demo@example.com" } });

    expect(server.seen[0]?.query).toEqual({ emailAddress: "dana+demo@example.com" });
  });

  it("with a list for a body", async () => {
    const { gong, server } = await gongWith([done]);
    const field = { uniqueName: "orderId", label: "ID", type: "ID" } as const;

    await gong.call(uploadCrmSchema, { query: { integrationId: 1, objectType: "LEAD" }, body: [field] });

    expect(server.seen[0]).toMatchObject({ query: { integrationId: "1" }, body: [field] });
  });

  it("as a PATCH", async () => {
    const { gong, server } = await gongWith([done]);
    const change = defineAction({
      ...uploadCrmSchema,
      route: "PATCH /v2/x",
      body: z.strictObject({ a: z.string() }),
    });

    await gong.call(change, { query: { integrationId: 1, objectType: "LEAD" }, body: { a: "ü" } });

    expect(server.seen[0]).toMatchObject({ method: "PATCH", body: { a: "ü" } });
  });
});

describe("an answer", () => {
  const packed =
    (encoding: string, body: Buffer): Answer =>
    (response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(body);
  const plain = Buffer.from(JSON.stringify(users));

  it.each`
    encoding     | body
    ${"gzip"}    | ${gzipSync(plain)}
    ${"deflate"} | ${deflateSync(plain)}
    ${"br"}      | ${brotliCompressSync(plain)}
  `("may be packed with $encoding", async ({ encoding, body }) => {
    const { gong, server } = await gongWith([packed(encoding, body)]);

    expect(await gong.call(listUsers, {})).toMatchObject({ users: [{ id: "7" }] });
    expect(server.seen[0]?.headers["accept-encoding"]).toContain(encoding);
  });

  it("that is packed and cut short is no answer", async () => {
    const { gong } = await gongWith([packed("gzip", gzipSync(plain).subarray(0, 30))], { retries: 0 });

    expect(await gongErrorOf(gong.call(listUsers, {}))).toMatchObject({ kind: "unavailable" });
  });

  it("that unpacks to more than fits is no answer, and is not kept", async () => {
    const bomb = gzipSync(Buffer.alloc(150_000_000, " "));
    const { gong } = await gongWith([packed("gzip", bomb)], { retries: 0, timeoutSeconds: 60 });

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({ kind: "unavailable" });
    expect(error.message).toContain("more than 100 MB");
  });

  it("that breaks off halfway is no answer", async () => {
    const half: Answer = (response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"users":[');
      setTimeout(() => response.destroy(), 20);
    };
    const { gong } = await gongWith([half], { retries: 0 });

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({ kind: "unavailable", message: expect.stringContaining("ECONNRESET") });
  });

  it("that comes in pieces keeps its letters whole", async () => {
    const text = Buffer.from(JSON.stringify({ users: [{ id: "1", active: true, firstName: "東" }] }));
    const cut = text.indexOf("東") + 1;
    const { gong } = await gongWith([
      (response) => {
        response.writeHead(200).write(text.subarray(0, cut));
        setTimeout(() => response.end(text.subarray(cut)), 20);
      },
    ]);

    expect(await gong.call(listUsers, {})).toMatchObject({ users: [{ firstName: "東" }] });
  });

  it("that is being read ends with the signal", async () => {
    const stop = new AbortController();
    const stalled: Answer = (response) => {
      response.writeHead(200).write("{");
      setTimeout(() => stop.abort(new Error("enough")), 20);
    };
    const { gong } = await gongWith([stalled], { signal: stop.signal });

    await expect(gong.call(listUsers, {})).rejects.toThrow("enough");
  });
});

describe("a connection", () => {
  it("is used again for what may be repeated", async () => {
    const { gong, server } = await gongWith([json(200, users), json(200, users)]);

    await gong.call(listUsers, {});
    await gong.call(listUsers, {});

    expect(server.seen[0]?.connection).toBe(server.seen[1]?.connection);
  });

  it("is a new one for what may not be: an idle one may have died unnoticed", async () => {
    const { gong, server } = await gongWith([json(200, users), done]);

    await gong.call(listUsers, {});
    await gong.call(eraseByPhone, { query: { phoneNumber: "+14255552671" } });

    expect(server.seen[0]?.connection).not.toBe(server.seen[1]?.connection);
  });

  it("that Gong closed while it was idle costs a read no more than a repetition", async () => {
    const close: Answer = (response, seen) => {
      json(200, users)(response, seen);
      setImmediate(() => response.socket?.destroy());
    };
    const { gong } = await gongWith([close, json(200, users), json(200, users)]);

    await gong.call(listUsers, {});

    expect(await gong.call(listUsers, {})).toMatchObject({ users: [{ id: "7" }] });
  });

  it("that is refused says so", async () => {
    const { gong } = await gongWith([], { baseUrl: "http://127.0.0.1:1", retries: 0 });

    expect((await gongErrorOf(gong.call(listUsers, {}))).message).toContain("(ECONNREFUSED)");
  });
});
