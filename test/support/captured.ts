import { attempt } from "../../jobs/session/attempt.ts";
import type { GlobalOptions } from "../../jobs/session/session.ts";

export type Captured = { readonly code: number; readonly out: string; readonly err: string };

type Write = typeof process.stdout.write;

/**
 * Runs one command as the command line does, in this process, and keeps every byte that it writes.
 *
 * @param terminal what both streams say of themselves
 */
export async function captured(
  options: GlobalOptions,
  job: Parameters<typeof attempt>[1],
  terminal = false,
): Promise<Captured> {
  const kept: [string[], string[]] = [[], []];
  const streams = [process.stdout, process.stderr] as const;
  const before = streams.map((stream) => [stream.write, stream.isTTY] as const);
  for (const [at, stream] of streams.entries()) {
    const write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
      kept[at as 0 | 1].push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      const done = more.find((each) => typeof each === "function") as (() => void) | undefined;
      if (done) queueMicrotask(done);
      return true;
    };
    stream.write = write as Write;
    Object.defineProperty(stream, "isTTY", { value: terminal, configurable: true, writable: true });
  }
  try {
    const code = await attempt(options, job);
    return { code, out: kept[0].join(""), err: kept[1].join("") };
  } finally {
    for (const [at, stream] of streams.entries()) {
      const [write, isTTY] = before[at] ?? [];
      if (write) stream.write = write;
      Object.defineProperty(stream, "isTTY", { value: isTTY, configurable: true, writable: true });
    }
  }
}
