import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { customerAt } from "../../src/mock/customers.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { start } from "./client.ts";
import { send } from "./send.ts";

const span = { fromDateTime: "2026-11-02T00:00:00-05:00", toDateTime: "2026-11-16T00:00:00-05:00" };
let gong: MockGong;

beforeEach(async () => {
  gong = await start({ people: 40, laterRequests: 2 });
});
afterEach(() => gong.close());

const host = () =>
  gong.company.people.find(({ active, whisper, kind }) => active && whisper && kind === "ae");
const post = (path: string, json: unknown) => send(gong, "POST", path, { json });
const add = (clientUniqueId: string, more: object = {}) =>
  post("/v2/calls", {
    clientUniqueId,
    actualStart: "2026-11-12T10:00:00-05:00",
    direction: "Outbound",
    parties: [{ emailAddress: "ada@buyer.example", name: "Ada" }],
    primaryUser: host()?.id,
    ...more,
  });
const allIds = async () => {
  const { calls, records } = (await post("/v2/calls/extensive", { filter: span })).json;
  return { ids: calls.map((call: { metaData: { id: string } }) => call.metaData.id), records };
};

describe("a call that is added", () => {
  it("is found by its id and among the others", async () => {
    const before = await allIds();
    const { callId } = (await add("pbx-1")).json;

    const { call } = (await send(gong, "GET", `/v2/calls/${callId}`)).json;
    const after = await allIds();

    expect(call).toMatchObject({ id: callId, clientUniqueId: "pbx-1", primaryUserId: host()?.id });
    expect(after.records.totalRecords).toBe(before.records.totalRecords + 1);
  });

  it("is refused the second time by its clientUniqueId, 409", async () => {
    await add("pbx-1");

    expect((await add("pbx-1")).status).toBe(409);
  });

  it.each([
    ["without a key of its own", { clientUniqueId: undefined }, 400],
    ["without anybody in it", { parties: [] }, 400],
    ["of a direction that does not exist", { direction: "Up" }, 400],
    ["with a date for a time", { actualStart: "2026-11-12" }, 400],
    ["of nobody in Gong", { primaryUser: "1" }, 400],
  ])("is refused %s", async (_, more, status) => {
    expect((await add("pbx-1", more)).status).toBe(status);
  });

  it("is refused when its host is not recorded, 409", async () => {
    const unrecorded = gong.company.people.find(({ active }) => !active);

    expect((await add("pbx-1", { primaryUser: unrecorded?.id })).status).toBe(409);
  });
});

describe("media", () => {
  const put = (callId: string, files: Record<string, string | Buffer>) =>
    send(gong, "PUT", `/v2/calls/${callId}/media`, { files });

  it("are counted to the byte, whatever is in them, and answered with 201", async () => {
    const { callId } = (await add("pbx-1")).json;
    const media = Buffer.alloc(3_000_001, "\r\n--");

    const answer = await put(callId, { mediaFile: media });

    expect([answer.status, answer.json]).toEqual([
      201,
      { requestId: expect.any(String), callId, url: expect.stringContaining(callId) },
    ]);
    expect(gong.requests.at(-1)?.body).toEqual({
      parts: [{ name: "mediaFile", fileName: "upload.bin", bytes: 3_000_001 }],
    });
  });

  it("are refused in a wrong part, empty, twice, and for a call that was not added", async () => {
    const { callId } = (await add("pbx-1")).json;

    const wrong = await put(callId, { file: "RIFF" });
    const empty = await put(callId, { mediaFile: "" });
    const good = await put(callId, { mediaFile: "RIFF" });
    const twice = await put(callId, { mediaFile: "RIFF" });
    const unknown = await put("123", { mediaFile: "RIFF" });
    const json = await send(gong, "PUT", `/v2/calls/${callId}/media`, { json: { mediaFile: "RIFF" } });

    expect([wrong, empty, good, twice, unknown, json].map(({ status }) => status)).toEqual([
      400, 400, 201, 400, 400, 415,
    ]);
  });
});

