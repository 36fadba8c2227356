/** Facts beside a message; never keys, bodies or addresses. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Progress and diagnostics. Data goes to stdout, this goes to stderr. */
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

/**
 * Prose for a terminal, one JSON line an event for everything else.
 *
 * @param write receives whole lines
 * @param now ISO time of an event, asked once a line
 * @example
 * createLog((line) => process.stderr.write(line), { terminal: false, now: () => "2026-11-16T07:00:00Z" })
 *   .warn("week held", { week: "2026-W46" });
 * // {"time":"2026-11-16T07:00:00Z","level":"warn","message":"week held","week":"2026-W46"}
 */
export function createLog(
  write: (line: string) => void,
  options: { readonly terminal: boolean; readonly now: () => string },
): Log {
  const line = (level: string, message: string, fields: LogFields = {}): void => {
    if (!options.terminal) {
      write(`${JSON.stringify({ time: options.now(), level, message, ...fields })}\n`);
      return;
    }
    write(level === "info" ? `${message}\n` : `${level}: ${message}\n`);
  };
  return {
    info: (message, fields) => line("info", message, fields),
    warn: (message, fields) => line("warn", message, fields),
    error: (message, fields) => line("error", message, fields),
  };
}

/** A log that says nothing, for tests and for code that is asked to be quiet. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
