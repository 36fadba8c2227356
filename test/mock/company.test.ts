import { describe, expect, it } from "vitest";
import { metrics } from "../../src/metrics.ts";
import { type Company, createWorld } from "../../src/mock/company.ts";
import { addWeeks, type Week } from "../../src/week.ts";
import { monday } from "./client.ts";

const companyOf = (seed: number, people = 120): Company =>
  createWorld({ seed, people, now: monday, timeZone: "America/New_York" }).company;
const company = companyOf(1);
const valueIn = (week: Week, id: string, metric: string, from = company): number | null =>
  from.truth(week, id).values[metric] ?? null;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
};

describe("the people of the company", () => {
  it("have ids beyond 2^53, all different", () => {
    const ids = company.people.map((person) => person.id);

    expect(ids.every((id) => /^\d{18,19}$/.test(id) && !Number.isSafeInteger(Number(id)))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("have addresses at example.com, all different", () => {
    const addresses = company.people.map((person) => person.email);

    expect(addresses.every((address) => /^[a-z][a-z.]*\.\d+@example\.com$/.test(address))).toBe(true);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("report to a manager who is one of them, but for the head", () => {
    const ids = new Set(company.people.map((person) => person.id));
    const without = company.people.filter((person) => !ids.has(person.managerId ?? ""));

    expect(without.map((person) => person.kind)).toEqual(["head", "dormant", "dormant"]);
  });

  it("form teams of six to eleven", () => {
    const managers = company.people.filter((person) => person.kind === "manager");
    const sizes = managers.map(
      (one) => company.people.filter((person) => person.managerId === one.id).length,
    );

    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(11);
  });

  it.each(["<b>", "=HYPERLINK(", "\r\nBcc:", "\u202e", "evil.example", "<mj-raw>", "{{braces}}"])(
    "include a name with %j",
    (part) => {
      expect(company.people.some((person) => person.name.includes(part))).toBe(true);
    },
  );

  it("include five who joined in the last 30 weeks, absent before", () => {
    const since = monday.minus({ weeks: 30 }).toISODate() ?? "";
    const joiners = company.people.filter((person) => person.created > since);

    expect(joiners).toHaveLength(5);
    expect(
      joiners.map((person) => company.truth(addWeeks(company.newestWeek, -30), person.id).present),
    ).toEqual(joiners.map(() => false));
    expect(joiners.every((person) => company.truth(company.newestWeek, person.id).present)).toBe(true);
  });

  it("include four who left, and count nobody after that", () => {
    const leavers = company.people.filter((person) => person.left !== undefined);

    expect(leavers).toHaveLength(4);
    for (const person of leavers) {
      expect(person.active).toBe(false);
      expect(company.truth(company.newestWeek, person.id)).toMatchObject({
        present: false,
        values: { callsAsHost: null },
      });
      expect(company.truth(addWeeks(company.newestWeek, -60), person.id).present).toBe(true);
    }
  });

  it.each([11, 12_001, 60.5])("cannot be %s", (people) => {
    expect(() => companyOf(1, people)).toThrow(`people: ${people} does not make a company`);
  });
});

describe("the latest changes", () => {
  it("are two in a company with room for them, and none in a small one", () => {
    const changed = (from: Company) =>
      from.people.filter(({ before, recordedUntil }) => before !== undefined || recordedUntil !== undefined);

    expect(changed(company)).toHaveLength(2);
    expect(changed(companyOf(1, 40))).toEqual([]);
  });

  it("let one report to another manager, who leads the same kind of team", () => {
    const person = company.people.find(({ before }) => before !== undefined);
    const kindsUnder = (manager?: string | null) =>
      new Set(company.people.filter(({ managerId }) => managerId === manager).map(({ kind }) => kind));

    expect(person?.managerId).not.toBe(person?.before?.managerId);
    expect(kindsUnder(person?.managerId)).toEqual(new Set([person?.kind]));
    expect(kindsUnder(person?.before?.managerId)).toEqual(new Set([person?.kind]));
  });

  it.each([1, 2, 3])("let one in company %i host calls until Tuesday alone, about a third", (seed) => {
    const from = companyOf(seed);
    const id = from.people.find(({ recordedUntil }) => recordedUntil !== undefined)?.id ?? "";
    const usual = median(
      Array.from(
        { length: 12 },
        (_, back) => valueIn(addWeeks("2026-W45", -back), id, "callsAsHost", from) ?? 0,
      ),
    );

    expect((valueIn("2026-W46", id, "callsAsHost", from) ?? 0) / usual).toBeGreaterThan(0.2);
    expect((valueIn("2026-W46", id, "callsAsHost", from) ?? 0) / usual).toBeLessThan(0.45);
  });
});

describe("the truth", () => {
  const everyWeek = (from: Company, weeks: number): unknown =>
    from.people.map((person) =>
      Array.from({ length: weeks }, (_, back) => from.truth(addWeeks(from.newestWeek, -back), person.id)),
    );

  it("is the same for the same seed", () => {
    expect(everyWeek(companyOf(1), 3)).toEqual(everyWeek(companyOf(1), 3));
  });

  it("differs for another seed", () => {
    expect(everyWeek(companyOf(2), 1)).not.toEqual(everyWeek(companyOf(1), 1));
  });

  it("does not depend on which week is asked for first", () => {
    const week = addWeeks(company.newestWeek, -100);
    const id = company.people[20]?.id ?? "";
    const other = companyOf(1);
    other.truth(company.newestWeek, id);

    expect(companyOf(1).truth(week, id)).toEqual(other.truth(week, id));
  });

  it("has a value or null for every metric", () => {
    const { values } = company.truth(company.newestWeek, company.people[20]?.id ?? "");

    expect(Object.keys(values)).toEqual(metrics.map((metric) => metric.id));
  });

  it("has weeks of leave, present and all zero", () => {
    const weeks = Array.from({ length: 60 }, (_, back) => addWeeks(company.newestWeek, -back - 14));
    const person = company.people.find((one) => one.kind === "sdr");
    const truths = weeks.map((week) => company.truth(week, person?.id ?? ""));
    const onLeave = truths.filter(
      (truth) => truth.values.callsAsHost === 0 && truth.values.callsAttended === 0,
    );

    expect(onLeave.length).toBeGreaterThan(0);
    expect(onLeave[0]).toMatchObject({
      present: true,
      values: { talkRatio: null, meanCallLength: null, callHours: 0 },
    });
  });

  it.each`
    week          | holiday
    ${"2025-W48"} | ${"Thanksgiving"}
    ${"2025-W52"} | ${"Christmas"}
    ${"2026-W27"} | ${"the Fourth of July"}
  `("has fewer calls in $week, for $holiday", ({ week }) => {
    const callsIn = (one: Week): number =>
      company.people.reduce((sum, person) => sum + (valueIn(one, person.id, "callsAsHost") ?? 0), 0);

    expect(callsIn(week)).toBeLessThan(0.9 * callsIn(addWeeks(week, -2)));
  });

  it("has no interaction where calls are not analysed", () => {
    const unanalysed = company.people.filter((person) => !person.whisper);

    expect(unanalysed).toHaveLength(2);
    for (const person of unanalysed) expect(valueIn(company.newestWeek, person.id, "talkRatio")).toBeNull();
  });
});

describe.each([1, 2, 3])("the stories of company %i", (seed) => {
  const told = companyOf(seed);
  const ofEntity = (week: Week, story: Company["stories"][number]): number => {
    const ids =
      story.level === "person"
        ? [story.entityId]
        : told.people.filter((person) => person.managerId === story.entityId).map((person) => person.id);
    return ids.reduce((sum, id) => sum + (valueIn(week, id, story.metric, told) ?? 0), 0);
  };
  const past = (week: Week, of: (week: Week) => number): readonly number[] =>
    Array.from({ length: 12 }, (_, back) => of(addWeeks(week, -1 - back)));
  const zOf = (week: Week, of: (week: Week) => number): number => {
    const values = past(week, of);
    const middle = median(values);
    return (of(week) - middle) / (1.4826 * median(values.map((value) => Math.abs(value - middle))));
  };

  it("are five, one of them a week old", () => {
    expect(
      told.stories.map((story) => `${story.week} ${story.level} ${story.metric} ${story.direction}`),
    ).toEqual([
      "2026-W46 team callsAsHost down",
      "2026-W46 person talkRatio up",
      "2026-W46 person longestMonologue up",
      "2026-W45 person callsAsHost up",
      "2026-W46 team callsCommentsGiven up",
    ]);
  });

  it.each(told.stories)("stand out from twelve weeks: $metric $direction", (story) => {
    const z = zOf(story.week, (week) => ofEntity(week, story));

    expect(story.direction === "up" ? z : -z).toBeGreaterThan(3.5);
  });

  it("let two people account for about 80 % of the quiet team", () => {
    const [story] = told.stories;
    if (story === undefined) throw new Error("no story");
    const missing = (id: string): number =>
      median(past(story.week, (week) => valueIn(week, id, "callsAsHost", told) ?? 0)) -
      (valueIn(story.week, id, "callsAsHost", told) ?? 0);
    const team = told.people.filter((person) => person.managerId === story.entityId);
    const total = team.reduce((sum, person) => sum + missing(person.id), 0);

    const share = story.driverIds.reduce((sum, id) => sum + missing(id), 0) / total;

    expect(story.driverIds).toHaveLength(2);
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.92);
  });

  it("let the sprinter return to usual in the newest week", () => {
    const story = told.stories.find((one) => one.week < told.newestWeek);
    if (story === undefined) throw new Error("no story");

    expect(Math.abs(zOf(told.newestWeek, (week) => ofEntity(week, story)))).toBeLessThan(2.5);
  });
});
