import { describe, expect, expectTypeOf, it } from "vitest";
import { listCalls } from "../../src/gong/calls.ts";
import { listLogs } from "../../src/gong/logs.ts";
import { answeredScorecards } from "../../src/gong/stats.ts";
import { listUsers } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith, readAll } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { type Answer, json } from "../support/gong-server.ts";

const page = (ids: readonly string[], total: number, cursor?: string): Answer =>
  json(200, userPage(ids, total, cursor));

describe("pages", () => {
  it("come one after another to the end, numbered from 1", async () => {
    const { gong } = await gongWith([page(["1", "2"], 5, "c1"), page(["3", "4"], 5, "c2"), page(["5"], 5)]);

    const pages = await readAll(gong.pages(listUsers, {}));

    expectTypeOf(pages[0]?.rows[0]?.id).toEqualTypeOf<string | undefined>();
    expect(pages.map(({ number, rows }) => [number, rows.map(({ id }) => id)])).toEqual([
      [1, ["1", "2"]],
      [2, ["3", "4"]],
      [3, ["5"]],
    ]);
    expect(pages[0]?.answer.records?.totalRecords).toBe(5);
  });

  it("ask with the cursor in the query of a GET, everything else unchanged", async () => {
    const call = (id: string) => ({ id, started: "2026-06-01T00:00:00Z" });
    const { gong, server } = await gongWith([
      json(200, { records: { totalRecords: 2, cursor: "c+1/=" }, calls: [call("1")] }),
      json(200, { records: { totalRecords: 2 }, calls: [call("2")] }),
    ]);
    const query = { fromDateTime: "2026-06-01T00:00:00+02:00", toDateTime: "2026-06-08T00:00:00+02:00" };

    await readAll(gong.pages(listCalls, { query }));

    expect(server.seen.map((seen) => seen.query)).toEqual([query, { ...query, cursor: "c+1/=" }]);
  });

  it("ask with the cursor at the top of the body of a POST, everything else unchanged", async () => {
    const card = (answeredScorecardId: number) => ({
      answeredScorecardId,
      scorecardId: 1,
      reviewedUserId: 1,
      reviewTime: "2026-06-01T00:00:00Z",
      answers: [],
    });
    const { gong, server } = await gongWith([
      json(200, { records: { totalRecords: 2, cursor: "c1" }, answeredScorecards: [card(1)] }),
      json(200, { records: { totalRecords: 2 }, answeredScorecards: [card(2)] }),
    ]);
    const filter: { reviewFromDate: string; reviewMethod: "BOTH" | "MANUAL" } = {
      reviewFromDate: "2026-06-01",
      reviewMethod: "BOTH",
    };

    const sent = { ...filter };
    for await (const _ of gong.pages(answeredScorecards, { body: { filter } }))
      filter.reviewMethod = "MANUAL";

    expect(server.seen.map((seen) => [seen.query, seen.body])).toEqual([
      [{}, { filter: sent }],
      [{}, { filter: sent, cursor: "c1" }],
    ]);
  });

  it("are asked for one at a time, as they are read", async () => {
    const { gong, server } = await gongWith([page(["1"], 2, "c1"), page(["2"], 2)]);

    for await (const _ of gong.pages(listUsers, {})) break;

    expect(server.seen).toHaveLength(1);
  });

  it.each`
    last         | because
    ${undefined} | ${"absent"}
    ${null}      | ${"null"}
    ${""}        | ${"empty"}
  `("end where the cursor is $because", async ({ last }) => {
    const { gong } = await gongWith([
      json(200, { ...userPage(["1"], 1), records: { totalRecords: 1, cursor: last } }),
    ]);

    expect(await readAll(gong.pages(listUsers, {}))).toHaveLength(1);
  });

  it("need Gong's count: without it the first page would pass for the whole list", async () => {
    const { records: _, ...uncounted } = userPage(["1", "2"], 2);
    const { gong } = await gongWith([json(200, uncounted)]);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {})));

    expect([error.kind, error.message]).toEqual(["contract", expect.stringContaining("records: is missing")]);
  });

  it("are one without rows where Gong counts none and leaves the rows out", async () => {
    const { gong } = await gongWith([json(200, { requestId: "r", records: { totalRecords: 0 } })]);

    expect(await readAll(gong.pages(listUsers, {}))).toMatchObject([{ rows: [] }]);
  });

  describe("of rows without an id", () => {
    const entry = { eventTime: "2026-11-09T10:00:00Z", logRecord: { action: "PLAY" } };
    const query = { logType: "UserCallPlay", fromDateTime: "2026-11-09T00:00:00Z" } as const;
    const logs = (entries: number, totalRecords: number, cursor?: string) =>
      json(200, { records: { totalRecords, cursor }, logEntries: Array(entries).fill(entry) });

    it("may have two that are alike, on one page and on two", async () => {
      const { gong } = await gongWith([logs(2, 3, "c1"), logs(1, 3)]);

      const pages = await readAll(gong.pages(listLogs, { query }));

      expect(pages.map(({ rows }) => rows.length)).toEqual([2, 1]);
    });

    it.each([
      ["fewer", 1, "only 1 row came, totalRecords is 2"],
      ["more", 3, "3 rows came, more than totalRecords (2)"],
    ])("are incomplete with %s than Gong counts", async (_, entries, says) => {
      const { gong } = await gongWith([logs(entries, 2)]);

      const error = await gongErrorOf(readAll(gong.pages(listLogs, { query })));

      expect(error).toMatchObject({ kind: "incomplete", message: expect.stringContaining(says) });
    });
  });

  it("cannot start in the middle", async () => {
    const { gong, server } = await gongWith([]);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, { query: { cursor: "c1" } })));

    expect(error).toMatchObject({
      kind: "request",
      message: expect.stringContaining("leave the cursor out"),
    });
    expect(server.seen).toEqual([]);
  });
});

