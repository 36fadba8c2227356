import { ConfigError } from "../../src/config.ts";
import { GongError, LoginNeeded } from "../../src/gong/error.ts";
import { HistoryError } from "../../src/history/error.ts";
import { LimitError } from "../../src/limits/error.ts";
import { MailError } from "../../src/mail/mail-error.ts";
import { ToolError } from "../../src/tools/error.ts";

/** What every command ends with; the README has the same table. */
export const exitCode = {
  done: 0,
  bug: 1,
  usage: 2,
  held: 3,
  partlySent: 4,
  notSent: 5,
  findings: 6,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The code of an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ConfigError || error instanceof ToolError) return exitCode.usage;
  if (error instanceof LoginNeeded) return exitCode.usage;
  if (error instanceof LimitError) return error.kind === "budget" ? exitCode.held : exitCode.usage;
  if (error instanceof GongError) return exitCode.held;
  if (error instanceof HistoryError) {
    return ["foreign", "newer", "addon", "data"].includes(error.kind) ? exitCode.usage : exitCode.notSent;
  }
  if (isDiskFault(error)) return exitCode.notSent;
  if (error instanceof MailError) return error.kind === "config" ? exitCode.usage : exitCode.notSent;
  return exitCode.bug;
}

/** SQLite's own word for a file that cannot be read or written now; its other errors are faults of ours. */
export function isDiskFault(error: unknown): boolean {
  if (!(error instanceof Error && "code" in error)) return false;
  return /^(SQLITE_(BUSY|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)|ENOSPC|EROFS|EDQUOT)/.test(
    String(error.code),
  );
}
