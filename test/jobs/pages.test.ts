import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DateTime } from "luxon";
import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { bringWeeks } from "../../jobs/pull/bring-weeks.ts";
import { Unfinished } from "../../jobs/session/stopped.ts";
import { onFailpoint } from "../../src/failpoint.ts";
import { GongError } from "../../src/gong/error.ts";
import { completeWeeks, readFact } from "../../src/history/ledger.ts";
import { countUnfinished } from "../../src/history/parts.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { type Line, monday, personValues, startLine } from "../support/line.ts";

/** 150 members of teams: two pages of users, two of activity, and several of calls and scorecards. */
const people = 150;
const usual = { weeks: 6 };
const span = { from: "2026-W46", to: "2026-W46" };
const unfinished = async (line: Line) => countUnfinished(await line.session().history());

let undisturbed:
  | Promise<{ readonly values: Map<string, number | null>; readonly requests: number }>
  | undefined;

/** What a pull says that nothing disturbs, and what it costs. */
function expected() {
  undisturbed ??= (async () => {
    const line = await startLine({ gong: { people } });
    const session = line.session({ config: { usual } });
    await backfill(session, span);
    const clean = { values: await personValues(session), requests: line.gong.requests.length };
    await line.close();
    return clean;
  })();
  return undisturbed;
}

const cursorOf = ({ body, query }: SeenRequest): unknown =>
  query.cursor ?? (body as { readonly cursor?: string } | undefined)?.cursor;

describe("a backfill on a small budget", () => {
  let line: Line;
  afterEach(() => line.close());

  const day = async (number: number, requestsPerDay: number): Promise<unknown> => {
    const now = DateTime.fromISO(monday, { setZone: true }).plus({ days: number, minutes: 7 * number });
    const gong = { baseUrl: line.gong.url, requestsPerSecond: 1000, requestsPerDay, reserve: 0, retries: 0 };
    const session = line.session({ now: now.toISO() ?? "", config: { gong, usual } });
    return backfill(session, span).catch((error: unknown) => error);
  };

  it("of three requests a day gets on every day, asks for no page twice, and ends with the same values", async () => {
    const { values, requests } = await expected();
    line = await startLine({ gong: { people } });
    const ends: unknown[] = [];
    while (ends.at(-1) !== 0 && ends.length < 40) ends.push(await day(ends.length, 3));

    expect(ends.at(-1)).toBe(0);
    for (const end of ends.slice(0, -1)) expect((end as GongError).kind).toBe("rate-limit");
    const isOfAWeek = ({ path }: SeenRequest) =>
      path !== "/v2/users" && !path.endsWith("settings/scorecards");
    const pages = line.gong.requests.filter(isOfAWeek);
    const asked = pages.map((one) => `${one.path} ${JSON.stringify(one.query)} ${JSON.stringify(one.body)}`);
    expect(asked.length).toBe(new Set(asked).size);
    expect(pages.length).toBeLessThanOrEqual(requests);
    expect(await personValues(line.session())).toEqual(values);
    expect(await unfinished(line)).toEqual({ parts: 0, pages: 0 });
  });

  it("that is smaller than the list of users takes that up as well", async () => {
    line = await startLine({ gong: { people } });

    await day(0, 2);
    expect(await unfinished(line)).toEqual({ parts: 0, pages: 1 });

    await day(1, 2);
    expect(await unfinished(line)).toEqual({ parts: 0, pages: 3 });
  });

  it("says what is whole, what is kept, and how to go on", async () => {
    line = await startLine({ gong: { people } });

    const error = await day(0, 7);

    expect(error).toBeInstanceOf(Unfinished);
    expect((error as Unfinished).message).toMatch(
      /the budget of 7 requests for 2026-11-16 is used up .* Whole in the history: 0 of 1 week; of the others 2 parts and \d+ pages are kept\. To go on: npx gong-digest backfill --from 2026-W46 --to 2026-W46$/,
    );
  });
});

