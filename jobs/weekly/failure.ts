import { GongError } from "../../src/gong/error.ts";
import { HistoryError } from "../../src/history/error.ts";
import { withoutAddresses } from "../../src/secrets.ts";
import { cleanText } from "../../src/text.ts";
import { type ExitCode, exitCode, exitCodeOf, isDiskFault } from "../session/exit.ts";
import { withoutSecrets } from "../session/secret.ts";
import type { Health } from "../status/health.ts";
import type { StreakKind } from "../status/streaks.ts";

/** How a run ended; `error` is what it was ended by. */
export type RunEnd = { readonly code: ExitCode; readonly error?: unknown };

/** Why a run did not succeed, and what its operator should run. */
export type Failure = {
  readonly kind: StreakKind;
  readonly text: string;
  readonly commands: readonly string[];
};

/** @returns null for a run that succeeded, and for settings that whoever starts it is told of */
export function failureOf({ code, error }: RunEnd, health: Health | null): Failure | null {
  const said = error instanceof Error ? error.message : String(error ?? "");
  const text = cleanText(withoutAddresses(withoutSecrets(said)), 500);
  if (error instanceof GongError) {
    const isKey = ["credentials", "scope", "base-url"].includes(error.kind);
    return { kind: isKey ? "credentials" : "held", text, commands: ["doctor", "run"] };
  }
  if (error instanceof HistoryError) {
    return { kind: `history-${error.kind}`, text, commands: ["status", "doctor"] };
  }
  if (isDiskFault(error)) return { kind: "history-disk", text, commands: ["status", "doctor"] };
  if (error !== undefined) {
    const own = exitCodeOf(error);
    if (own === exitCode.usage) return null;
    if (own !== exitCode.bug) return { kind: "mail", text, commands: ["doctor", "run"] };
    return { kind: "bug", text: placeOf(error), commands: ["status", "run"] };
  }
  if (code === exitCode.done) return null;
  const mail = health?.reasons.find(({ kind }) => kind === "mail");
  return mail ? { kind: "mail", text: mail.text, commands: ["outbox list", "doctor", "run"] } : null;
}

/** Its name and place alone: the message of an error that nobody foresaw may hold anything. The log has it whole. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return "an error of an unknown kind; the log has the rest";
  const place = /((?:jobs|src)\/[\w./-]+:\d+)/.exec(error.stack ?? "")?.[1];
  return `${error.name}${place === undefined ? "" : ` at ${place}`}; the log has the rest`;
}
