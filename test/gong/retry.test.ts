import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Action, defineAction } from "../../src/gong/action.ts";
import { listUsers } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { hangUp, json, refusal, silence, stall, text } from "../support/gong-server.ts";

const answer = json(200, userPage(["1"], 1));
const busy = json(503, { requestId: "req-9", errors: ["Busy"] });

describe("a fault that may pass", () => {
  it.each`
    fault                             | script
    ${"500"}                          | ${refusal(500, "Oops")}
    ${"502 in HTML"}                  | ${text(502, "<html>")}
    ${"503"}                          | ${busy}
    ${"504"}                          | ${refusal(504, "Slow")}
    ${"429"}                          | ${refusal(429, "Limit")}
    ${"a connection that breaks"}     | ${hangUp}
    ${"an answer that never comes"}   | ${silence}
    ${"an answer that stops halfway"} | ${stall}
  `("$fault is tried again", async ({ script }) => {
    const { gong } = await gongWith([script, answer], { timeoutSeconds: 0.1 });

    expect(await gong.call(listUsers, {})).toMatchObject({ users: [{ id: "1" }] });
    expect(gong.requests).toBe(2);
  });

  it("is waited for twice as long each time, times a random part", async () => {
    const { gong, sleeps } = await gongWith([busy, busy, busy, answer], { random: () => 0.5 });

    await gong.call(listUsers, {});

    expect(sleeps).toEqual([250, 500, 1000]);
  });

  it("is waited for at most 30 seconds", async () => {
    const { gong, sleeps } = await gongWith([...Array(9).fill(busy), answer], {
      retries: 9,
      random: () => 1,
    });

    await gong.call(listUsers, {});

    expect(sleeps.slice(-3)).toEqual([30_000, 30_000, 30_000]);
  });

  it("is told in one line", async () => {
    const { gong, lines } = await gongWith([busy, answer]);

    await gong.call(listUsers, {});

    expect(lines).toEqual(["warn: Gong answered 503: Busy, trying again in 1 s\n"]);
  });

  it("that does not pass ends as unavailable after the last retry", async () => {
    const { gong, server } = await gongWith([busy, busy, busy, busy, answer]);

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({ kind: "unavailable", status: 503, requestId: "req-9" });
    expect(error.message).toContain("GET /v2/users: Gong answered 503: Busy (attempt 4)");
    expect(server.seen).toHaveLength(4);
  });

  it("keeps its cause, and names the system's word for it", async () => {
    const { gong } = await gongWith([hangUp], { retries: 0 });

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error.cause).toBeInstanceOf(Error);
    expect(error.message).toMatch(/the connection failed \((ECONNRESET)\)/);
  });

  it("names the time that a stalled answer was given", async () => {
    const { gong } = await gongWith([stall], { retries: 0, timeoutSeconds: 0.1 });

    expect((await gongErrorOf(gong.call(listUsers, {}))).message).toContain("no whole answer within 0.1 s");
  });

  const change = (effect: Action["effect"]) =>
    defineAction({
      ...listUsers,
      name: "users.change",
      effect,
      answer: z.looseObject({ users: z.array(z.any()) }),
    });
  it.each`
    effect           | fault
    ${"write"}       | ${busy}
    ${"write"}       | ${hangUp}
    ${"write"}       | ${refusal(429, "Limit", { "retry-after": "1" })}
    ${"destructive"} | ${busy}
    ${"destructive"} | ${hangUp}
  `("is never tried again by an action that is $effect", async ({ effect, fault }) => {
    const { gong, server } = await gongWith([fault, answer]);

    const error = await gongErrorOf(gong.call(change(effect), {}));

    expect(error.message).toContain("not tried again, since this changes data");
    expect(server.seen).toHaveLength(1);
  });
});

