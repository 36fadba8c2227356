import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FileInput } from "../../src/gong/action.ts";
import { uploadCrmEntities } from "../../src/gong/crm.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { hangUp, json, refusal } from "../support/gong-server.ts";
import { fileWith } from "../support/temporary-file.ts";

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
