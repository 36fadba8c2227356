import { ConfigError } from "../../src/config.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { sizeOf } from "../../src/history/place.ts";
import type { Session } from "../session/session.ts";

/**
 * `run --require-history`: on a machine that is made anew for each run, a history without a week is no beginning but
 * a loss. Leaves no file behind where there was none.
 *
 * @throws {ConfigError} when no week is in the history
 */
export async function refuseEmptyHistory(session: Session): Promise<void> {
  const { historyPath } = session.settings;
  const isThere = (sizeOf(historyPath) ?? 0) > 0;
  if (isThere && completeWeeks(await session.history()).length > 0) return;
  throw new ConfigError(
    `${historyPath} ${isThere ? "holds no week" : "is not there"}, expected the history of earlier runs (--require-history). ` +
      "Bring it back with gong-digest history restore FILE; to begin anew, leave the option out or gong-digest backfill --from 2026-W01",
  );
}
