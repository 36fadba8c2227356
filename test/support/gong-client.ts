import { createGong, type GongOptions } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import type { DayCount } from "../../src/gong/rate.ts";
import { createLog } from "../../src/log.ts";
import { type Answer, startGong } from "./gong-server.ts";

export const credentials = {
  kind: "basic",
  accessKey: "KEY-CANARY",
  accessKeySecret: "SECRET-CANARY",
} as const;

/** Counts in memory; `days` shows the counts, and may be filled beforehand. */
export function memoryDayCount(
  days: Record<string, number> = {},
): DayCount & { days: Record<string, number> } {
  return {
    days,
    used: (day) => days[day] ?? 0,
    take: (day, limit) => {
      const used = days[day] ?? 0;
      if (used >= limit) return false;
      days[day] = used + 1;
      return true;
    },
  };
}

/** A client of a scripted Gong whose clock starts at noon and moves only while it sleeps. */
export async function gongWith(script: readonly Answer[], overrides: Partial<GongOptions> = {}) {
  const server = await startGong(script);
  const clock = { ms: Date.parse("2026-11-16T12:00:00Z") };
  const sleeps: number[] = [];
  const lines: string[] = [];
  const dayCount = memoryDayCount();
  const gong = createGong({
    baseUrl: server.url,
    credentials,
    requestsPerSecond: 1000,
    requestsPerDay: 10_000,
    dayCount,
    patienceSeconds: 60,
    timeoutSeconds: 5,
    retries: 3,
    log: createLog((line) => lines.push(line), { terminal: true, now: () => "" }),
    now: () => new Date(clock.ms),
    random: () => 0.5,
    sleep: async (ms) => {
      sleeps.push(ms);
      clock.ms += ms;
    },
    ...overrides,
  });
  return { gong, server, sleeps, lines, dayCount };
}

/** The error that a promise ends with; fails the test when it ends well or with an error of another class. */
export async function gongErrorOf(promise: Promise<unknown>): Promise<GongError> {
  const error = await promise.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  if (error instanceof GongError) return error;
  throw new Error("expected a GongError", { cause: error });
}

/** Reads a pass to its end. */
export async function readAll<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
