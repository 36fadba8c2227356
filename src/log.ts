import { withoutAddresses } from "./secrets.ts";
import { harmlessLines } from "./text.ts";

/** Facts beside a message; never keys, bodies or addresses. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Progress and diagnostics. Data goes to stdout, this goes to stderr. */
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

export type LogOptions = {
  readonly terminal: boolean;
  /** ISO time of an event, asked once a line. */
  readonly now: () => string;
  /** Fields that every line carries, asked once a line. */
  readonly always?: () => LogFields;
  /** Takes secrets out of a whole line, just before it is written; asked once a line, since more become known. */
  readonly withoutSecrets?: (line: string) => string;
};

/** So many warnings of one kind are written one by one. */
const mostAlike = 20;

/** So many kinds of warning are counted; a kind that comes later is written each time. */
const mostKinds = 1000;

/**
 * Prose for a terminal, one JSON line an event for everything else. Warnings that differ in numbers alone, such as
 * those of a Gong that fails for hours, are written 20 times and then only the 32nd, 64th, 128th and so on, with their
 * number as `repeated`. Addresses are written as `m…@example.com`.
 *
 * @param write receives whole lines
 * @example
 * createLog((line) => process.stderr.write(line), { terminal: false, now: () => "2026-11-16T07:00:00Z" })
 *   .warn("week held", { week: "2026-W46" });
 * // {"time":"2026-11-16T07:00:00Z","level":"warn","message":"week held","week":"2026-W46"}
 */
export function createLog(
  write: (line: string) => void,
  { terminal, now, always, withoutSecrets = (line) => line }: LogOptions,
): Log {
  const clean = (text: string): string => withoutAddresses(withoutSecrets(harmlessLines(text)));
  const line = (level: string, message: string, fields: LogFields = {}): void => {
    if (terminal) {
      write(`${clean(level === "info" ? message : `${level}: ${message}`)}\n`);
      return;
    }
    // Before it becomes JSON, which would escape what is escaped already, and after it for what only then is a secret.
    const event = Object.entries({ time: now(), level, message, ...always?.(), ...fields }).map(
      ([name, value]) => [name, typeof value === "string" ? clean(value) : value] as const,
    );
    write(`${withoutSecrets(JSON.stringify(Object.fromEntries(event)))}\n`);
  };
  const countOf = counter();
  return {
    info: (message, fields) => line("info", message, fields),
    warn: (message, fields) => {
      const count = countOf(message);
      if (count <= mostAlike) line("warn", message, fields);
      else if (Number.isInteger(Math.log2(count))) line("warn", message, { ...fields, repeated: count });
    },
    error: (message, fields) => line("error", message, fields),
  };
}

/** A log that says nothing, for tests and for code that is asked to be quiet. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** How often a message has come, whatever numbers it held. */
function counter(): (message: string) => number {
  const counts = new Map<string, number>();
  return (message) => {
    const kind = message.replace(/\d+/g, "0");
    const count = (counts.get(kind) ?? 0) + 1;
    if (count > 1 || counts.size < mostKinds) counts.set(kind, count);
    return count;
  };
}
