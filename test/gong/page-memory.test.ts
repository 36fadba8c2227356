import { describe, expect, it } from "vitest";
import type { PageMemory } from "../../src/gong/page-memory.ts";
import { StaleCursor } from "../../src/gong/page-memory.ts";
import { listUsers } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith, readAll } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { type Answer, json, refusal, text } from "../support/gong-server.ts";

const body = (ids: readonly string[], total: number, cursor?: string) => userPage(ids, total, cursor);
const page = (ids: readonly string[], total: number, cursor?: string): Answer =>
  json(200, body(ids, total, cursor));
const one = body(["1", "2"], 3, "c1");

function memoryOf(...pages: readonly unknown[]): PageMemory & { readonly kept: Map<number, string> } {
  const kept = new Map(pages.map((each, place) => [place + 1, JSON.stringify(each)]));
  return {
    kept,
    get: (number) => kept.get(number),
    put: (number, answer) => void kept.set(number, JSON.stringify(answer)),
  };
}

describe("pages that an earlier run kept", () => {
  it("are handed out first, and Gong is asked for the one behind them alone", async () => {
    const { gong, server } = await gongWith([page(["3"], 3)]);

    const pages = await readAll(gong.pages(listUsers, {}, memoryOf(one)));

    expect(pages.map(({ number, rows }) => [number, rows.map(({ id }) => id)])).toEqual([
      [1, ["1", "2"]],
      [2, ["3"]],
    ]);
    expect(server.seen.map(({ query }) => query)).toEqual([{ cursor: "c1" }]);
  });

  it("cost no request when all are kept", async () => {
    const { gong } = await gongWith([]);

    expect(await readAll(gong.pages(listUsers, {}, memoryOf(one, body(["3"], 3))))).toHaveLength(2);
    expect(gong.requests).toBe(0);
  });

  it.each([
    ["a row of them again", page(["2"], 3), /page 2: users has 2 a second time/],
    ["another count", page(["3"], 4), /page 2: totalRecords is 4, on page 1 it was 3/],
    ["nothing at all", refusal(404, "No users found"), /found nothing, after pages with rows/],
  ])("are checked against what comes after them: %s", async (_, answer, fault) => {
    const { gong } = await gongWith([answer]);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {}, memoryOf(one))));

    expect(error.kind).toBe("incomplete");
    expect(error.message).toMatch(fault);
  });

  it.each([
    ["400", refusal(400, "Invalid cursor")],
    ["410", refusal(410, "Expired")],
    ["500", refusal(500, "Oops")],
  ])("lead nowhere when their cursor is answered with %s", async (_, answer) => {
    const { gong } = await gongWith(Array(4).fill(answer));

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {}, memoryOf(one))));

    expect(error).toBeInstanceOf(StaleCursor);
    expect(error.message).toMatch(/page 2 cannot be had behind the pages that an earlier run kept/);
  });

  it("stand when Gong refuses a page that came behind another of this run", async () => {
    const { gong } = await gongWith([page(["3"], 4, "c2"), refusal(400, "Oops")]);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {}, memoryOf(body(["1", "2"], 4, "c1")))));

    expect(error).not.toBeInstanceOf(StaleCursor);
    expect(error.status).toBe(400);
  });
});

describe("what is kept", () => {
  it("is each page that arrived", async () => {
    const { gong } = await gongWith([page(["1"], 3, "c1"), page(["2"], 3, "c2"), page(["3"], 3)]);
    const memory = memoryOf();

    for await (const { number } of gong.pages(listUsers, {}, memory)) if (number === 2) break;

    const kept = [...memory.kept].map(([number, text]) => [number, JSON.parse(text)]);
    expect(kept).toEqual([
      [1, body(["1"], 3, "c1")],
      [2, body(["2"], 3, "c2")],
    ]);
  });

  it.each([
    ["contradicts the ones before it", page(["1"], 2)],
    ["cannot be read", text(200, "<html>")],
  ])("is never a page that %s", async (_, answer) => {
    const { gong } = await gongWith([page(["1"], 2, "c1"), answer]);
    const memory = memoryOf();

    await gongErrorOf(readAll(gong.pages(listUsers, {}, memory)));

    expect([...memory.kept.keys()]).toEqual([1]);
  });
});
