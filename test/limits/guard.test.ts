import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Action, InputOf } from "../../src/gong/action.ts";
import { listCalls } from "../../src/gong/calls.ts";
import { eraseByEmail } from "../../src/gong/data-privacy.ts";
import { getUser, listUsers } from "../../src/gong/users.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { approvalsOf } from "../../src/history/approvals.ts";
import { openLimits } from "../../src/history/limits.ts";
import {
  personaBudget,
  requestsOf,
  restorePersona,
  revocations,
  revokePersona,
} from "../../src/history/personas.ts";
import { type Guard, guarded } from "../../src/limits/guard.ts";
import { createGuardedGong, definePersona } from "../../src/limits/guarded-gong.ts";
import { silentLog } from "../../src/log.ts";
import { readPages } from "../../src/tools/pages.ts";
import { gongWith, memoryDayCount } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { json, refusal } from "../support/gong-server.ts";
import { type Line, startLine } from "../support/line.ts";

let line: Line;
beforeAll(async () => {
  line = await startLine();
});
afterAll(() => line.close());

const week = { fromDateTime: "2026-11-09T00:00:00Z", toDateTime: "2026-11-16T00:00:00Z" };

function client(persona: ReturnType<typeof definePersona>, guard: Pick<Guard, "note"> = {}) {
  return createGuardedGong({
    baseUrl: line.gong.url,
    credentials: {
      kind: "basic",
      accessKey: line.gong.accessKey,
      accessKeySecret: line.gong.accessKeySecret,
    },
    requestsPerSecond: 1000,
    requestsPerDay: 10_000,
    dayCount: memoryDayCount(),
    patienceSeconds: 1,
    timeoutSeconds: 10,
    retries: 0,
    now: () => new Date(),
    sleep: async () => undefined,
    random: Math.random,
    log: silentLog,
    persona,
    ...guard,
  });
}

describe("a program with createGuardedGong", () => {
  it("has of a list what the persona may have of one call, over all pages", async () => {
    const gong = client(definePersona("p", { include: ["read"], rows: 130, mask: ["title"] }));
    const before = line.gong.requests.length;
    const rows: { readonly title?: unknown }[] = [];
    let withheld: unknown;
    for await (const page of gong.pages(listCalls, { query: week })) {
      rows.push(...page.rows);
      withheld = (page.answer as { withheld?: unknown }).withheld ?? withheld;
    }

    expect(rows).toHaveLength(130);
    expect(new Set(rows.map(({ title }) => title))).toEqual(new Set(["[masked]"]));
    expect(withheld).toBe("persona p gets at most 130 rows a call");
    expect(line.gong.requests.length - before).toBe(2);
  });

  it("has no more of them when the list is read on from a cursor", async () => {
    const ids = (from: number) => Array.from({ length: 20 }, (_, index) => String(from + index));
    const pages = [userPage(ids(1), 60, "b"), userPage(ids(21), 60, "c"), userPage(ids(41), 60)];
    const { gong, server } = await gongWith(pages.map((page) => json(200, page)));
    const persona = definePersona("p", { include: ["users"], rows: 30 });
    const own = guarded(gong, { persona: () => persona, baseUrl: server.url });
    const fromCursor = { query: { cursor: "a" } } as InputOf<Action>;
    let rows = 0;

    for await (const page of readPages(own, listUsers, fromCursor)) rows += page.rows.length;

    expect(rows).toBe(30);
    expect(server.seen).toHaveLength(2);
  });

  it("is told why a call was not made, and nothing is sent", async () => {
    const before = line.gong.requests.length;
    const [person] = line.gong.company.people;
    const notes: string[] = [];
    const note: Guard["note"] = (action, _, decision) => void notes.push(`${action.name} ${decision}`);
    const gong = client(definePersona("p", { include: ["users", "privacy"], people: ["1"] }, [{ id: "1" }]), {
      note,
    });

    await expect(gong.call(getUser, { path: { id: person?.id ?? "" } })).rejects.toThrow(
      "not of persona p's people",
    );
    await expect(gong.call(listWorkspaces, {})).rejects.toThrow("has nothing that opens workspaces.list");
    const all = client(definePersona("p", { include: ["privacy"] }), { note });
    await expect(all.call(eraseByEmail, { query: { emailAddress: "kim@customer.example" } })).rejects.toThrow(
      "needs an approval",
    );
    expect(line.gong.requests.length).toBe(before);
    expect(notes).toEqual(["users.get denied", "workspaces.list denied", "privacy.eraseByEmail denied"]);
  });

  it("may not change an input between the decision and the call", async () => {
    const [first, second] = line.gong.company.people;
    const own = definePersona("p", { include: ["users"], people: [first?.id ?? ""] }, [{ id: first?.id }]);
    let asked = 0;
    const path = {
      get id() {
        asked += 1;
        return asked === 1 ? (first?.id ?? "") : (second?.id ?? "");
      },
    };
    const before = line.gong.requests.length;

    await client(own)
      .call(getUser, { path })
      .catch(() => null);

    const ids = line.gong.requests.slice(before).map((request) => request.path.split("/").at(-1));
    expect(ids.filter((id) => id !== first?.id)).toEqual([]);
  });

  it.each([[{ include: [] }], [{ include: ["cals.*"] }], [{ include: ["read"], rows: 0 }]])(
    "cannot define the persona %j",
    (settings) => {
      expect(() => definePersona("p", settings)).toThrow("personas.p.");
    },
  );
});

