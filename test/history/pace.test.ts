import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { openLimits } from "../../src/history/limits.ts";
import { sharedPace } from "../../src/history/pace.ts";
import { temporaryFolder } from "../support/folder.ts";

const source = (file: string): string =>
  JSON.stringify(pathToFileURL(resolve(import.meta.dirname, "../../src", file)).href);

/** Waits for a word, then sends as often as it is told, each time when its gate lets it, and prints the moments. */
const leaver = `
  import { openLimits } from ${source("history/limits.ts")};
  import { sharedPace } from ${source("history/pace.ts")};
  import { createGate } from ${source("gong/rate.ts")};
  import { passTime } from ${source("gong/time.ts")};
  const sleep = (ms) => new Promise((next) => setTimeout(next, ms));
  const budget = { perDay: 1000, count: { used: () => 0, take: () => true } };
  const pace = sharedPace(openLimits(process.argv[1]), Date.now);
  const gate = createGate(3, budget, passTime({ now: () => new Date(), sleep }), pace);
  console.log("ready");
  process.stdin.once("data", async () => {
    const times = [];
    while (times.length < Number(process.argv[2])) {
      const leave = await gate.enter("GET /v2/users");
      times.push(Date.now());
      leave();
    }
    console.log(JSON.stringify(times));
    process.exit();
  });
`;

async function startLeaver(path: string, count: number): Promise<() => Promise<readonly number[]>> {
  const child = spawn(process.execPath, [
    ...["--import", "tsx", "--input-type=module", "--eval", leaver],
    path,
    String(count),
  ]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return async () => {
    child.stdin.write("go\n");
    const { value } = await lines.next();
    await once(child, "exit");
    return JSON.parse(String(value)) as number[];
  };
}

const start = Date.parse("2026-11-16T12:00:00Z");

/** Two clients of one company, as two processes have them, at a clock that stands. */
function two() {
  const clock = { ms: start };
  const path = join(temporaryFolder(), "limits.db");
  const paces = [0, 1].map(() => sharedPace(openLimits(path), () => clock.ms));
  const [one, other] = paces;
  if (!one || !other) throw new Error("two were made");
  return { clock, one, other };
}

describe("sharedPace", () => {
  it("lets four processes together send three requests in any second, and hardly fewer", async () => {
    const path = join(temporaryFolder(), "limits.db");
    openLimits(path).close();

    const leavers = await Promise.all(Array.from({ length: 4 }, () => startLeaver(path, 4)));
    const times = (await Promise.all(leavers.map((leave) => leave()))).flat().toSorted((a, b) => a - b);

    expect(times).toHaveLength(16);
    for (const [place, at] of times.slice(3).entries()) {
      expect(at - (times[place] ?? 0)).toBeGreaterThanOrEqual(1000);
    }
    // Five seconds for 16 at three a second.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(8000);
  }, 30_000);

  it("gives departures in order of asking, whoever asks", () => {
    const { one, other } = two();

    const waits = [one, other, one, other, one, other].map((pace) => pace.reserve(2, 1000));

    // Another's request may be on its way for 200 ms.
    expect(waits).toEqual([0, 0, 1200, 1200, 2400, 2400]);
  });

  it("waits for nobody's way to Gong but its own, which the client itself knows, when it is alone", () => {
    const { one } = two();

    expect(Array.from({ length: 5 }, () => one.reserve(2, 1000))).toEqual([0, 0, 1000, 1000, 2000]);
  });

  it("lets nobody leave while Gong asked one of them to wait", () => {
    const { clock, one, other } = two();

    one.close(5_000);
    clock.ms += 1_000;

    expect(other.reserve(3, 1000)).toBe(4_000);
  });

  it("keeps the longer of two waits", () => {
    const { one, other } = two();

    one.close(5_000);
    other.close(1_000);

    expect(one.reserve(3, 1000)).toBe(5_000);
  });

  it("holds nobody up for a clock that was set back", () => {
    const { clock, one, other } = two();
    for (let each = 0; each < 3; each += 1) one.reserve(3, 1000);
    one.close(60_000);

    clock.ms -= 3_600_000;

    expect(other.reserve(3, 1000)).toBe(0);
  });

  it("forgets what is over", () => {
    const clock = { ms: start };
    const path = join(temporaryFolder(), "limits.db");
    const limits = openLimits(path);
    const pace = sharedPace(limits, () => clock.ms);

    for (let each = 0; each < 50; each += 1) {
      pace.reserve(3, 1000);
      clock.ms += 2_000;
    }

    expect(limits.prepare("SELECT count(*) FROM departures").pluck().get()).toBeLessThanOrEqual(4);
  });
});
