import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCompany } from "../../bench/stories/company.ts";
import { historyOf } from "../../bench/stories/history.ts";
import { judgedWeek } from "../../jobs/weekly/judged-week.ts";
import { companyReach } from "../../jobs/weekly/recipients.ts";
import type { Database } from "../../src/history/database.ts";

describe("somebody's week of leave", () => {
  const company = makeCompany({
    seed: 11,
    teams: 4,
    perTeam: 9,
    weeks: 40,
    first: 40,
    step: 1,
    lastWeek: "2026-W46",
  });
  const people = [0, 1, 2, 3].flatMap((team) => company.membersOf(team).slice(1, 3));
  const records = company.records.map((record, at) =>
    at < company.records.length - 1
      ? record
      : {
          ...record,
          values: record.values
            .filter(([id, , , base]) => !people.includes(id) || base === null)
            .map((each) => (people.includes(each[0]) ? ([each[0], each[1], 0, null] as const) : each)),
        },
  );
  let database: Database;
  beforeAll(() => {
    database = historyOf({ ...company, records });
  });
  afterAll(() => database.close());

  it("is not told as a drop of call hours either", () => {
    const digest = judgedWeek(database, "2026-W46", { weeks: 12, falseAlerts: 0.75 }).digestFor(companyReach);

    expect(digest.findings.filter(({ entity }) => people.includes(entity.id))).toEqual([]);
    expect(digest.dataNotes.join(" ")).toContain("did nothing in Gong this week");
  });
});
