import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MockGong } from "../../src/mock/server.ts";
import { start } from "./client.ts";
import { type Sent, send } from "./send.ts";

const line = (objectId: string, more: object = {}) =>
  JSON.stringify({ objectId, modifiedDate: "2026-11-09T00:00:00Z", ...more });

let gong: MockGong;
let integrationId: string;

beforeEach(async () => {
  gong = await start({ people: 12, laterRequests: 2 });
  const ownerEmail = gong.company.people[0]?.email;
  const answer = await send(gong, "PUT", "/v2/crm/integrations", { json: { ownerEmail, name: "Ours" } });
  integrationId = /"integrationId":(\d+)/.exec(answer.text)?.[1] ?? "";
});
afterEach(() => gong.close());

const query = (more: Readonly<Record<string, string>>) =>
  new URLSearchParams({ integrationId, ...more }).toString();
const statusOf = (clientRequestId: string) =>
  send(gong, "GET", `/v2/crm/request-status?${query({ clientRequestId })}`);
const upload = (dataFile: string, clientRequestId: string, objectType = "ACCOUNT"): Promise<Sent> =>
  send(gong, "POST", `/v2/crm/entities?${query({ objectType, clientRequestId })}`, { files: { dataFile } });
const objects = (ids: unknown, objectType = "ACCOUNT") =>
  send(gong, "GET", `/v2/crm/entities?${query({ objectType })}`, { json: ids });

describe("a CRM integration", () => {
  it("has a number beyond 2^53 and is the only one", async () => {
    const again = await send(gong, "PUT", "/v2/crm/integrations", {
      json: { ownerEmail: gong.company.people[0]?.email, name: "Second" },
    });

    expect(BigInt(integrationId)).toBeGreaterThan(2n ** 53n);
    expect(again.status).toBe(409);
  });

  it("goes away later, with all its objects", async () => {
    await upload(line("a1"), "up");
    const target = `/v2/crm/integrations?${query({ clientRequestId: "bye" })}`;

    const deleted = await send(gong, "DELETE", target);
    const states: string[] = [];
    for (const _ of [1, 2, 3]) states.push((await statusOf("bye")).json.status);
    const left = await send(gong, "GET", "/v2/crm/integrations");

    expect([deleted.status, deleted.json.clientRequestId]).toEqual([201, "bye"]);
    expect(states).toEqual(["PENDING", "IN_PROGRESS", "DONE"]);
    expect(left.json.integrations).toEqual([]);
  });
});

describe("an upload of CRM objects", () => {
  it("is read later, and its objects are there when it is done", async () => {
    const sent = await upload(`${line("a1", { name: "Acme" })}\n${line("a2")}\n`, "one");
    const early = await objects(["a1"]);
    const states: string[] = [];
    for (const _ of [1, 2]) states.push((await statusOf("one")).json.status);
    const late = await objects(["a1", "a3"]);

    expect([sent.status, sent.json.clientRequestId]).toEqual([201, "one"]);
    expect(early.json.crmObjectsMap).toEqual({ a1: null });
    expect(states).toEqual(["IN_PROGRESS", "DONE"]);
    expect(late.json.crmObjectsMap).toMatchObject({ a1: { name: "Acme" }, a3: null });
  });

  it("fails line by line and takes the good lines, in a 200", async () => {
    await upload(
      `${line("a1")}\nnonsense\n{"objectId":"a2","modifiedDate":"2026-11-09T00:00:00.123Z"}`,
      "bad",
    );
    for (const _ of [1, 2]) await statusOf("bad");

    const answer = await statusOf("bad");

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      status: "FAILED",
      errors: [
        { line: 2, description: expect.any(String) },
        { line: 3, description: expect.stringContaining("milliseconds") },
      ],
      totalErrorCount: 2,
      totalSuccessCount: 1,
    });
  });

  it("deletes what is marked so", async () => {
    await upload(line("a1"), "one");
    await upload(line("a1", { isDeleted: true }), "two");
    for (const _ of [1, 2, 3]) await statusOf("two");

    expect((await objects(["a1"])).json.crmObjectsMap).toEqual({ a1: null });
  });

  it("is refused the second time, 409", async () => {
    await upload(line("a1"), "one");

    expect((await upload(line("a1"), "one")).status).toBe(409);
  });

  it("names at most 20 faulty lines", async () => {
    await upload("nonsense\n".repeat(30), "bad");
    for (const _ of [1, 2]) await statusOf("bad");

    const { errors, totalErrorCount } = (await statusOf("bad")).json;

    expect([errors.length, totalErrorCount]).toEqual([20, 30]);
  });

  it.each`
    what                  | content                                                                       | status
    ${"JSON"}             | ${{ json: { objectId: "a1" } }}                                               | ${415}
    ${"a wrong part"}     | ${{ files: { file: "x" } }}                                                   | ${400}
    ${"a second part"}    | ${{ files: { dataFile: "x", more: "y" } }}                                    | ${400}
    ${"a cut-off upload"} | ${{ raw: { type: "multipart/form-data; boundary=b", body: "--b\r\nConte" } }} | ${400}
  `("is $status with $what", async ({ content, status }) => {
    const target = `/v2/crm/entities?${query({ objectType: "ACCOUNT", clientRequestId: "x" })}`;

    expect((await send(gong, "POST", target, content)).status).toBe(status);
  });

  it.each(["", "a b", "ä"])("needs a request id of letters, digits, - and _, not %j", async (id) => {
    expect((await upload(line("a1"), id)).status).toBe(400);
  });
});

describe("reading CRM objects back", () => {
  it("needs the ids as a JSON array in the body of the GET: 415 without", async () => {
    const target = `/v2/crm/entities?${query({ objectType: "ACCOUNT", objectsCrmIds: "a1" })}`;

    expect((await send(gong, "GET", target)).status).toBe(415);
    expect((await objects({ ids: ["a1"] })).status).toBe(400);
  });

  it("drops what is beyond 100 without a word", async () => {
    const answer = await objects(Array.from({ length: 120 }, (_, place) => `a${place}`));

    expect(Object.keys(answer.json.crmObjectsMap)).toHaveLength(100);
  });
});

describe("a CRM schema", () => {
  const field = (uniqueName: string, more: object = {}) => ({
    uniqueName,
    label: uniqueName,
    type: "STRING",
    ...more,
  });
  const put = (fields: unknown) =>
    send(gong, "POST", `/v2/crm/entity-schema?${query({ objectType: "DEAL" })}`, { json: fields });
  const names = async () => {
    const answer = await send(gong, "GET", `/v2/crm/entity-schema?${query({ objectType: "DEAL" })}`);
    return answer.json.objectTypeToSelectedFields.DEAL.map((one: { uniqueName: string }) => one.uniqueName);
  };

  it("is sent whole each time, and a field is deleted by its mark alone", async () => {
    await put([field("a"), field("b")]);

    const forgotten = await put([field("b"), field("c")]);
    const whole = await put([field("a", { isDeleted: true }), field("b"), field("c")]);

    expect([forgotten.status, whole.status]).toEqual([400, 201]);
    expect(await names()).toEqual(["b", "c"]);
  });
});
