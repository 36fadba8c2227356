import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** What of a run is seen from outside: its weeks are read, its first digest, its first page, its first mail. */
export const stages = ["read", "digest", "page", "mail"] as const;
export type Stage = (typeof stages)[number];

/** How one command went. */
export type Measured = {
  readonly seconds: number;
  /** The most that the process ever held: VmHWM. */
  readonly peakMb: number;
  readonly code: number | null;
  /** Seconds from SIGTERM to the end; null where none was sent. */
  readonly stopSeconds: number | null;
  /** Seconds from the start to each stage that was seen, and the peak until then. */
  readonly seen: ReadonlyMap<Stage, { readonly seconds: number; readonly peakMb: number }>;
};

export type MeasureOptions = {
  readonly env?: Record<string, string>;
  /** When it is sent a SIGTERM: so long after a stage is seen, or after the start. Never when absent. */
  readonly stop?: { readonly after: Stage | "start"; readonly seconds: number };
  /** Where its files go. */
  readonly out?: string;
  readonly mails?: () => number;
};

/** Runs a command of the built program and watches it from outside. */
export async function measure(
  args: readonly string[],
  { env = {}, stop, out, mails = () => 0 }: MeasureOptions = {},
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, ["dist/jobs/cli.js", ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  const files = (end: string): boolean =>
    out !== undefined && existsSync(out) && readdirSync(out).some((name) => name.endsWith(end));
  const isSeen: Readonly<Record<Stage, () => boolean>> = {
    read: () => /Read \d+ weeks? from Gong/.test(log),
    digest: () => files(".csv"),
    page: () => files(".page.html"),
    mail: () => mails() > 0,
  };
  const seen = new Map<Stage | "start", { readonly seconds: number; readonly peakMb: number }>();
  seen.set("start", { seconds: 0, peakMb: 0 });
  let [peakMb, stoppedAt]: [number, number | null] = [0, null];
  while (isRunning) {
    peakMb = Math.max(peakMb, peakOf(child.pid ?? 0));
    const seconds = (performance.now() - started) / 1000;
    for (const stage of stages) if (!seen.has(stage) && isSeen[stage]()) seen.set(stage, { seconds, peakMb });
    const from = stop && seen.get(stop.after)?.seconds;
    if (stop && from !== undefined && stoppedAt === null && seconds >= from + stop.seconds) {
      stoppedAt = performance.now();
      child.kill("SIGTERM");
    }
    await Promise.race([sleep(20), ended]);
  }
  const end = performance.now();
  const code = await ended;
  // A command that fails is no measure of anything, and says why.
  if (code !== 0 && stop === undefined) process.stderr.write(log);
  seen.delete("start");
  return {
    seconds: (end - started) / 1000,
    peakMb,
    code,
    stopSeconds: stoppedAt === null ? null : (end - stoppedAt) / 1000,
    seen: seen as Map<Stage, { readonly seconds: number; readonly peakMb: number }>,
  };
}

/** VmHWM in MB; 0 once the process is gone. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes = "0"] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}
