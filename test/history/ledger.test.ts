import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { dueWeeks, isSettled, settleWeek } from "../../src/history/ledger.ts";
import { countStates, settleIfFinal } from "../../src/history/outbox.ts";
import { addWeeks, weeksFrom } from "../../src/week.ts";
import { digest } from "../mail/fixture.ts";
import { claimsUnder, messagesIn, storeFor } from "../support/outbox.ts";

describe("dueWeeks", () => {
  it.each`
    told                        | newest        | due
    ${[]}                       | ${"2026-W46"} | ${["2026-W46"]}
    ${["2026-W46"]}             | ${"2026-W46"} | ${[]}
    ${["2026-W45"]}             | ${"2026-W46"} | ${["2026-W46"]}
    ${["2026-W41"]}             | ${"2026-W46"} | ${["2026-W42", "2026-W43", "2026-W44", "2026-W45", "2026-W46"]}
    ${["2026-W52"]}             | ${"2027-W01"} | ${["2026-W53", "2027-W01"]}
    ${["2026-W46", "2026-W44"]} | ${"2026-W46"} | ${[]}
  `("with $told told and $newest closed, $due is due", ({ told, newest, due }) => {
    const database = openDatabase(":memory:");
    for (const week of told) settleWeek(database, week, "told", "t");

    expect(dueWeeks(database, newest)).toEqual(due);
  });
});

describe("the outbox", () => {
  let database: Database;

  beforeEach(() => {
    database = openDatabase(":memory:");
    storeFor(database, ["a@example.com", "b@example.com"]);
  });

  it("keeps one message a recipient, however often it is stored", () => {
    storeFor(database, ["a@example.com"], { raw: "other" });

    expect(messagesIn(database).map(({ recipient, raw }) => [recipient, raw.toString()])).toEqual([
      ["a@example.com", "bytes"],
      ["b@example.com", "bytes"],
    ]);
  });

  it("settles the week when no message is left to be sent", () => {
    const [first, second] = messagesIn(database);
    if (!first || !second) throw new Error("expected two messages");
    const claims = claimsUnder(database);
    claims.claim(first, "t");
    claims.settle(first, "sent", { reply: "250", at: "t" });
    settleIfFinal(database, digest.week, "t");
    expect(dueWeeks(database, digest.week)).toEqual([digest.week]);

    claims.claim(second, "t");
    claims.settle(second, "unknown", { reply: "", at: "t" });
    settleIfFinal(database, digest.week, "t");

    expect(dueWeeks(database, digest.week)).toEqual([]);
    expect(countStates(database)).toMatchObject({ sent: 1, unknown: 1, pending: 0 });
  });

  it("begins with the first digest that was made, also when it never left", () => {
    const [last, ...before] = weeksFrom(digest.week, addWeeks(digest.week, 3)).toReversed();
    if (last === undefined) throw new Error("expected four weeks");

    expect(dueWeeks(database, last)).toEqual([...before.toReversed(), last]);

    settleIfFinal(database, last, "t");

    expect([last, ...before].filter((week) => isSettled(database, week))).toEqual([last, ...before]);
  });

  it("passes over the weeks between the last one that was told and this one", () => {
    const database = openDatabase(":memory:");
    settleWeek(database, "2026-W43", "told", "t");
    storeFor(database, []);

    settleIfFinal(database, "2026-W46", "t");

    expect(database.prepare("SELECT week, reason FROM settled ORDER BY week").raw().all()).toEqual([
      ["2026-W43", "told"],
      ["2026-W44", "passed over"],
      ["2026-W45", "passed over"],
      ["2026-W46", "told"],
    ]);
  });

  it("lets what is still to be sent of an unfinished week expire when the next one is stored", () => {
    storeFor(database, ["a@example.com"], { week: "2026-W47" });

    expect(messagesIn(database).map(({ week, state }) => [week, state])).toEqual([
      [digest.week, "expired"],
      [digest.week, "expired"],
      ["2026-W47", "pending"],
    ]);
  });

  it("keeps what an operator wants to be sent again of a finished week", () => {
    settleWeek(database, digest.week, "told", "t");
    storeFor(database, ["a@example.com"], { week: "2026-W47" });

    expect(countStates(database)).toMatchObject({ pending: 3, expired: 0 });
  });
});
