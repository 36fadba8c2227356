import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addWeeks } from "../../src/week.ts";
import { makeHistory } from "./make-history.ts";
import { type Measured, measure } from "./measure.ts";

/**
 * What a large company costs: memory, time, and how long a SIGTERM takes, on a history that is made for it. Build first;
 * `npm run bench:scale -- 2000` takes another number of people.
 */
const people = Number(process.argv[2] ?? 10_000);
const week = "2026-W46";
const now = "2026-11-17T08:00:00Z";
const env = { GONG_ACCESS_KEY: "none", GONG_ACCESS_KEY_SECRET: "none" };

const folder = mkdtempSync(join(tmpdir(), "gong-digest-scale-"));
try {
  const path = join(folder, "history.db");
  const recording = makeHistory({ path, people, from: addWeeks(week, -60), to: week });
  print(
    `${people} people, 61 weeks recorded in ${recording.toFixed(0)} s: ${(recording / 61).toFixed(1)} s a week`,
  );
  const config = join(folder, "config.yaml");
  writeFileSync(config, `gong: { baseUrl: "http://127.0.0.1:9" }\nhistory: { path: ${path} }\n`);
  const command = (name: string, ...rest: string[]) => ["--config", config, "--now", now, name, ...rest];
  const report = command("report", "--out", join(folder, "out"));
  print("command\tseconds\tpeak MB\texit code\tSIGTERM to end, s");
  show("status", await measure(command("status"), { env }));
  const whole = await measure(report, { env });
  show("report", whole);
  for (const part of [0.02, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95]) {
    const stopAfterSeconds = part * whole.seconds;
    show(`report, stopped at ${Math.round(100 * part)} %`, await measure(report, { env, stopAfterSeconds }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function show(name: string, { seconds, peakMb, code, stopSeconds }: Measured): void {
  const stop = stopSeconds === null ? "" : stopSeconds.toFixed(1);
  print([name, seconds.toFixed(1), peakMb.toFixed(0), code, stop].join("\t"));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
