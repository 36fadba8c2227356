import { describe, expect, it } from "vitest";
import { activityByPeriod } from "../../src/gong/stats.ts";
import { listUsers } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith, readAll } from "../support/gong-client.ts";
import { periodPage, userPage, weekFilter } from "../support/gong-payloads.ts";
import { json, text } from "../support/gong-server.ts";

const input = { body: { aggregationPeriod: "WEEK", filter: weekFilter } } as const;
const typed = { "content-type": "application/json" };

describe("an answer that is not as documented", () => {
  it.each`
    week                          | says
    ${{ callsAsHost: null }}      | ${"callsAsHost: expected a whole number from 0, got null"}
    ${{ callsAsHost: -3 }}        | ${"callsAsHost: expected a whole number from 0, got -3"}
    ${{ callsAsHost: 1.5 }}       | ${"callsAsHost: expected a whole number from 0, got 1.5"}
    ${{ callsAsHost: "20" }}      | ${"callsAsHost: expected a whole number from 0, got text"}
    ${{ callsAsHost: [] }}        | ${"callsAsHost: expected a whole number from 0, got a list"}
    ${{ callsAsHost: undefined }} | ${"callsAsHost: expected a whole number from 0, got nothing"}
    ${{ fromDate: "June" }}       | ${"fromDate: expected an ISO date or time, got text"}
  `("is told by route, field and value: $says", async ({ week, says }) => {
    const { gong, server } = await gongWith([json(200, periodPage([{}, week]))]);

    const error = await gongErrorOf(gong.call(activityByPeriod, input));

    expect(error).toMatchObject({ kind: "contract", status: 200, requestId: "req-periods" });
    expect(error.message).toBe(
      "POST /v2/stats/activity/aggregate-by-period: " +
        `usersAggregateActivity[0].userAggregateActivity[1].${says}. Gong's answer is not as documented`,
    );
    expect(server.seen).toHaveLength(1);
  });

  it("names three fields at most and repeats no text of the answer", async () => {
    const people = Array.from({ length: 9 }, () => ({ id: {}, active: "ana@example.com" }));
    const { gong } = await gongWith([json(200, { ...userPage([], 9), users: people })]);

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error.message).toContain("users[0].active: expected boolean, got text");
    expect(error.message).toContain("and 15 more");
    expect(JSON.stringify(error) + error.stack).not.toContain("ana@example.com");
  });

  it.each`
    because                     | answer                                                                            | says
    ${"HTML"}                   | ${text(200, "<html>Log in</html>", { "content-type": "text/html" })}              | ${"the answer is no JSON (text/html"}
    ${"empty"}                  | ${text(200, "", typed)}                                                           | ${"the answer is no JSON (application/json, 0 characters"}
    ${"cut off"}                | ${text(200, '{"users":[{"id":"1"', typed)}                                        | ${"the answer is no JSON"}
    ${"a key twice"}            | ${text(200, '{"records":{"totalRecords":0,"totalRecords":5},"users":[]}', typed)} | ${"Duplicate key 'totalRecords'"}
    ${"nested too deep"}        | ${text(200, "[".repeat(100_000), typed)}                                          | ${"the answer is no JSON"}
    ${"a list"}                 | ${json(200, [])}                                                                  | ${"answer: expected object, got a list"}
    ${"null"}                   | ${json(200, null)}                                                                | ${"answer: expected object, got null"}
    ${"without its rows"}       | ${json(200, { requestId: "r", records: { totalRecords: 5 } })}                    | ${"users: expected array, got nothing"}
    ${"without rows and count"} | ${json(200, { requestId: "r" })}                                                  | ${"users: expected array, got nothing"}
    ${"rows of no list"}        | ${json(200, { users: {} })}                                                       | ${"users: expected array, got an object"}
    ${"a count below zero"}     | ${json(200, { users: [], records: { totalRecords: -1 } })}                        | ${"records.totalRecords: expected a whole number from 0, got -1"}
  `("is a contract error, not data: $because", async ({ answer, says }) => {
    const { gong, server } = await gongWith([answer]);

    const error = await gongErrorOf(readAll(gong.pages(listUsers, {})));

    expect(error).toMatchObject({ kind: "contract", route: "GET /v2/users" });
    expect(error.message).toContain(says);
    expect(server.seen).toHaveLength(1);
  });

  it("does no harm with __proto__", async () => {
    const body =
      '{"users":[],"__proto__":{"polluted":1},"records":{"totalRecords":0,"__proto__":{"cursor":"x"}}}';
    const { gong } = await gongWith([text(200, body, typed)]);

    const pages = await readAll(gong.pages(listUsers, {}));

    expect(pages).toHaveLength(1);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("keeps ids beyond 2^53 whole, quoted or not", async () => {
    const users = '[{"id":7782342274025937895,"active":true,"managerId":"7782342274025937897"}]';
    const { gong } = await gongWith([text(200, `{"users":${users}}`, typed)]);

    const answer = await gong.call(listUsers, {});

    expect(answer.users).toMatchObject([{ id: "7782342274025937895", managerId: "7782342274025937897" }]);
  });
});
