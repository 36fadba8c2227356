import { rmSync } from "node:fs";
import { openDatabase } from "../../src/history/database.ts";
import { saveFact } from "../../src/history/ledger.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import { assembleWeek } from "../../src/pull/assemble.ts";
import { addWeeks, endOfWeek, type Week, weeksFrom } from "../../src/week.ts";
import { partsOf, rosterOf, timeZone } from "./made-company.ts";

/** How large a history is to be made, and where. */
export type Wanted = {
  readonly path: string;
  readonly people: number;
  readonly from: Week;
  readonly to: Week;
};

/**
 * A history of a made-up company, every week of everybody, through the product's own assembling and recording. The same
 * each time.
 *
 * @returns seconds that recording took
 */
export function makeHistory({ path, people, from, to }: Wanted): number {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  const database = openDatabase(path);
  const roster = rosterOf(people);
  saveFact(database, "timeZone", timeZone);
  saveRoster(database, roster);
  const known = { presentIn: () => true, lastActiveWeek: () => to };
  const started = performance.now();
  for (const week of weeksFrom(from, to)) {
    const record = assembleWeek(week, timeZone, partsOf(people, week, to), roster, known);
    const told = momentAfter(week);
    // Weekly runs read a week again three times.
    const again = addWeeks(week, 3);
    recordWeek(database, record, told, momentAfter(again < to ? again : to));
  }
  const seconds = (performance.now() - started) / 1000;
  database.close();
  return seconds;
}

/** The morning after a week has ended. */
const momentAfter = (week: Week): string =>
  endOfWeek(week, timeZone).plus({ hours: 8 }).toUTC().toISO() ?? "";