describe("a budget a day", () => {
  it("is one for all handles, and another on another day", () => {
    const path = `${line.folder}/budget.db`;
    const [one, other] = [openLimits(path), openLimits(path)];
    let day = "2026-11-16";
    const budgets = [one, other].map((database) => personaBudget(database, () => day));
    const taken = Array.from({ length: 10 }, (_, index) => budgets[index % 2]?.take("p", 7));
    day = "2026-11-17";
    budgets[0]?.take("p", 7);
    budgets[1]?.giveBack("p");

    expect(taken.filter(Boolean)).toHaveLength(7);
    expect(requestsOf(one, "2026-11-16").get("p")).toBe(7);
    expect(requestsOf(one, "2026-11-17").get("p")).toBe(0);
    for (const database of [one, other]) database.close();
  });

  it("is not touched by a call that only asks for an approval", async () => {
    const database = openLimits(":memory:");
    const guard: Guard = {
      persona: () => definePersona("p", { include: ["privacy"], requestsPerDay: 1 }),
      budget: personaBudget(database, () => "2026-11-16"),
      approvals: approvalsOf(database, { now: () => new Date(), newId: () => "A" }),
      baseUrl: line.gong.url,
    };
    const gong = guarded(await line.session().gong(), guard);

    await expect(
      gong.call(eraseByEmail, { query: { emailAddress: "kim@customer.example" } }),
    ).rejects.toThrow("approval-needed A");
    expect(requestsOf(database, "2026-11-16").get("p")).toBe(0);
  });

  it("counts the requests that are made again, and ends with it", async () => {
    const database = openLimits(":memory:");
    const { gong: bare, server } = await gongWith(Array(9).fill(refusal(503, "away")), { retries: 5 });
    const guard: Guard = {
      persona: () => definePersona("p", { include: ["users"], requestsPerDay: 3 }),
      budget: personaBudget(database, () => "2026-11-16"),
      baseUrl: server.url,
    };

    await expect(guarded(bare, guard).call(listUsers, {})).rejects.toThrow(
      "has used its 3 requests of today (UTC); it was not tried again",
    );

    expect(server.seen).toHaveLength(3);
    expect(requestsOf(database, "2026-11-16").get("p")).toBe(3);
  });

  it("closes everything once it is used", async () => {
    const database = openLimits(":memory:");
    const guard: Guard = {
      persona: () => definePersona("p", { include: ["users"], requestsPerDay: 1 }),
      budget: personaBudget(database, () => "2026-11-16"),
      baseUrl: line.gong.url,
    };
    const gong = guarded(await line.session().gong(), guard);
    await gong.call(listUsers, {});

    await expect(gong.call(listUsers, {})).rejects.toThrow("has used its 1 request of today (UTC)");
  });
});

it("the weekly job's client reads what the job reads and nothing else", async () => {
  const gong = await line.session().gong();

  await expect(gong.call(listWorkspaces, {})).rejects.toThrow("personas.job.include has nothing that opens");
  await expect(gong.call(eraseByEmail, { query: { emailAddress: "a@b.c" } })).rejects.toThrow("read-only");
});

it("a revocation is seen by every handle at once", () => {
  const path = `${line.folder}/revoked.db`;
  const [one, other] = [openLimits(path), openLimits(path)];
  const since = revocations(other);
  const states = [since("p")];
  revokePersona(one, "p", "2026-11-16T09:00:00Z");
  states.push(since("p"));
  restorePersona(one, "p");
  states.push(since("p"));

  expect(states).toEqual([null, "2026-11-16T09:00:00Z", null]);
  for (const database of [one, other]) database.close();
});
