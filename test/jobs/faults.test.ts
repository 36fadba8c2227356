import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { exitCodeOf } from "../../jobs/session/exit.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { GongError, type GongErrorKind } from "../../src/gong/error.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { activityCounters } from "../../src/metrics.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { weeksFrom } from "../../src/week.ts";
import { type Line, monday, personValues, startLine } from "../support/line.ts";

const quick = { usual: { weeks: 6 } };
type Answer = { [key: string]: unknown; records: { totalRecords: number; cursor?: string } };
const patch = (change: (answer: Answer) => void): Fault => ({
  patch: (answer) => {
    change(answer as Answer);
    return answer;
  },
});
const rows = (answer: Answer, name: string) => answer[name] as Record<string, unknown>[];
const refusal = (status: number, text: string): Fault => ({
  status,
  body: JSON.stringify({ requestId: "r1", errors: [text] }),
});
const scopeText = "You don't have permission to use 'api:stats:interaction' in your app.";
const elsewhere = { location: "https://us-1.api.gong.io/v2/users" };

function noUsers(answer: Answer): void {
  Object.assign(answer, { users: [], records: { totalRecords: 0 } });
}

function rowTwice(answer: Answer): void {
  const people = rows(answer, "peopleInteractionStats");
  people.push({ ...people[0] });
}

function wrongTotal(answer: Answer): void {
  answer.records.totalRecords += 7;
}

/** The first week of the first person. */
function firstPeriod(answer: Answer): Record<string, unknown> {
  const [user] = rows(answer, "usersAggregateActivity");
  return (user?.userAggregateActivity as Record<string, unknown>[] | undefined)?.[0] ?? {};
}

function nullCounter(answer: Answer): void {
  firstPeriod(answer).callsAsHost = null;
}

function tuesday(answer: Answer): void {
  firstPeriod(answer).fromDate = "2026-10-06T00:00:00-04:00";
}

function textForNumber(answer: Answer): void {
  const stats = [{ name: "Talk Ratio", value: "high" }];
  rows(answer, "peopleInteractionStats")[0] = { userId: "1", personInteractionStats: stats };
}

function uncounted(answer: Partial<Answer>): void {
  delete answer.records;
}

function allZero(answer: Answer): void {
  for (const user of rows(answer, "usersAggregateActivity")) {
    for (const period of user.userAggregateActivity as Record<string, unknown>[]) {
      for (const name of activityCounters) period[name] = 0;
    }
  }
}

function otherZone(answer: Answer): void {
  answer.timeZone = "Asia/Tokyo";
}

