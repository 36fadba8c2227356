import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { listUsers } from "../../src/gong/users.ts";
import { gongErrorOf, gongWith, memoryDayCount } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { type Answer, hangUp, json, refusal } from "../support/gong-server.ts";

const answer = json(200, userPage(["1"], 1));
const real = {
  now: () => new Date(),
  sleep: async (ms: number, signal?: AbortSignal) => {
    await sleep(ms, undefined, { signal });
  },
};

describe("the rate", () => {
  it("is at most 3 requests in any second at Gong's end, whoever asks", async () => {
    const { gong, server } = await gongWith(Array(6).fill(answer), { ...real, requestsPerSecond: 3 });

    await Promise.all(Array.from({ length: 6 }, () => gong.call(listUsers, {})));

    const times = server.seen.map(({ at }) => at);
    for (const [place, at] of times.slice(3).entries()) {
      expect(at - (times[place] ?? 0)).toBeGreaterThanOrEqual(1000);
    }
    expect(times.at(-1) ?? 0).toBeLessThan((times[0] ?? 0) + 1500);
  });

  it.each`
    perSecond | requests | waits
    ${3}      | ${3}     | ${[0, 0, 0]}
    ${3}      | ${5}     | ${[0, 0, 0, 1025, 0]}
    ${1}      | ${3}     | ${[0, 1025, 1025]}
    ${2.9}    | ${3}     | ${[0, 0, 1025]}
    ${0.5}    | ${2}     | ${[0, 2025]}
  `(
    "of $perSecond a second makes $requests requests wait $waits ms",
    async ({ perSecond, requests, waits }) => {
      const { gong, sleeps } = await gongWith(Array(requests).fill(answer), { requestsPerSecond: perSecond });

      for (let request = 0; request < requests; request += 1) await gong.call(listUsers, {});

      expect(sleeps).toEqual(waits.filter((ms: number) => ms > 0));
    },
  );

  it("holds nobody for longer than a window when the clock is set back", async () => {
    const clock = { ms: Date.parse("2026-11-16T12:00:00Z") };
    const slept: number[] = [];
    const { gong } = await gongWith([answer, answer], {
      requestsPerSecond: 1,
      now: () => new Date(clock.ms),
      sleep: async (ms) => {
        slept.push(ms);
        clock.ms += ms;
      },
    });
    await gong.call(listUsers, {});

    clock.ms -= 3_600_000;
    await gong.call(listUsers, {});

    expect(slept).toEqual([1025]);
  });

  it("counts from when Gong answered, since the first request of a run arrives late", async () => {
    const clock = { ms: Date.parse("2026-11-16T12:00:00Z") };
    const late: Answer = (response, seen) => {
      clock.ms += 150;
      answer(response, seen);
    };
    const { gong, sleeps } = await gongWith([late, late], {
      requestsPerSecond: 1,
      now: () => new Date(clock.ms),
    });
    await gong.call(listUsers, {});

    await gong.call(listUsers, {});

    expect(sleeps[0]).toBe(1025);
  });

  it("looks again after a wait in which Gong answered late", async () => {
    const start = Date.parse("2026-11-16T12:00:00Z");
    const clock = { ms: start };
    const sleeps: number[] = [];
    const late: Answer = (response, seen) => {
      clock.ms = start + 150;
      answer(response, seen);
    };
    const { gong } = await gongWith([late, answer], {
      requestsPerSecond: 1,
      now: () => new Date(clock.ms),
      sleep: async (ms) => {
        sleeps.push(ms);
        await first;
        clock.ms = start + 1025;
      },
    });

    const first = gong.call(listUsers, {});
    await Promise.all([first, gong.call(listUsers, {})]);

    expect(sleeps).toEqual([1025, 150]);
  });
});

describe("the budget of a day", () => {
  it("counts every request that was made, failed ones too, on its UTC day", async () => {
    const { gong, dayCount } = await gongWith([refusal(500, "Oops"), hangUp, answer]);

    await gong.call(listUsers, {});

    expect(dayCount.days).toEqual({ "2026-11-16": 3 });
    expect(gong.requests).toBe(3);
  });

  it("ends the pass when it is used up, and says when it comes back", async () => {
    const dayCount = memoryDayCount({ "2026-11-16": 9999 });
    const { gong, server } = await gongWith([answer, answer], { dayCount });
    await gong.call(listUsers, {});

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error.kind).toBe("rate-limit");
    expect(error.message).toContain(
      "the budget of 10000 requests for 2026-11-16 is used up (gong.requestsPerDay)",
    );
    expect(error.message).toContain("the UTC day ends in 12 h, at 2026-11-17T00:00:00.000Z");
    expect(error.message).toContain("run again after that");
    expect(server.seen).toHaveLength(1);
  });

  it("starts anew with the UTC day", async () => {
    const dayCount = memoryDayCount({ "2026-11-16": 10_000 });
    const { gong } = await gongWith([answer], { dayCount, now: () => new Date("2026-11-17T00:00:00Z") });

    await gong.call(listUsers, {});

    expect(dayCount.days["2026-11-17"]).toBe(1);
  });

  it("is not passed by callers at the same time", async () => {
    const dayCount = memoryDayCount({ "2026-11-16": 9998 });
    const { gong, server } = await gongWith(Array(5).fill(answer), { dayCount });

    await Promise.allSettled(Array.from({ length: 5 }, () => gong.call(listUsers, {})));

    expect(server.seen).toHaveLength(2);
  });

  it("ends before what is kept for the weekly job, asked at each request, and says so", async () => {
    const dayCount = memoryDayCount({ "2026-11-16": 7998 });
    let kept = 1000;
    const { gong, server } = await gongWith([answer, answer], { dayCount, reserved: () => kept });
    await gong.call(listUsers, {});

    kept = 2001;
    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error.kind).toBe("rate-limit");
    expect(error.message).toContain(
      "7999 of the 10000 requests for 2026-11-16 are used (gong.requestsPerDay), and the last 2001 are kept for the " +
        "weekly job (gong.reserve); the UTC day ends in 12 h, at 2026-11-17T00:00:00.000Z",
    );
    expect(server.seen).toHaveLength(1);
  });
});
