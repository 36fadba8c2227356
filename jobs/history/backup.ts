import { dirname } from "node:path";
import { ConfigError } from "../../src/config.ts";
import { backupHistory } from "../../src/history/backup.ts";
import { notePlace } from "../../src/history/places.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { holdingText } from "./text.ts";

export type BackupCommand = { readonly force?: boolean; readonly keep?: number; readonly json?: boolean };

/** `history backup`: a verified copy under a name of its own; prints what it holds. */
export async function backup(session: Session, target: string, options: BackupCommand): Promise<ExitCode> {
  const { force = false, keep, json } = options;
  if (keep !== undefined && keep < 1) {
    throw new ConfigError(`--keep: got ${keep}, expected 1 or more; the newest backup is never taken away`);
  }
  const made = await backupHistory(session.settings.historyPath, target, {
    force,
    at: session.now().toUTC().toISO() ?? "",
    ...(keep === undefined ? {} : { keep }),
  });
  await remember(session, { path: keep === undefined ? made.path : dirname(made.path), keep: keep ?? null });
  if (json) session.print(`${JSON.stringify({ schemaVersion: 1, ...made }, null, 2)}\n`);
  else session.print(`${made.path}\n${holdingText(made)}SHA-256    ${made.sha256}\n`);
  for (const path of made.removed) session.log.info(`Took away ${path}`);
  return exitCode.done;
}

/** For an erasure, which tells where backups are. A history that cannot be written now is backed up all the same. */
async function remember(session: Session, place: { path: string; keep: number | null }): Promise<void> {
  try {
    notePlace(await session.history(), { ...place, kind: "backup" }, session.now().toUTC().toISO() ?? "");
  } catch {
    session.log.warn(`history erase will not know of ${place.path}: the history cannot be written now`);
  }
}
