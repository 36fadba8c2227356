import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeHistory } from "../../bench/scale/make-history.ts";
import { measure } from "../../bench/scale/measure.ts";
import { judgedWeekInTurns } from "../../jobs/weekly/judged-week.ts";
import { openDatabase } from "../../src/history/database.ts";
import { addWeeks } from "../../src/week.ts";
import { isAskedFor } from "../gates/instrument.ts";

/** A year of 60 people: 1,700 series. The whole size is measured by `npm run bench:scale`. */
const week = "2026-W46";
const usual = { weeks: 12, falseAlerts: 1 };
const folder = mkdtempSync(join(tmpdir(), "gong-digest-scale-"));
const path = join(folder, "history.db");

beforeAll(() => {
  makeHistory({ path, people: 60, from: addWeeks(week, -52), to: week });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a judged week", () => {
  // A process of its own, slow to start: `npm run gates:scale`.
  it.runIf(isAskedFor)(
    "keeps a few hundred bytes for each series, so that a quarter of a million fit",
    () => {
      const root = join(import.meta.dirname, "..", "..");
      const script = `
      import { judgedWeek } from ${JSON.stringify(join(root, "jobs", "weekly", "judged-week.ts"))};
      import { openDatabase } from ${JSON.stringify(join(root, "src", "history", "database.ts"))};
      const held = () => { gc(); gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return heapUsed + arrayBuffers; };
      const database = openDatabase(${JSON.stringify(path)});
      const judge = () => judgedWeek(database, ${JSON.stringify(week)}, ${JSON.stringify(usual)});
      judge();
      const before = held();
      const judged = judge();
      const after = held();
      console.log(JSON.stringify({ bytes: after - before, series: judged.panel.series.length }));
    `;

      const told = execFileSync(
        process.execPath,
        ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", script],
        { cwd: root, encoding: "utf8" },
      );

      const { bytes, series } = JSON.parse(told) as { bytes: number; series: number };
      expect(series).toBeGreaterThan(1600);
      // As lists and objects, a year of one series and its verdict take 4,500.
      expect(bytes / series).toBeLessThan(2500);
    },
    60_000,
  );

  // The whole command of the built program, as `npm run bench:scale` measures it for 10,000 people.
  it.runIf(isAskedFor)(
    "makes a report of 60 people in 160 MB, a third of it the program's own files",
    async () => {
      const config = join(folder, "config.json");
      writeFileSync(config, JSON.stringify({ gong: { baseUrl: "http://127.0.0.1:9" }, history: { path } }));
      const args = [
        "--config",
        config,
        "--now",
        "2026-11-17T08:00:00Z",
        "report",
        "--out",
        join(folder, "out"),
      ];

      const { code, peakMb } = await measure(args, {
        env: { GONG_ACCESS_KEY: "none", GONG_ACCESS_KEY_SECRET: "none" },
      });

      expect(code).toBe(0);
      expect(peakMb).toBeLessThan(160);
    },
    60_000,
  );

  it("ends in the midst of judging once it is told to", async () => {
    const database = openDatabase(path);
    const stop = new AbortController();
    let stoppedAt = Number.POSITIVE_INFINITY;
    const timer = setTimeout(() => {
      stoppedAt = performance.now();
      stop.abort();
    }, 20);

    await expect(judgedWeekInTurns(stop.signal, database, week, usual)).rejects.toThrow(/abort/i);

    expect(performance.now() - stoppedAt).toBeLessThan(2000);
    clearTimeout(timer);
    database.close();
  });
});