describe("access to a call", () => {
  it("is added to and taken from, one by one", async () => {
    const { ids } = await allIds();
    const [callId] = ids;
    const [one, two, three] = gong.company.people.map(({ id }) => id);
    const change = (method: string, ...userIds: unknown[]) =>
      send(gong, method, "/v2/calls/users-access", { json: { callAccessList: [{ callId, userIds }] } });

    await change("PUT", one, two);
    await change("PUT", two, three);
    await change("DELETE", one);
    const { callAccessList } = (await post("/v2/calls/users-access", { filter: { callIds: [callId] } })).json;

    expect(callAccessList).toEqual([{ callId, users: [{ userId: two }, { userId: three }] }]);
  });

  it("to a call that does not exist is 400", async () => {
    const answer = await post("/v2/calls/users-access", { filter: { callIds: ["1"] } });

    expect([answer.status, answer.json.errors]).toEqual([400, ["Some calls not found"]]);
  });
});

describe("an erasure", () => {
  const known = async (address: string) => {
    const query = new URLSearchParams({ emailAddress: address });
    return (await send(gong, "GET", `/v2/data-privacy/data-for-email-address?${query}`)).json;
  };
  const busiest = async () => {
    const { calls } = (
      await post("/v2/calls/extensive", {
        filter: span,
        contentSelector: { exposedFields: { parties: true } },
      })
    ).json;
    const emails: string[] = calls.flatMap((call: { parties: { emailAddress: string }[] }) =>
      call.parties.slice(1).map(({ emailAddress }) => emailAddress),
    );
    return {
      email: emails[0] ?? "",
      call: calls.find((call: { parties: object[] }) => call.parties.length > 1),
    };
  };

  it("takes effect only after some more requests, then the calls are gone everywhere", async () => {
    const { email, call } = await busiest();
    const id: string = call.metaData.id;
    const before = (await allIds()).records.totalRecords;

    const erased = await send(
      gong,
      "POST",
      `/v2/data-privacy/erase-data-for-email-address?${new URLSearchParams({ emailAddress: email })}`,
    );
    const early = await known(email);
    const stillThere = await send(gong, "GET", `/v2/calls/${id}`);
    const gone = await send(gong, "GET", `/v2/calls/${id}`);
    const late = await known(email);
    const after = (await allIds()).records.totalRecords;

    expect(erased.json).toEqual({ requestId: expect.any(String) });
    expect(early.calls.map((one: { id: string }) => one.id)).toContain(id);
    expect(early.customerData).toHaveLength(1);
    expect([stillThere.status, gone.status]).toEqual([200, 404]);
    expect(late).toMatchObject({ emails: [], calls: [], customerData: [] });
    expect(after).toBeLessThan(before);
  });

  it("by telephone number needs the plus, encoded", async () => {
    const { phone } = customerAt(1, 7);
    const path = "/v2/data-privacy/erase-data-for-phone-number?phoneNumber=";

    const raw = await send(gong, "POST", `${path}${phone}`);
    const encoded = await send(gong, "POST", `${path}${encodeURIComponent(phone)}`);

    expect([raw.status, encoded.status]).toEqual([400, 200]);
  });

  it("does not touch people in Gong", async () => {
    const query = new URLSearchParams({ emailAddress: gong.company.people[3]?.email ?? "" });

    for (const [method, what] of [
      ["GET", "data-for"],
      ["POST", "erase-data-for"],
    ]) {
      const target = `/v2/data-privacy/${what}-email-address?${query}`;
      expect((await send(gong, method ?? "", target)).status).toBe(400);
    }
  });

  it("reads the query and no body", async () => {
    const json = { emailAddress: "buyer.1@customer-1.example" };

    expect((await send(gong, "POST", "/v2/data-privacy/erase-data-for-email-address", { json })).status).toBe(
      400,
    );
  });
});

describe("transcripts", () => {
  it("are spoken by the parties of the call, in milliseconds within it", async () => {
    const { callTranscripts } = (await post("/v2/calls/transcript", { filter: span })).json;
    const [{ callId, transcript }] = callTranscripts;
    const { calls } = (
      await post("/v2/calls/extensive", {
        filter: { callIds: [callId] },
        contentSelector: { exposedFields: { parties: true } },
      })
    ).json;
    const speakers = calls[0].parties.map(({ speakerId }: { speakerId: string }) => speakerId);

    for (const { speakerId, sentences } of transcript) {
      expect(speakers).toContain(speakerId);
      for (const { start: from, end } of sentences) {
        expect(end).toBeGreaterThan(from);
        expect(end).toBeLessThanOrEqual(calls[0].metaData.duration * 1000 + 1000);
      }
    }
  });
});