describe("pages that contradict each other", () => {
  it.each`
    fault                            | script                                                                | says
    ${"the same page again"}         | ${[page(["1"], 3, "c1"), page(["1"], 3, "c1")]}                       | ${"page 2: users has 1 a second time"}
    ${"a cursor that comes back"}    | ${[page(["1"], 4, "c1"), page(["2"], 4, "c2"), page(["3"], 4, "c1")]} | ${"page 3: its cursor came before"}
    ${"a row twice on one page"}     | ${[page(["1", "1"], 2)]}                                              | ${"page 1: users has 1 a second time"}
    ${"more rows than counted"}      | ${[page(["1", "2"], 3, "c1"), page(["3", "4"], 3)]}                   | ${"page 2: 4 rows came, more than totalRecords (3)"}
    ${"fewer rows than counted"}     | ${[page(["1", "2"], 4, "c1"), page(["3"], 4)]}                        | ${"page 2: the last page is read and only 3 rows came, totalRecords is 4"}
    ${"a count that changes"}        | ${[page(["1"], 2, "c1"), page(["2"], 3)]}                             | ${"page 2: totalRecords is 3, on page 1 it was 2"}
    ${"an empty page with a cursor"} | ${[page(["1"], 2, "c1"), page([], 2, "c2")]}                          | ${"page 2: it has no rows and yet a cursor"}
    ${"an empty first page"}         | ${[page([], 2, "c1")]}                                                | ${"page 1: it has no rows and yet a cursor"}
  `("leave the pass incomplete: $fault", async ({ script, says }) => {
    const { gong } = await gongWith(script);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {})));

    expect(error).toMatchObject({ kind: "incomplete", route: "GET /v2/users" });
    expect(error.message).toContain(says);
  });

  it("end before the page that does it is handed out", async () => {
    const { gong } = await gongWith([page(["1"], 3, "c1"), page(["2"], 3)]);
    const numbers: number[] = [];

    const pass = (async () => {
      for await (const { number } of gong.pages(listUsers, {})) numbers.push(number);
    })();

    await gongErrorOf(pass);
    expect(numbers).toEqual([1]);
  });
});
