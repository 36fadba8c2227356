import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../src/mock/faults.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { ask, start } from "./client.ts";

let gong: MockGong | undefined;
afterEach(() => gong?.close());

const failing = async (fault: Fault): Promise<MockGong> => {
  gong = await start({ fault: (request) => (request.path === "/v2/workspaces" ? fault : undefined) });
  return gong;
};

describe("a fault on demand", () => {
  it("leaves other requests alone", async () => {
    const broken = await failing({ status: 503 });

    expect((await ask(broken, "/v2/users")).status).toBe(200);
  });

  it("answers with a status, headers and a body", async () => {
    const broken = await failing({ status: 503, headers: { "retry-after": "7" }, body: "<html>" });

    const answer = await ask(broken, "/v2/workspaces");

    expect([answer.status, answer.headers.get("retry-after"), answer.text]).toEqual([503, "7", "<html>"]);
    expect(broken.requests.at(-1)?.status).toBe(503);
  });

  it.each(["drop", "cut"] as const)("can %s the connection", async (kind) => {
    const broken = await failing({ kind });

    await expect(ask(broken, "/v2/workspaces")).rejects.toThrow();
  });

  it("can stall until the client gives up", async () => {
    const broken = await failing({ kind: "stall" });

    await expect(fetch(`${broken.url}/v2/workspaces`, { signal: AbortSignal.timeout(100) })).rejects.toThrow(
      "timeout",
    );
    expect(broken.requests.at(-1)?.status).toBe(0);
  });

  it("can change the true answer", async () => {
    const broken = await failing({ patch: (answer) => ({ ...(answer as object), workspaces: null }) });

    expect((await ask(broken, "/v2/workspaces")).json).toMatchObject({
      requestId: expect.any(String),
      workspaces: null,
    });
  });
});
