import { type Restored, restoreHistory } from "../../src/history/restore.ts";
import { counted } from "../../src/text.ts";
import { newestClosedWeek } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { holdingText } from "./text.ts";

/** `history restore`: the backup is the history from now on; says what became of what was there and of what is due. */
export async function restore(
  session: Session,
  file: string,
  options: { readonly tell?: boolean; readonly json?: boolean },
): Promise<ExitCode> {
  const restored = restoreHistory(file, session.settings.historyPath, {
    at: session.now().toUTC().toISO() ?? "",
    newestClosed: (timeZone) => newestClosedWeek(session.now(), timeZone),
    tell: options.tell === true,
  });
  if (options.json) session.print(`${JSON.stringify({ schemaVersion: 1, ...restored }, null, 2)}\n`);
  else session.print(`${restored.path}\n${holdingText(restored)}`);
  for (const sentence of sentencesOf(restored)) session.log.warn(sentence);
  return exitCode.done;
}

function sentencesOf({ kept, passedOver, unknown, suppressed }: Restored): readonly string[] {
  const [first, last] = [passedOver[0], passedOver.at(-1)];
  return [
    ...(kept === null ? [] : [`What was there is kept as ${kept}`]),
    ...(first === undefined || last === undefined
      ? []
      : [
          `${first === last ? `${first} counts` : `${first} to ${last} count`} as told: nobody here knows what was mailed since the backup. ` +
            `If you know that nobody was told: gong-digest run --week ${last}`,
        ]),
    ...(unknown === 0
      ? []
      : [
          `${counted(unknown, "message")} waited when the backup was made and may have been sent since: see gong-digest status`,
        ]),
    ...(suppressed === 0 ? [] : [`${suppressed} addresses that unsubscribed since stay so`]),
  ];
}
