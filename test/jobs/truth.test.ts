import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { exportRows } from "../../src/history/export.ts";
import { metrics } from "../../src/metrics.ts";
import { addWeeks, weeksFrom } from "../../src/week.ts";
import { type Line, personValues, startLine } from "../support/line.ts";

const newest = "2026-W46";
const oldest = addWeeks(newest, -19);
const callMetrics = ["callHours", "meanCallLength"];
const talkMetrics = metrics.filter(({ source }) => source === "interaction").map(({ id }) => id);

describe("the history after a backfill", () => {
  let line: Line;
  let values: Map<string, number | null>;

  beforeAll(async () => {
    line = await startLine();
    const session = line.session();
    expect(await backfill(session, { from: oldest })).toBe(0);
    values = await personValues(session);
  }, 60_000);
  afterAll(() => line.close());

  it("holds every value of every person and week as it is, and no other", () => {
    const { company } = line.gong;
    const wrong: string[] = [];
    for (const week of weeksFrom(oldest, newest)) {
      for (const person of company.people) {
        const { present, values: truth } = company.truth(week, person.id);
        for (const { id } of metrics) {
          if (callMetrics.includes(id) && week < addWeeks(newest, -11)) continue;
          const got = values.get(`${week} ${person.id} ${id}`) ?? null;
          const expected = present ? (truth[id] ?? null) : null;
          const isSame = got === expected || Math.abs((got ?? Number.NaN) - (expected ?? Number.NaN)) < 1e-9;
          if (!isSame) wrong.push(`${week} ${person.name} ${id}: got ${got}, expected ${expected}`);
        }
      }
    }

    expect(wrong).toEqual([]);
  });

  it("reads calls for the window alone", () => {
    const read = [...values].filter(([key, value]) => key.endsWith(" callHours") && value !== null);
    const weeks = new Set(read.map(([key]) => key.slice(0, 8)));

    expect([...weeks].toSorted()).toEqual(weeksFrom(addWeeks(newest, -11), newest));
  });

  it("adds people up to teams and the company, sums by sum and means by calls", async () => {
    const { company } = line.gong;
    const wrong: string[] = [];
    for (const [week, level, group, , metric, value] of exportRows(await line.session().history(), {
      from: newest,
    })) {
      if (level === "person" || callMetrics.includes(metric) || metric === "scorecardAverage") continue;
      const members = company.people
        .filter((person) => level === "company" || person.managerId === group)
        .map((person) => company.truth(week, person.id))
        .filter(({ present }) => present);
      let [sum, weighted, weight] = [0, 0, 0];
      for (const { values: truth } of members) {
        const own = truth[metric];
        const calls = truth.callsAsHost ?? 0;
        if (own === null || own === undefined) continue;
        sum += own;
        weighted += own * calls;
        weight += calls;
      }
      const expected = talkMetrics.includes(metric) ? weighted / weight : sum;
      if (Math.abs((value ?? Number.NaN) - expected) > 1e-9)
        wrong.push(`${week} ${group} ${metric}: ${value}, expected ${expected}`);
    }

    expect(wrong).toEqual([]);
  });

  it("costs the fewest requests that pages of a hundred allow, and one to learn the zone", () => {
    const { company, requests } = line.gong;
    const weeks = weeksFrom(oldest, newest);
    const pages = (rows: number) => Math.ceil(rows / 100);
    const callWeeks = weeks.slice(-12);
    let [calls, cards] = [0, 0];
    for (const week of weeks) {
      for (const person of company.people) {
        const { values: truth } = company.truth(week, person.id);
        if (callWeeks.includes(week)) calls += truth.callsAsHost ?? 0;
        cards += truth.scorecardCount ?? 0;
      }
    }
    const users = pages(company.people.length);
    const fewest = users + users + weeks.length * users + pages(calls) + pages(cards) + 1;

    expect(requests.length).toBeLessThanOrEqual(fewest + 1);
    expect(requests.length).toBeLessThanOrEqual(Math.floor(1.05 * fewest));
  });
});
