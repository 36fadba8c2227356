import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { writeDurably } from "../../src/durable-file.ts";
import { failpoint } from "../../src/failpoint.ts";

/** What is wrong, kept from the first run that found it until one that does not. */
export type Streak = {
  readonly since: string;
  /** Of the cause; another cause of the same kind is the same streak. */
  readonly text: string;
  /** When the owner was told; null when not yet. */
  readonly toldAt: string | null;
  /** When a run succeeded again, of a streak that the owner has yet to hear of. */
  readonly endedAt?: string;
};

/**
 * Causes that are told apart, each once: Gong did not let the week be read · it refused the key · mails did not leave · the
 * history cannot be used, for one of its reasons · a fault of the program.
 */
export type StreakKind = "held" | "credentials" | "mail" | "bug" | `history-${string}`;

export type Streaks = Readonly<Partial<Record<StreakKind, Streak>>>;

/**
 * The streaks that are on. They are kept in a file beside the history, `history.db.alert`, since one of them is that the
 * history cannot be written; where the folder cannot be either, in the folder for temporary files.
 */
export function readStreaks(historyPath: string): Streaks {
  // What is in the second place was kept when the first could not be written, so it is newer.
  for (const file of places(historyPath).toReversed()) {
    try {
      return JSON.parse(readFileSync(file, "utf8")) as Streaks;
    } catch {
      // Not there, or not whole: the next place, else no streak.
    }
  }
  return {};
}

/** The streak of a kind; null when none is on. */
export function streakOf(historyPath: string, kind: StreakKind): Streak | null {
  const streak = readStreaks(historyPath)[kind];
  return streak === undefined || streak.endedAt !== undefined ? null : streak;
}

/** @returns false when they could be kept nowhere */
export function keepStreaks(historyPath: string, streaks: Streaks): boolean {
  const files = places(historyPath);
  const isEmpty = Object.keys(streaks).length === 0;
  const kept = isEmpty ? undefined : files.find((file) => isWritten(file, `${JSON.stringify(streaks)}\n`));
  for (const file of files.filter((each) => each !== kept)) forget(file);
  return isEmpty || kept !== undefined;
}

/** Where they may be kept. */
export const streakFiles = (historyPath: string): readonly string[] => places(historyPath);

function places(historyPath: string): readonly string[] {
  const hash = createHash("sha256").update(historyPath).digest("hex").slice(0, 16);
  return [`${historyPath}.alert`, join(tmpdir(), `gong-digest-${hash}-${basename(historyPath)}.alert`)];
}

function isWritten(file: string, text: string): boolean {
  try {
    writeDurably(file, text, { step: (moment) => failpoint(`alert.${moment}`) });
    return true;
  } catch {
    return false;
  }
}

function forget(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // On a read-only disk it stays.
  }
}