describe("a rogue answer", () => {
  let line: Line;
  afterEach(() => line.close());

  const rogues: readonly { what: string; path: string; fault: Fault; kind: GongErrorKind }[] = [
    { what: "a wrong key", path: "/users", fault: refusal(401, "Wrong key"), kind: "credentials" },
    { what: "a missing scope", path: "/interaction", fault: refusal(401, scopeText), kind: "scope" },
    { what: "HTML", path: "/aggregate-by-period", fault: { status: 200, body: "<html>" }, kind: "contract" },
    { what: "half an answer", path: "/calls", fault: { kind: "cut" }, kind: "unavailable" },
    { what: "a dropped connection", path: "/scorecards", fault: { kind: "drop" }, kind: "unavailable" },
    { what: "a fault of the server", path: "/interaction", fault: { status: 503 }, kind: "unavailable" },
    { what: "another host", path: "/users", fault: { status: 302, headers: elsewhere }, kind: "base-url" },
    { what: "a plain 404", path: "/interaction", fault: { status: 404, body: "no" }, kind: "request" },
    {
      what: "no activity",
      path: "/aggregate-by-period",
      fault: refusal(404, "No stats"),
      kind: "incomplete",
    },
    { what: "no users", path: "/users", fault: patch(noUsers), kind: "incomplete" },
    { what: "a row twice", path: "/interaction", fault: patch(rowTwice), kind: "incomplete" },
    { what: "a wrong total", path: "/calls", fault: patch(wrongTotal), kind: "incomplete" },
    { what: "a null counter", path: "/aggregate-by-period", fault: patch(nullCounter), kind: "contract" },
    { what: "a Tuesday", path: "/aggregate-by-period", fault: patch(tuesday), kind: "contract" },
    { what: "text for a number", path: "/interaction", fault: patch(textForNumber), kind: "contract" },
    { what: "a list uncounted", path: "/interaction", fault: patch(uncounted), kind: "contract" },
    { what: "zeros beside calls", path: "/aggregate-by-period", fault: patch(allZero), kind: "incomplete" },
    { what: "no calls", path: "/v2/calls", fault: refusal(404, "No calls found"), kind: "incomplete" },
    { what: "no scorecards", path: "activity/scorecards", fault: refusal(404, "None"), kind: "incomplete" },
    { what: "another zone", path: "/interaction", fault: patch(otherZone), kind: "incomplete" },
  ];

  it.each(rogues)("of $what holds the digest: $kind", async ({ path, fault, kind }) => {
    let isRogue = true;
    const rogue = ({ path: asked }: SeenRequest) => (isRogue && asked.endsWith(path) ? fault : undefined);
    line = await startLine({ gong: { fault: rogue } });
    const session = line.session({ config: quick });

    const error = await runWeekly(session).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(GongError);
    expect([(error as GongError).kind, exitCodeOf(error)]).toEqual([kind, 3]);
    expect(line.inbox.messages).toEqual([]);
    expect(completeWeeks(await session.history())).not.toContain("2026-W46");

    isRogue = false;
    // A zone that is told is believed until Gong tells another one.
    if (fault === rogues.at(-1)?.fault)
      await runWeekly(line.session({ config: quick })).catch(() => undefined);
    expect(await runWeekly(line.session({ config: quick }))).toBe(0);
  });
});

describe("another name of the company's zone", () => {
  it("makes the same weeks and holds nothing", async () => {
    const alias = patch((answer) => {
      answer.timeZone = "US/Eastern";
    });
    const line = await startLine({
      gong: { fault: ({ path }) => (path.endsWith("interaction") ? alias : undefined) },
    });

    expect(await runWeekly(line.session({ config: quick }))).toBe(0);
    await line.close();
  });
});

describe("statistics of another week", () => {
  it("are not taken for those that were asked for", async () => {
    const other = patch((answer) => {
      answer.fromDateTime = "2026-03-02T00:00:00-05:00";
    });
    const line = await startLine({
      gong: { fault: ({ path }) => (path.endsWith("interaction") ? other : undefined) },
    });

    await expect(runWeekly(line.session({ config: quick }))).rejects.toThrow(
      /fromDateTime is 2026-03-02, asked was/,
    );
    await line.close();
  });
});

describe("a person whom Gong lists for other weeks alone", () => {
  it("has missing values in the week that is left out, not zeros", async () => {
    let id = "";
    const withoutNewest = patch((answer) => {
      const [user] = rows(answer, "usersAggregateActivity");
      if (!user) return;
      id = `${user.userId}`;
      user.userAggregateActivity = (user.userAggregateActivity as unknown[]).slice(0, -1);
    });
    const line = await startLine({
      gong: { fault: ({ path }) => (path.endsWith("aggregate-by-period") ? withoutNewest : undefined) },
    });
    const session = line.session({ config: quick });
    await backfill(session, { from: "2026-W45" });
    const values = await personValues(session);

    expect(values.get(`2026-W46 ${id} callsAsHost`)).toBeNull();
    expect(values.get(`2026-W45 ${id} callsAsHost`)).not.toBeNull();
    await line.close();
  });
});

