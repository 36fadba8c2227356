import { readFileSync } from "node:fs";
import { join } from "node:path";
import { largeWalBytes, sizeOf, walText } from "../../src/history/place.ts";
import { packageRoot } from "../../src/root.ts";
import type { ExitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { lookAtStatus } from "./facts.ts";
import { metricsText } from "./metrics.ts";
import { statusText, surroundingsText } from "./text.ts";

/**
 * Is all well, what is due, what the history holds, how the last runs ended. It changes nothing and works also when the
 * history is missing, damaged or at work.
 *
 * @returns the rule stands at `judgeHealth`: 0 ok or new · 3 late · 4 or 5 mails that did not leave · 5 a history that
 *   cannot be used, 2 one of another program or a newer version
 */
export async function status(
  session: Session,
  { json, prometheus }: { readonly json?: boolean; readonly prometheus?: boolean },
): Promise<ExitCode> {
  const seen = await lookAtStatus(session);
  const { historyPath } = session.settings;
  const walBytes = sizeOf(`${historyPath}-wal`) ?? 0;
  if (walBytes > largeWalBytes) session.log.warn(walText(historyPath, walBytes));
  if (json) session.print(`${JSON.stringify(seen.status ?? seen.surroundings, null, 2)}\n`);
  else if (prometheus) session.print(metricsText(seen, session.now(), version()));
  else session.print(seen.status ? statusText(seen.status) : surroundingsText(seen.surroundings));
  return seen.code;
}

/** Of gong-digest. */
export function version(): string {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
