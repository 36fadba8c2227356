import { describe, expect, it } from "vitest";
import { listCalls } from "../../src/gong/calls.ts";
import { interactionStats } from "../../src/gong/stats.ts";
import { listUsers, userSettingsHistory } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith, readAll } from "../support/gong-client.ts";
import { userPage, weekFilter } from "../support/gong-payloads.ts";
import { json, refusal, startGong, text } from "../support/gong-server.ts";

const body = { filter: weekFilter };
const query = { fromDateTime: "2026-06-01T00:00:00Z", toDateTime: "2026-06-08T00:00:00Z" };

describe("a refusal", () => {
  const noScope = "You don't have permission to use 'api:stats:interaction' in your app.";
  it.each`
    status | said                                  | kind             | names
    ${401} | ${noScope}                            | ${"scope"}       | ${"the key lacks api:stats:interaction"}
    ${403} | ${noScope}                            | ${"scope"}       | ${"the key lacks api:stats:interaction"}
    ${401} | ${"Bad credentials"}                  | ${"credentials"} | ${"refused the key (401): Bad credentials; check GONG_ACCESS_KEY"}
    ${401} | ${"Bad credentials"}                  | ${"credentials"} | ${"needs api:stats:interaction"}
    ${403} | ${"Address not allowed"}              | ${"credentials"} | ${"Address not allowed; check in Gong that the key's trusted"}
    ${400} | ${"filter.fromDate: may not be null"} | ${"request"}     | ${"(400): filter.fromDate: may not be null"}
    ${413} | ${"Too much"}                         | ${"request"}     | ${"(413): Too much"}
  `(
    "$status ($said) is of kind $kind, names $names, and is not repeated",
    async ({ status, said, kind, names }) => {
      const { gong, server } = await gongWith([refusal(status, said)]);

      const error = await gongErrorOf(gong.call(interactionStats, { body }));

      expect(error).toMatchObject({ kind, status, requestId: "req-1", route: "POST /v2/stats/interaction" });
      expect(error.message).toContain("POST /v2/stats/interaction: ");
      expect(error.message).toContain(names);
      expect(server.seen).toHaveLength(1);
    },
  );

  it("is of Gong's words only what fits into a line", async () => {
    const { gong } = await gongWith([refusal(400, `bad\r\n\u001b[2Jvalue ${"x".repeat(5000)}`)]);

    const error = await gongErrorOf(gong.call(interactionStats, { body }));

    expect(error.message).toContain("bad [2Jvalue xxx");
    expect(error.message.length).toBeLessThan(400);
  });

  it("has Gong's reference from the header where the body has none", async () => {
    const { gong } = await gongWith([text(400, "no", { "x-traceid": "trace-7" })]);

    expect(await gongErrorOf(gong.call(interactionStats, { body }))).toMatchObject({ requestId: "trace-7" });
  });

  it("never ends as data", async () => {
    const { gong } = await gongWith([refusal(401, noScope)]);

    expect(await gongErrorOf(readAll(gong.pages(interactionStats, { body })))).toMatchObject({
      kind: "scope",
    });
  });
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("%i is not followed, and says which host to set", async (status) => {
    const other = await startGong([json(200, userPage([], 0))]);
    const location = `${other.url.replace("127.0.0.1", "localhost")}/v2/users?token=x`;
    const { gong, server } = await gongWith([text(status, "", { location })]);

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({ kind: "base-url", status });
    expect(error.message).toContain(`Gong redirects to localhost:${other.port} (${status})`);
    expect(error.message).toContain("GONG_BASE_URL");
    expect(error.message).not.toContain("token");
    expect(other.seen).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });
});

describe("a 404", () => {
  const nothing = "No calls found corresponding to the provided filters";

  it("of a list in Gong's own shape is a pass without a page", async () => {
    const { gong } = await gongWith([refusal(404, nothing)]);

    expect(await readAll(gong.pages(listCalls, { query }))).toEqual([]);
  });

  it("differs from a list of none, which is a page without rows", async () => {
    const { gong } = await gongWith([json(200, userPage([], 0))]);

    expect(await readAll(gong.pages(listUsers, {}))).toMatchObject([{ number: 1, rows: [] }]);
  });

  it("of a single call says that Gong found nothing", async () => {
    const { gong } = await gongWith([refusal(404, nothing)]);

    const error = await gongErrorOf(gong.call(listCalls, { query }));

    expect(error).toMatchObject({ kind: "request", status: 404 });
    expect(error.message).toContain(`Gong found nothing for this input (404): ${nothing}`);
  });

  it("in any other shape is a wrong address, not an empty list", async () => {
    const { gong } = await gongWith([text(404, "<html>nginx</html>", { "content-type": "text/html" })]);

    const error = await gongErrorOf(readAll(gong.pages(listCalls, { query })));

    expect(error).toMatchObject({ kind: "request", route: "GET /v2/calls" });
    expect(error.message).toContain("gong.baseUrl");
  });

  it("of what is no list is an error, whatever its shape", async () => {
    const { gong } = await gongWith([refusal(404, "User ID 7 was not found")]);

    const error = await gongErrorOf(gong.call(userSettingsHistory, { path: { id: 7 } }));

    expect(error.message).toContain("not found (404): User ID 7 was not found; check the ids");
  });

  it("in the middle of a pass leaves it incomplete", async () => {
    const { gong } = await gongWith([json(200, userPage(["1"], 2, "c1")), refusal(404, nothing)]);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {})));

    expect(error).toMatchObject({ kind: "incomplete", message: expect.stringContaining("page 2") });
  });
});