describe("a 429", () => {
  // The clock of the client stands at 2026-11-16T12:00:00Z, a Monday.
  it.each`
    retryAfter                         | waited
    ${"7"}                             | ${7000}
    ${"0"}                             | ${0}
    ${"60"}                            | ${60_000}
    ${"Mon, 16 Nov 2026 12:00:09 GMT"} | ${9000}
    ${"Mon, 16 Nov 2026 11:00:00 GMT"} | ${0}
    ${"soon"}                          | ${250}
  `("with Retry-After $retryAfter is waited for $waited ms", async ({ retryAfter, waited }) => {
    const { gong, sleeps } = await gongWith([refusal(429, "Limit", { "retry-after": retryAfter }), answer]);

    await gong.call(listUsers, {});

    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(waited);
  });

  it("holds back every other caller, too", async () => {
    const limit = refusal(429, "Limit", { "retry-after": "7" });
    const { gong, sleeps } = await gongWith([limit, answer, answer]);
    const first = gong.call(listUsers, {});
    await expect.poll(() => sleeps).toEqual([7000]);

    await Promise.all([first, gong.call(listUsers, {})]);

    expect(gong.requests).toBe(3);
  });

  it.each`
    retryAfter                         | asked          | after
    ${"3900"}                          | ${"1 h 5 min"} | ${"2026-11-16T13:05:00Z"}
    ${"86400"}                         | ${"24 h"}      | ${"2026-11-17T12:00:00Z"}
    ${"Mon, 16 Nov 2026 12:02:00 GMT"} | ${"2 min"}     | ${"2026-11-16T12:02:00Z"}
  `("that asks for $asked ends the pass: run again after $after", async ({ retryAfter, asked, after }) => {
    const { gong, server } = await gongWith([refusal(429, "Limit", { "retry-after": retryAfter }), answer]);

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({ kind: "rate-limit", status: 429 });
    expect(error.message).toContain(`Gong asks to wait ${asked}, more than gong.patienceSeconds (60)`);
    expect(error.message).toContain(`What is already stored is kept; run again after ${after}`);
    expect(server.seen).toHaveLength(1);
  });

  it("with a Retry-After beyond any calendar still ends in a sentence", async () => {
    const { gong } = await gongWith([refusal(429, "Limit", { "retry-after": "9".repeat(30) })]);

    expect((await gongErrorOf(gong.call(listUsers, {}))).message).toContain("run again after that");
  });

  it("that does not end is a rate limit, not a fault of Gong", async () => {
    const limit = refusal(429, "Limit", { "retry-after": "1" });
    const { gong } = await gongWith([limit, limit, limit, limit]);

    expect(await gongErrorOf(gong.call(listUsers, {}))).toMatchObject({ kind: "rate-limit" });
  });
});

describe("the deadline of a pass", () => {
  const deadline = new Date("2026-11-16T12:00:10Z");

  it("is not crossed by a wait that Gong asks for", async () => {
    const limit = refusal(429, "Limit", { "retry-after": "11" });
    const { gong, sleeps } = await gongWith([limit, answer], { deadline });

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error.kind).toBe("unavailable");
    expect(error.message).toContain("the time for the whole pass is over (deadline 2026-11-16T12:00:10.000Z");
    expect(error.cause).toMatchObject({ kind: "rate-limit", status: 429 });
    expect(sleeps).toEqual([]);
  });

  it("is not crossed by a retry", async () => {
    const { gong, sleeps } = await gongWith(Array(6).fill(busy), { deadline, retries: 9, random: () => 1 });

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("Gong answered 503"),
    });
    expect(sleeps).toEqual([500, 1000, 2000, 4000]);
  });

  it("lets nothing be sent once it is past", async () => {
    const { gong, server } = await gongWith([answer], { deadline: new Date("2026-11-16T11:59:59Z") });

    expect(await gongErrorOf(gong.call(listUsers, {}))).toMatchObject({ kind: "unavailable" });
    expect(server.seen).toEqual([]);
  });

  it("cuts short the time that an answer is given", async () => {
    const soon = new Date(Date.parse("2026-11-16T12:00:00Z") + 50);
    const { gong } = await gongWith([silence], { deadline: soon, retries: 0 });

    expect(await gongErrorOf(gong.call(listUsers, {}))).toMatchObject({ kind: "unavailable" });
  });
});
