import { type Database, openDatabase } from "../../src/history/database.ts";
import { saveFact } from "../../src/history/ledger.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import { endOfWeek } from "../../src/week.ts";
import { type MadeCompany, timeZone } from "./company.ts";

/** A history in memory that holds every week of a made-up company. */
export function historyOf({ roster, records }: MadeCompany): Database {
  const database = openDatabase(":memory:");
  saveFact(database, "timeZone", timeZone);
  saveRoster(database, roster);
  for (const record of records) {
    recordWeek(database, record, endOfWeek(record.week, timeZone).plus({ hours: 8 }).toUTC().toISO() ?? "");
  }
  return database;
}
