import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineAction } from "../../src/gong/action.ts";
import { listCalls } from "../../src/gong/calls.ts";
import { activityByPeriod } from "../../src/gong/stats.ts";
import { listUsers, userSettingsHistory } from "../../src/gong/users.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { credentials, gongErrorOf, gongWith, readAll } from "../support/gong-client.ts";
import { periodPage, userPage, weekFilter } from "../support/gong-payloads.ts";
import { json, silence, startGong } from "../support/gong-server.ts";

const noWorkspaces = { requestId: "r", workspaces: [] };

describe("a call", () => {
  it("signs with key and secret", async () => {
    const { gong, server } = await gongWith([json(200, noWorkspaces)]);

    await gong.call(listWorkspaces, {});

    // base64 of KEY-CANARY:SECRET-CANARY
    expect(server.seen[0]?.headers.authorization).toBe("Basic S0VZLUNBTkFSWTpTRUNSRVQtQ0FOQVJZ");
  });

  it("signs with a token", async () => {
    const bearer = { kind: "bearer", token: "t0k.en" } as const;
    const { gong, server } = await gongWith([json(200, noWorkspaces)], { credentials: bearer });

    await gong.call(listWorkspaces, {});

    expect(server.seen[0]?.headers.authorization).toBe("Bearer t0k.en");
  });

  it("puts a query into the address and sends no body with a GET", async () => {
    const { gong, server } = await gongWith([json(200, { calls: [] })]);
    const query = { fromDateTime: "2026-06-01T00:00:00+02:00", toDateTime: "2026-06-08T00:00:00+02:00" };

    await gong.call(listCalls, { query });

    expect(server.seen[0]).toMatchObject({ method: "GET", path: "/v2/calls", query, body: undefined });
  });

  it("puts a body into a POST as JSON", async () => {
    const { gong, server } = await gongWith([json(200, periodPage([{}]))]);
    const body = { aggregationPeriod: "WEEK", filter: weekFilter } as const;

    await gong.call(activityByPeriod, { body });

    expect(server.seen[0]).toMatchObject({ method: "POST", query: {}, body });
    expect(server.seen[0]?.headers["content-type"]).toBe("application/json");
  });

  it.each`
    id                   | path
    ${"234599484848423"} | ${"/v2/users/234599484848423/settings-history"}
    ${234599484848423}   | ${"/v2/users/234599484848423/settings-history"}
  `("puts the id $id into the path", async ({ id, path }) => {
    const { gong, server } = await gongWith([json(200, { userSettingsHistory: [] })]);

    await gong.call(userSettingsHistory, { path: { id } });

    expect(server.seen[0]?.path).toBe(path);
  });

  it("tolerates a slash at the end of the base URL", async () => {
    const server = await startGong([json(200, noWorkspaces)]);
    const { gong } = await gongWith([], { baseUrl: `${server.url}/` });

    await gong.call(listWorkspaces, {});

    expect(server.seen[0]?.path).toBe("/v2/workspaces");
  });

  it("gives the answer with its types, and fields that nobody announced", async () => {
    const { gong } = await gongWith([json(200, { ...userPage(["1"], 1), news: true })]);

    const answer = await gong.call(listUsers, {});

    expectTypeOf(answer.users).items.toHaveProperty("active").toEqualTypeOf<boolean>();
    expect(answer).toMatchObject({ news: true, users: [{ id: "1", active: true }] });
  });

  it.each`
    input                                                         | fault
    ${{}}                                                         | ${"body.filter: "}
    ${{ body: { filter: { fromDate: "2026-06-01T00:00:00Z" } } }} | ${"body.filter.fromDate: "}
    ${{ body: { filter: { ...weekFilter, fromDateTime: "" } } }}  | ${'Unrecognized key: "fromDateTime"'}
    ${{ body: { filter: weekFilter }, query: { cursor: "x" } }}   | ${"query: this action has none"}
  `("sends nothing for an input that does not fit: $fault", async ({ input, fault }) => {
    const { gong, server } = await gongWith([]);

    const error = await gongErrorOf(gong.call(activityByPeriod, input));

    expect(error).toMatchObject({ kind: "request", message: expect.stringContaining(fault) });
    expect(server.seen).toEqual([]);
  });

  it.each(["..", "../calls", "..\\calls", "%2e%2e", "1/../2", "1?x=1", "1#y", "", " ", "\u202e4001", "١"])(
    "sends nothing for the id %j, which would climb or leave the path",
    async (id) => {
      const { gong, server } = await gongWith([]);

      const error = await gongErrorOf(gong.call(userSettingsHistory, { path: { id } }));

      expect(error.message).toContain("in a path it has letters, digits, - and _ alone");
      expect(server.seen).toEqual([]);
    },
  );

  it("sends nothing for it under an action whose own schema lets it through", async () => {
    const { gong, server } = await gongWith([]);
    const loose = defineAction({ ...userSettingsHistory, path: z.strictObject({ id: z.string() }) });

    const error = await gongErrorOf(gong.call(loose, { path: { id: "../calls" } }));

    expect(error.message).toContain('path.id: got "../calls", expected an id');
    expect(server.seen).toEqual([]);
  });
});

describe("an abort", () => {
  it("ends a request that hangs, with the reason it was given", async () => {
    const stop = new AbortController();
    const { gong, server } = await gongWith([silence], { signal: stop.signal });
    const answer = gong.call(listWorkspaces, {});
    await expect.poll(() => server.seen.length).toBe(1);

    stop.abort(new Error("Ctrl-C"));

    await expect(answer).rejects.toThrow("Ctrl-C");
  });

  it("ends a wait", async () => {
    const stop = new AbortController();
    const sleep = (_: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        stop.abort(new Error("Ctrl-C"));
      });
    const { gong } = await gongWith([json(503, {})], { signal: stop.signal, sleep });

    await expect(gong.call(listWorkspaces, {})).rejects.toThrow("Ctrl-C");
  });

  it("lets nothing be sent afterwards", async () => {
    const { gong, server } = await gongWith([], { signal: AbortSignal.abort(new Error("Ctrl-C")) });

    await expect(readAll(gong.pages(listUsers, {}))).rejects.toThrow("Ctrl-C");
    expect(server.seen).toEqual([]);
  });
});

describe("credentials that no header can hold", () => {
  it.each`
    given                                                 | names
    ${{ ...credentials, accessKey: "" }}                  | ${"GONG_ACCESS_KEY is empty"}
    ${{ ...credentials, accessKey: "KEY:CANARY" }}        | ${"GONG_ACCESS_KEY holds"}
    ${{ ...credentials, accessKeySecret: "CANARY\n" }}    | ${"GONG_ACCESS_KEY_SECRET holds"}
    ${{ kind: "bearer", token: "CANARY\r\nx-evil: yes" }} | ${"the token holds"}
  `("are refused before anything is sent: $names", async ({ given, names }) => {
    const error = await gongErrorOf(gongWith([], { credentials: given }));

    expect(error).toMatchObject({ kind: "credentials", message: expect.stringContaining(names) });
    expect(error.message).not.toContain("CANARY");
  });
});
