import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addWeeks } from "../../src/week.ts";
import { makeHistory } from "./make-history.ts";
import { type Measured, type MeasureOptions, measure, stages } from "./measure.ts";
import { recipientsOf, startSetting } from "./setting.ts";

/**
 * What a large company costs: memory, time, and how long a SIGTERM takes, of `report` and of the whole weekly job, on a
 * history that is made for it. Build first; `npm run bench:scale -- 2000` takes another number of people.
 */
const people = Number(process.argv[2] ?? 10_000);
const week = "2026-W46";
const now = "2026-11-17T08:00:00Z";
const env = { GONG_ACCESS_KEY: "none", GONG_ACCESS_KEY_SECRET: "none" };

const folder = mkdtempSync(join(tmpdir(), "gong-digest-scale-"));
const [made, path] = [join(folder, "made.db"), join(folder, "history.db")];
try {
  const recording = makeHistory({ path: made, people, from: addWeeks(week, -60), to: week });
  print(
    `${people} people, 61 weeks recorded in ${recording.toFixed(0)} s: ${(recording / 61).toFixed(1)} s a week`,
  );
  print("command\tseconds\tpeak MB\texit code\tSIGTERM to end, s\tseconds and peak MB at each stage");
  await measureReport();
  await measureRun();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureReport(): Promise<void> {
  const setting = await startSetting(folder, path, { people, week, calls: false });
  const command = (...rest: string[]) => ["--config", setting.config, "--now", now, ...rest];
  fresh();
  show("status", await measure(command("status"), { env }));
  const report = (options: MeasureOptions = {}) => {
    rmSync(join(folder, "out"), { recursive: true, force: true });
    return measure(command("report", "--out", join(folder, "out")), { env, ...options });
  };
  const whole = await report();
  show("report", whole);
  for (const part of [0.02, 0.3, 0.6, 0.8, 0.9, 0.95]) {
    const stop = { after: "start", seconds: part * whole.seconds } as const;
    show(`report, stopped at ${Math.round(100 * part)} %`, await report({ stop }));
  }
  await setting.close();
}

/** To the company, teams, trees and people; every run reads the last four weeks again, as each weekly job does. */
async function measureRun(): Promise<void> {
  print(`run: ${recipientsOf(people).length} recipients`);
  const run = async (calls: boolean, options: MeasureOptions = {}): Promise<Measured> => {
    fresh();
    const setting = await startSetting(folder, path, { people, week, calls });
    const out = join(folder, "out");
    const args = ["--config", setting.config, "--now", now, "run", "--out", out];
    return measure(args, { env, out, mails: setting.mails, ...options }).finally(setting.close);
  };
  show("run, with lengths of calls", await run(true));
  const whole = await run(false);
  show("run, without", whole);
  const at = (stage: (typeof stages)[number]): number => whole.seen.get(stage)?.seconds ?? whole.seconds;
  const spans = [
    ["reading", "start", at("read")],
    ["judging", "read", at("digest") - at("read")],
    ["rendering", "digest", at("page") - at("digest")],
    ["pages", "page", at("mail") - at("page")],
    ["mailing", "mail", whole.seconds - at("mail")],
  ] as const;
  for (const [name, after, seconds] of spans) {
    for (const part of name === "judging" || name === "reading" ? [0.3, 0.6, 0.9] : [0.4]) {
      const stopped = await run(false, { stop: { after, seconds: part * seconds } });
      show(`run, stopped at ${Math.round(100 * part)} % of ${name}`, stopped);
    }
  }
}

/** The history as it was made: a run that ends has told the week. */
function fresh(): void {
  for (const end of ["-wal", "-shm", ".lock", ".told", ".erased"]) rmSync(`${path}${end}`, { force: true });
  rmSync(join(folder, "out"), { recursive: true, force: true });
  copyFileSync(made, path);
}

function show(name: string, { seconds, peakMb, code, stopSeconds, seen }: Measured): void {
  const stop = stopSeconds === null ? "" : stopSeconds.toFixed(1);
  const marks = stages.flatMap((stage) => {
    const mark = seen.get(stage);
    return mark ? [`${stage} ${mark.seconds.toFixed(0)} s ${mark.peakMb.toFixed(0)} MB`] : [];
  });
  print([name, seconds.toFixed(1), peakMb.toFixed(0), code, stop, marks.join(", ")].join("\t"));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
