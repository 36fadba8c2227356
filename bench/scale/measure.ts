import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** How one command went. */
export type Measured = {
  readonly seconds: number;
  /** The most that the process ever held: VmHWM. */
  readonly peakMb: number;
  readonly code: number | null;
  /** Seconds from SIGTERM to the end; null where none was sent. */
  readonly stopSeconds: number | null;
};

/**
 * Runs a command of the built program and watches it from outside.
 *
 * @param stopAfterSeconds when it is sent a SIGTERM; never when absent
 */
export async function measure(
  args: readonly string[],
  { env = {}, stopAfterSeconds }: { env?: Record<string, string>; stopAfterSeconds?: number } = {},
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, ["dist/jobs/cli.js", ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr.resume();
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  let [peakMb, stoppedAt]: [number, number | null] = [0, null];
  while (isRunning) {
    peakMb = Math.max(peakMb, peakOf(child.pid ?? 0));
    if (
      stoppedAt === null &&
      stopAfterSeconds !== undefined &&
      performance.now() - started > 1000 * stopAfterSeconds
    ) {
      stoppedAt = performance.now();
      child.kill("SIGTERM");
    }
    await Promise.race([sleep(20), ended]);
  }
  const end = performance.now();
  return {
    seconds: (end - started) / 1000,
    peakMb,
    code: await ended,
    stopSeconds: stoppedAt === null ? null : (end - stoppedAt) / 1000,
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
