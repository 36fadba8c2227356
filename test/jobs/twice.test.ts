import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { weeksForRun } from "../../jobs/pull/bring-weeks.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { openDatabase } from "../../src/history/database.ts";
import { HistoryError } from "../../src/history/error.ts";
import { exportColumns, exportRows } from "../../src/history/export.ts";
import { importRows } from "../../src/history/import.ts";
import { takeLease } from "../../src/history/lease.ts";
import { activityCounters } from "../../src/metrics.ts";
import { endOfWeek, weeksFrom } from "../../src/week.ts";
import { type Line, personValues, startLine } from "../support/line.ts";

type ByPeriod = {
  usersAggregateActivity: { userId: string; userAggregateActivity: Record<string, unknown>[] }[];
};

type Talk = { peopleInteractionStats: { userId: string; personInteractionStats: unknown[] }[] };
type Cards = { answeredScorecards: { reviewedUserId: unknown }[] };

const quick = { usual: { weeks: 6 } };

describe("two at once", () => {
  let line: Line;
  afterEach(() => line.close());

  it("do not work on one history: the second is told so, and nobody gets two mails", async () => {
    line = await startLine();
    const both = await Promise.allSettled([
      runWeekly(line.session({ config: quick })),
      runWeekly(line.session({ config: quick })),
    ]);

    const refused = both
      .filter((each) => each.status === "rejected")
      .map((each) => each.reason as HistoryError);
    expect(refused.map(({ kind }) => kind)).toEqual(["busy"]);
    expect(line.inbox.messages).toHaveLength(1);
  });

  it("leave no lock behind", async () => {
    line = await startLine();
    const session = line.session({ config: quick });
    await backfill(session, { from: "2026-W46" });
    const database = await session.history();
    const take = () => takeLease(database, line.historyPath, "t");

    const lease = take();
    expect(take).toThrow(HistoryError);
    lease.release();
    expect(() => take().release()).not.toThrow();
  });
});

describe("the export read into an empty history", () => {
  it("gives the same export, to the last figure", async () => {
    const line = await startLine();
    const session = line.session({ config: quick });
    await backfill(session, { from: "2026-W44" });
    const rows = [...exportRows(await session.history())];
    const text = [exportColumns, ...rows].map((row) => row.map((cell) => String(cell ?? "")));
    const other = openDatabase(":memory:");

    importRows(other, text, { timeZone: "America/New_York", at: "t" });

    const order = (all: readonly (readonly unknown[])[]) => all.map((row) => row.join()).toSorted();
    expect(order([...exportRows(other)])).toEqual(order(rows));
    await line.close();
  });
});

describe("people who are inactive now", () => {
  it("have zeros, not gaps, in an idle week before their last active one", async () => {
    const idle = "2026-06-15";
    let leaver = "";
    const idleThatWeek = (answer: unknown): unknown => {
      const { usersAggregateActivity: people, ...rest } = answer as ByPeriod;
      for (const { userId, userAggregateActivity: periods } of people) {
        for (const period of userId === leaver ? periods : []) {
          if (`${period.fromDate}`.startsWith(idle)) for (const name of activityCounters) period[name] = 0;
        }
      }
      return { ...rest, usersAggregateActivity: people };
    };
    const silent = (answer: unknown): unknown => {
      for (const row of (answer as Talk).peopleInteractionStats)
        if (row.userId === leaver) row.personInteractionStats = [];
      return answer;
    };
    const unscored = (answer: unknown): unknown => {
      for (const card of (answer as Cards).answeredScorecards)
        if (`${card.reviewedUserId}` === leaver) card.reviewedUserId = "1";
      return answer;
    };
    const line = await startLine({
      gong: {
        people: 120,
        fault: ({ path }) => {
          if (path.endsWith("aggregate-by-period")) return { patch: idleThatWeek };
          if (path.endsWith("interaction")) return { patch: silent };
          return path.endsWith("activity/scorecards") ? { patch: unscored } : undefined;
        },
      },
    });
    const { people, truth } = line.gong.company;
    leaver = people.find(({ id, active }) => !active && truth("2026-W27", id).present)?.id ?? "";
    const session = line.session({ config: quick });
    await backfill(session, { from: "2026-W24" });

    const values = await personValues(session);
    expect(leaver).not.toBe("");
    expect(values.get(`2026-W25 ${leaver} callsAsHost`)).toBe(0);
    expect(values.get(`2026-W46 ${leaver} callsAsHost`)).toBeNull();
    await line.close();
  });
});

describe("weeksForRun", () => {
  const zone = "Europe/Paris";
  const readAfter = (weeks: readonly string[], days: number) =>
    new Map(weeks.map((week) => [week, endOfWeek(week, zone).plus({ days }).toUTC().toISO() ?? ""]));

  it("reads the newest four again and leaves settled ones", () => {
    const settled = readAfter(weeksFrom("2026-W34", "2026-W45"), 30);

    expect(weeksForRun(settled, "2026-W46", 12, zone)).toEqual(weeksFrom("2026-W43", "2026-W46"));
  });

  it("reads weeks again that were read only while they were fresh, as before a downtime", () => {
    const readings = readAfter(weeksFrom("2026-W34", "2026-W42"), 2);
    const late = weeksForRun(readings, "2026-W46", 12, zone);

    expect(late).toEqual(weeksFrom("2026-W34", "2026-W46"));
  });

  it("goes back to the last whole week after a downtime, for half a year", () => {
    expect(weeksForRun(readAfter(["2026-W25"], 30), "2026-W46", 12, zone)[0]).toBe("2026-W26");
    expect(weeksForRun(readAfter(["2026-W02"], 30), "2026-W46", 12, zone)[0]).toBe("2026-W34");
  });

  it("goes back to a hole that a backfill of later weeks has left behind itself", () => {
    const known = readAfter(["2026-W25", ...weeksFrom("2026-W40", "2026-W45")], 30);

    expect(weeksForRun(known, "2026-W46", 12, zone)[0]).toBe("2026-W26");
  });
});
