import { describe, expect, it } from "vitest";
import { makeCompany } from "../../bench/stories/company.ts";
import { historyOf } from "../../bench/stories/history.ts";
import { judgedWeek } from "../../jobs/weekly/judged-week.ts";
import { companyReach } from "../../jobs/weekly/recipients.ts";

describe("a holiday of all", () => {
  const lastWeek = "2026-W46";
  const company = makeCompany({
    seed: 11,
    teams: 20,
    perTeam: 9,
    weeks: 105,
    first: 104,
    step: 1,
    kinds: ["holiday"],
    lastWeek: lastWeek,
  });

  it("is the company's story, and nobody else's hours are told beside it", () => {
    const database = historyOf(company);
    const digest = judgedWeek(database, lastWeek, { weeks: 12, falseAlerts: 3 }).digestFor(companyReach);
    database.close();

    expect(digest.findings[0]?.id).toBe(`${lastWeek}:company:company:callsAsHost`);
    expect(
      digest.findings.filter(({ metric, level }) => metric === "callHours" && level !== "company"),
    ).toEqual([]);
    expect(digest.findings[0]?.sentences.join(" ")).toContain("teams and people");
  });
});
