import { verifyHistory } from "../../src/history/verify.ts";
import { counted } from "../../src/text.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { holdingText } from "./text.ts";

/** `history verify`: 0 when a history or a backup is whole, 5 with a line for each fault when it is not. */
export async function verify(
  session: Session,
  file: string | undefined,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const found = verifyHistory(file ?? session.settings.historyPath);
  const { path, faults, warnings, sealed, weeks } = found;
  if (options.json) {
    session.print(`${JSON.stringify({ schemaVersion: 1, ok: faults.length === 0, ...found }, null, 2)}\n`);
  } else {
    const compared = `Compared   ${sealed} of ${counted(weeks, "week")} with the digests noted when they were recorded\n`;
    session.print(`${path}\n${holdingText(found)}${compared}`);
    for (const { check, text } of faults) session.print(`DAMAGED    ${check}: ${text}\n`);
  }
  for (const warning of warnings) session.log.warn(warning);
  if (faults.length === 0) return exitCode.done;
  session.log.error(
    `${path} is damaged; gong-digest history restore FILE puts a backup in the history's place and keeps what is there`,
    { faults: faults.length },
  );
  return exitCode.notSent;
}