describe("a backfill", () => {
  let line: Line;
  afterEach(() => line.close());
  const from = "2026-W31";

  it("that is stopped goes on where it was, and ends with the same values", async () => {
    let interactions = 0;
    const stopAfterFive = ({ path }: SeenRequest): Fault | undefined => {
      if (!path.endsWith("interaction")) return undefined;
      interactions += 1;
      return interactions === 6 ? { kind: "drop" } : undefined;
    };
    line = await startLine({ gong: { fault: stopAfterFive } });
    await expect(backfill(line.session(), { from })).rejects.toThrow(GongError);
    const first = line.session();
    const whole = completeWeeks(await first.history());
    const asked = line.gong.requests.length;

    expect(whole).toEqual(weeksFrom(from, "2026-W35"));
    expect(await backfill(line.session(), { from })).toBe(0);

    const again = line.gong.requests.slice(asked).map(({ path }) => path);
    expect(again.filter((path) => path.endsWith("interaction"))).toHaveLength(
      weeksFrom("2026-W36", "2026-W46").length,
    );
    expect(again.filter((path) => path.endsWith("/calls"))).toEqual([]);
    expect(again.filter((path) => path.endsWith("aggregate-by-period"))).toEqual([]);
    const clean = await startLine();
    await backfill(clean.session(), { from });
    expect(await personValues(line.session())).toEqual(await personValues(clean.session()));
    await clean.close();
  });

  it("never mails, and asks nothing when all weeks are whole", async () => {
    line = await startLine();
    await backfill(line.session({ config: quick }), { from: "2026-W44" });
    const asked = line.gong.requests.length;

    expect(await backfill(line.session({ config: quick }), { from: "2026-W44" })).toBe(0);
    expect(line.gong.requests).toHaveLength(asked);
    expect(line.inbox.messages).toEqual([]);
  });

  it("leaves calls out when they are off", async () => {
    line = await startLine();
    const session = line.session({ config: { ...quick, pull: { calls: "off" } } });
    await backfill(session, { from: "2026-W45" });

    expect(line.gong.requests.some(({ path }) => path.endsWith("/calls"))).toBe(false);
    expect([...(await personValues(session)).keys()].some((key) => key.endsWith("callHours"))).toBe(false);
  });

  it("stops at the day's budget, which is counted across runs", async () => {
    line = await startLine();
    const gong = { baseUrl: line.gong.url, requestsPerSecond: 1000, requestsPerDay: 12, reserve: 0 };
    const error = await backfill(line.session({ config: { gong } }), { from }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as GongError).kind).toBe("rate-limit");
    expect(line.gong.requests).toHaveLength(12);

    await expect(backfill(line.session({ config: { gong } }), { from })).rejects.toThrow(/12/);

    expect(line.gong.requests).toHaveLength(12);
    expect(dayCount(await line.session().history()).used(monday.slice(0, 10))).toBe(12);
  });
});

describe("a week that Gong restates", () => {
  it("is read again, changed, and the change kept", async () => {
    let isEarly = true;
    const fewer = ({ path }: SeenRequest): Fault | undefined =>
      isEarly && path.endsWith("aggregate-by-period")
        ? patch((answer) => {
            for (const user of rows(answer, "usersAggregateActivity")) {
              for (const period of user.userAggregateActivity as Record<string, unknown>[])
                period.callsCommentsGiven = 1;
            }
          })
        : undefined;
    const line = await startLine({ gong: { fault: fewer } });
    await backfill(line.session({ config: quick }), { from: "2026-W40" });
    isEarly = false;
    const session = line.session({ config: quick });
    await runWeekly(session);
    const values = await personValues(session);
    const [person] = line.gong.company.people.filter(({ active, kind }) => active && kind === "ae");
    const truth = (week: string) => line.gong.company.truth(week, person?.id ?? "").values.callsCommentsGiven;

    expect(values.get(`2026-W43 ${person?.id} callsCommentsGiven`)).toBe(truth("2026-W43"));
    expect(values.get(`2026-W42 ${person?.id} callsCommentsGiven`)).toBe(1);
    const kept = (await session.history())
      .prepare("SELECT DISTINCT week FROM revisions ORDER BY week")
      .pluck()
      .all();
    expect(kept).toEqual(weeksFrom("2026-W43", "2026-W46"));
    await line.close();
  });
});
