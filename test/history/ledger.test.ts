import { beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/history/database.ts";
import { dueWeeks, settleWeek } from "../../src/history/ledger.ts";
import {
  countStates,
  messagesOf,
  moveMessage,
  settleIfFinal,
  storeMessages,
} from "../../src/history/outbox.ts";
import { dayCount } from "../../src/history/runs.ts";
import { digest } from "../mail/fixture.ts";

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
  const message = (recipient: string) => ({
    week: digest.week,
    scope: "company",
    recipient,
    messageId: `<${recipient}>`,
    from: "digest@example.com",
    raw: Buffer.from("bytes"),
  });
  const note = { reply: null, at: "t" };

  beforeEach(() => {
    database = openDatabase(":memory:");
    storeMessages(
      database,
      new Map([["company", digest]]),
      [message("a@example.com"), message("b@example.com")],
      "t",
    );
  });

  it("keeps one message a recipient, however often it is stored", () => {
    storeMessages(
      database,
      new Map([["company", digest]]),
      [{ ...message("a@example.com"), raw: Buffer.from("other") }],
      "t",
    );

    expect(
      messagesOf(database, digest.week).map(({ recipient, raw }) => [recipient, raw.toString()]),
    ).toEqual([
      ["a@example.com", "bytes"],
      ["b@example.com", "bytes"],
    ]);
  });

  it("moves a message only from the state it is in", () => {
    const [first] = messagesOf(database, digest.week);
    const id = first?.id ?? 0;

    expect(moveMessage(database, id, "pending", "sending", note)).toBe(true);
    expect(moveMessage(database, id, "pending", "sending", note)).toBe(false);
  });

  it("settles the week when no message is left to be sent", () => {
    const [first, second] = messagesOf(database, digest.week);
    moveMessage(database, first?.id ?? 0, "pending", "sent", note);
    settleIfFinal(database, digest.week, "t");
    expect(dueWeeks(database, digest.week)).toEqual([digest.week]);

    moveMessage(database, second?.id ?? 0, "pending", "unknown", note);
    settleIfFinal(database, digest.week, "t");

    expect(dueWeeks(database, digest.week)).toEqual([]);
    expect(countStates(database)).toMatchObject({ sent: 1, unknown: 1, pending: 0 });
  });
});

describe("dayCount", () => {
  it("counts a day at a time", () => {
    const count = dayCount(openDatabase(":memory:"));
    count.add("2026-11-16");
    count.add("2026-11-16");
    count.add("2026-11-17");

    expect([count.used("2026-11-16"), count.used("2026-11-17"), count.used("2026-11-18")]).toEqual([2, 1, 0]);
  });
});