describe("pages that were kept", () => {
  let line: Line;
  let fault: (request: SeenRequest) => Fault | undefined = () => undefined;
  afterEach(() => line.close());

  /** Stops at the second page of calls, then again with other faults. */
  const stopped = async () => {
    fault = ({ path, query }) => (path.endsWith("/calls") && query.cursor ? { kind: "drop" } : undefined);
    line = await startLine({ gong: { people, fault: (request) => fault(request) } });
    await expect(backfill(line.session({ config: { usual } }), span)).rejects.toThrow(GongError);
    fault = () => undefined;
    return line.gong.requests.length;
  };

  it("are not asked for again", async () => {
    const asked = await stopped();
    const kept = await unfinished(line);

    expect(await backfill(line.session({ config: { usual } }), span)).toBe(0);

    const [first] = line.gong.requests.slice(asked);
    expect(kept.pages).toBeGreaterThanOrEqual(3);
    expect(first?.path).toBe("/v2/calls");
    expect(first?.query.cursor).toBeDefined();
    expect(await personValues(line.session())).toEqual((await expected()).values);
  });

  it.each<[string, Fault, string | null]>([
    ["400", { status: 400, body: '{"requestId":"r","errors":["Invalid cursor"]}' }, "short-lived"],
    ["404", { status: 404, body: '{"requestId":"r","errors":["No calls found"]}' }, null],
    ["500", { status: 500 }, null],
  ])("are read again from the first when Gong answers their cursor with %s", async (_, answer, cursors) => {
    await stopped();
    let isFirst = true;
    fault = (request) => {
      if (!isFirst || cursorOf(request) === undefined) return undefined;
      isFirst = false;
      return answer;
    };
    const session = line.session({ config: { usual } });

    expect(await backfill(session, span)).toBe(0);

    expect(session.said.join("\n")).toMatch(/Kept pages are of no use/);
    expect(await personValues(session)).toEqual((await expected()).values);
    expect(readFact(await session.history(), "cursors")).toBe(cursors);
  });

  type Calls = { readonly records: { totalRecords: number }; readonly calls: unknown[] };

  it.each<[string, (answer: Calls) => object]>([
    ["counts other rows now", (answer) => ({ ...answer, records: { ...answer.records, totalRecords: 7 } })],
    ["repeats a row", (answer) => ({ ...answer, calls: [answer.calls[1], ...answer.calls.slice(1)] })],
  ])("are read again from the first when Gong %s", async (_, lie) => {
    await stopped();
    let isFirst = true;
    fault = ({ path, query }) => {
      if (!isFirst || !path.endsWith("/calls") || !query.cursor) return undefined;
      isFirst = false;
      return { patch: (answer) => lie(answer as Calls) };
    };
    const session = line.session({ config: { usual } });

    expect(await backfill(session, span)).toBe(0);

    expect(await personValues(session)).toEqual((await expected()).values);
  });

  it("hold nothing of a call but what is counted", async () => {
    await stopped();

    const database = await line.session().history();
    const bodies = database
      .prepare<[], Buffer>("SELECT body FROM pages WHERE list LIKE 'calls.%'")
      .pluck()
      .all();
    const text = bodies.map((body) => gunzipSync(body).toString()).join("");
    const { calls } = JSON.parse(text) as { calls: object[] };
    expect(new Set(calls.flatMap((call) => Object.keys(call)))).toEqual(
      new Set(["id", "started", "duration", "primaryUserId"]),
    );
  });

  it("never make a week whole by themselves", async () => {
    await stopped();

    expect(completeWeeks(await line.session().history())).toEqual([]);
  });

  it("are dropped when they contradict each other, so that the next run begins anew", async () => {
    line = await startLine({
      gong: {
        people,
        fault: ({ path, query }) =>
          path.endsWith("/calls") && query.cursor ? { status: 400, body: '{"errors":["Oops"]}' } : undefined,
      },
    });

    await expect(backfill(line.session({ config: { usual } }), span)).rejects.toThrow(/400/);

    const lists = (await line.session().history()).prepare("SELECT list FROM pages").pluck().all();
    expect(lists.filter((list) => String(list).startsWith("calls"))).toEqual([]);
  });

  it("are of no use to a weekly job a day later", async () => {
    await stopped();
    const asked = line.gong.requests.length;
    const later = DateTime.fromISO(monday, { setZone: true }).plus({ hours: 25 }).toISO() ?? "";

    await bringWeeks(line.session({ now: later, config: { usual } }), [span.to], span.to);

    expect(line.gong.requests[asked]?.path).toBe("/v2/users");
    expect(line.gong.requests[asked]?.query).toEqual({});
  });
});

describe("a backfill that ends anywhere", () => {
  afterEach(() => onFailpoint(undefined));

  class Killed extends Error {}

  const pull = { calls: "off" };

  /** Runs a backfill up to the nth passing of a place; what comes after is not done. @returns places passed */
  const upTo = async (line: Line, place: string | null, time = 1): Promise<readonly string[]> => {
    const passed: string[] = [];
    onFailpoint((name) => {
      passed.push(name);
      if (name === place && passed.filter((each) => each === name).length === time) throw new Killed(name);
    });
    const session = line.session({ config: { usual, pull } });
    const end = await backfill(session, span).catch((error: unknown) => error);
    onFailpoint(undefined);
    session.close();
    if (place !== null) expect(end).toBeInstanceOf(Killed);
    return passed;
  };

  it("goes on to the values of an undisturbed one, from every place at which something is written", async () => {
    const line = await startLine({ gong: { people: 110 } });
    const passed = await upTo(line, null);
    const clean = line.session();
    const values = await personValues(clean);
    clean.close();
    const places = [...new Set(passed)].filter((each) => /^(request|pages?|roster|pass|week)\./.test(each));

    for (const place of places) {
      for (const file of readdirSync(line.folder)) rmSync(join(line.folder, file), { recursive: true });
      await upTo(line, place, Math.ceil(passed.filter((each) => each === place).length / 2));

      const again = line.session({ config: { usual, pull } });
      expect(await backfill(again, span), place).toBe(0);
      expect(await personValues(again), place).toEqual(values);
      expect((await again.history()).prepare("SELECT count(*) FROM parts").pluck().get(), place).toBe(0);
      again.close();
    }
    await line.close();
    expect(places).toEqual([
      "request.due",
      "request.counted",
      "page.arrived",
      "page.kept",
      "roster.read",
      "roster.saved",
      "pass.read",
      "pass.saving",
      "pass.saved",
      "week.assembled",
      "week.recording",
      "week.recorded",
      "pages.dropping",
      "pages.dropped",
    ]);
  });
});
