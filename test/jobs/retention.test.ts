import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepWithinWeeks } from "../../jobs/history/retention.ts";
import type { Database } from "../../src/history/database.ts";
import { completeWeeks, isSettled, settleWeek } from "../../src/history/ledger.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { weeksFrom } from "../../src/week.ts";
import { type Line, startLine } from "../support/line.ts";
import { readAgain, saveTeam } from "../support/made-history.ts";
import { messagesIn, storeFor } from "../support/outbox.ts";

const at = "2026-11-16T08:00:00.000Z";
/** Fourteen weeks, the newest of them just closed. */
const weeks = weeksFrom("2026-W33", "2026-W46");

describe("keepWithinWeeks", () => {
  let line: Line;
  let database: Database;
  beforeEach(async () => {
    line = await startLine({ gong: { people: 12 } });
    const session = line.session();
    database = await session.history();
    saveTeam(database, ["1", "2"]);
    for (const week of weeks) {
      readAgain(database, week, { "1": 5, "2": 7 }, at);
      readAgain(database, week, { "1": 6, "2": 7 }, at);
      storeFor(database, ["ana@example.com"], { week, raw: `<${week}.ana@example.com>` });
      settleWeek(database, week, "told", at);
    }
    database
      .prepare(
        "UPDATE sends SET changed_at = ?, state = CASE week WHEN '2026-W44' THEN 'unknown' ELSE 'sent' END",
      )
      .run(at);
  });
  afterEach(async () => {
    await line.close();
    rmSync(line.folder, { recursive: true });
  });

  const run = (history: object, keepWeeks = 26): Promise<void> =>
    keepWithinWeeks(line.session({ config: { history, mail: { from: "digest@example.com", keepWeeks } } }));

  it("drops nothing when nothing is set", async () => {
    await run({});

    expect(completeWeeks(database)).toEqual(weeks);
  });

  it("keeps so many weeks and drops all that older ones hold, but that they were told", async () => {
    await run({ keepWeeks: 10 });

    expect(completeWeeks(database)).toEqual(weeksFrom("2026-W37", "2026-W46"));
    for (const table of ["weekly_values", "revisions", "membership", "digests", "sends"]) {
      expect(database.prepare(`SELECT min(week) FROM ${table}`).pluck().get(), table).toBe("2026-W37");
    }
    expect(isSettled(database, "2026-W33")).toBe(true);
    expect(verifyHistory(line.historyPath).faults).toEqual([]);
  });

  it("empties older mails that are through and leaves those whose fate is unknown", async () => {
    await run({}, 2);

    const kept = messagesIn(database).filter(({ raw }) => raw.length > 0);
    expect(kept.map(({ week }) => week)).toEqual(["2026-W44", "2026-W45", "2026-W46"]);
    expect(messagesIn(database)).toHaveLength(14);
    expect(verifyHistory(line.historyPath).faults).toEqual([]);
  });
});
