import { type Database, openDatabase } from "../../src/history/database.ts";
import { settleWeek } from "../../src/history/ledger.ts";
import type { Week } from "../../src/week.ts";
import { readAgain, saveTeam } from "./made-history.ts";

/** A history on disk with three weeks of two people, the first two of them told. */
export function toldHistory(path: string): Database {
  const database = openDatabase(path);
  saveTeam(database, ["1", "2"]);
  for (const week of ["2026-W40", "2026-W41", "2026-W42"] as const satisfies Week[]) {
    readAgain(database, week, { "1": 5, "2": 7 }, "2026-10-19T08:00:00.000Z");
  }
  settleWeek(database, "2026-W40", "told", "2026-10-05T08:00:00.000Z");
  settleWeek(database, "2026-W41", "passed over", "2026-10-12T08:00:00.000Z");
  return database;
}
