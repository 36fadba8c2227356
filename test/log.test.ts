import { describe, expect, it } from "vitest";
import { createLog } from "../src/log.ts";

function logOf(terminal: boolean) {
  const lines: string[] = [];
  const options = {
    terminal,
    now: () => "2026-11-16T07:00:00Z",
    always: () => ({ command: "run", run: 12 }),
  };
  return { lines, log: createLog((line) => void lines.push(line), options) };
}

describe("the log", () => {
  it("is one JSON line an event off a terminal, with what every line carries", () => {
    const { lines, log } = logOf(false);
    log.warn("week held\nfor now", { week: "2026-W46" });

    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      time: "2026-11-16T07:00:00Z",
      level: "warn",
      message: "week held\nfor now",
      command: "run",
      run: 12,
      week: "2026-W46",
    });
  });

  it("is prose on a terminal", () => {
    const { lines, log } = logOf(true);
    log.info("done");
    log.error("no");

    expect(lines).toEqual(["done\n", "error: no\n"]);
  });

  it("does not grow with a Gong that fails for hours: 100,000 retries are 32 lines", () => {
    const { lines, log } = logOf(false);
    for (let retry = 0; retry < 100_000; retry += 1) log.warn(`HTTP 503, trying again in ${retry} s`);

    expect(lines).toHaveLength(32);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ repeated: 65_536 });
  });

  it("leaves out no progress, no error and no warning of another kind", () => {
    const { lines, log } = logOf(false);
    for (let week = 0; week < 50; week += 1) log.info(`week ${week}`);
    for (let week = 0; week < 50; week += 1) log.error(`no ${week}`);
    for (const kind of "abcdefghijklmnopqrstuvwxyz") log.warn(`kind ${kind}`);

    expect(lines).toHaveLength(126);
  });
});
