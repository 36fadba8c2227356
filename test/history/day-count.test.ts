import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/history/database.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { finishRun, requestsOfLastWeekly, startRun } from "../../src/history/runs.ts";

const source = (file: string): string =>
  JSON.stringify(pathToFileURL(resolve(import.meta.dirname, "../../src/history", file)).href);

/** Waits for a word, takes until it is refused, and prints how many it got. */
const taker = `
  import { openDatabase } from ${source("database.ts")};
  import { dayCount } from ${source("day-count.ts")};
  const count = dayCount(openDatabase(process.argv[1]));
  console.log("ready");
  process.stdin.once("data", async () => {
    let got = 0;
    for (; count.take("2026-11-16", 300); got += 1) await new Promise((next) => setTimeout(next, 1));
    console.log(got);
    process.exit();
  });
`;

describe("dayCount", () => {
  it("counts a day at a time", () => {
    const count = dayCount(openDatabase(":memory:"));
    count.take("2026-11-16", 10);
    count.take("2026-11-16", 10);
    count.take("2026-11-17", 10);

    expect([count.used("2026-11-16"), count.used("2026-11-17"), count.used("2026-11-18")]).toEqual([2, 1, 0]);
  });

  it.each([0, -1])("gives none of a limit of %d", (limit) => {
    const count = dayCount(openDatabase(":memory:"));

    expect(count.take("2026-11-16", limit)).toBe(false);
    expect(count.used("2026-11-16")).toBe(0);
  });

  it("gives four processes together exactly the limit", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "history.db");
    const database = openDatabase(path);

    const takers = await Promise.all(Array.from({ length: 4 }, () => startTaker(path)));
    const got = await Promise.all(takers.map((takeAll) => takeAll()));

    expect(got.reduce((sum, each) => sum + each, 0)).toBe(300);
    expect(got.filter((each) => each > 0).length).toBeGreaterThan(1);
    expect(dayCount(database).used("2026-11-16")).toBe(300);
    database.close();
  });
});

async function startTaker(path: string): Promise<() => Promise<number>> {
  const words = ["--import", "tsx", "--input-type=module", "--eval", taker, path];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout);
  await once(lines, "line");
  return async () => {
    child.stdin.end("go\n");
    const [line] = await once(lines, "line");
    return Number(line);
  };
}

describe("requestsOfLastWeekly", () => {
  it("is of the last weekly job that came through and asked something", () => {
    const database = openDatabase(":memory:");
    const run = (kind: "run" | "backfill", exitCode: number, requests: number) => {
      const at = "2026-11-16T09:00:00Z";
      finishRun(database, startRun(database, kind, at), { at, exitCode, requests, message: "" });
    };

    expect(requestsOfLastWeekly(database)).toBe(0);

    run("run", 0, 70);
    run("run", 0, 80);
    run("run", 3, 500);
    run("run", 0, 0);
    run("backfill", 0, 900);

    expect(requestsOfLastWeekly(database)).toBe(80);
  });
});
