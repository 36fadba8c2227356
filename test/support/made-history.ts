import type { Database } from "../../src/history/database.ts";
import { saveFact } from "../../src/history/ledger.ts";
import { saveRoster } from "../../src/history/people.ts";
import { recordWeek } from "../../src/history/record.ts";
import type { PersonValue } from "../../src/pull/part.ts";
import { addWeeks, endOfWeek, type Week } from "../../src/week.ts";

const zone = "Europe/Paris";
const boss = "9000";

/** Calls hosted by each of a few people in one week. */
export type Calls = Readonly<Record<string, number>>;

export function saveTeam(database: Database, ids: readonly string[]): void {
  saveFact(database, "timeZone", zone);
  const person = (id: string, managerId: string | null) => {
    return { id, name: `Person ${id}`, email: null, managerId, active: true, createdAt: null };
  };
  saveRoster(database, [person(boss, null), ...ids.map((id) => person(id, boss))]);
}

/** A reading of one week; its restatements are those that differ from the reading before. */
export function readAgain(database: Database, week: Week, calls: Calls, at: string): void {
  const people = Object.entries(calls);
  const values = people.map(([person, count]): PersonValue => [person, "callsAsHost", count, null]);
  recordWeek(
    database,
    {
      week,
      timeZone: zone,
      sources: ["activity"],
      members: people.map(([person]) => ({ person, teamId: boss, presence: "present" })),
      values,
      notes: [],
    },
    at,
  );
}

/** Eight in the morning of the Monday that comes `later` weeks after the first one after a week. */
export function mondayAfter(week: Week, later = 0): string {
  const end = endOfWeek(addWeeks(week, later), zone);
  return end.plus({ hours: 8 }).toUTC().toISO() ?? "";
}
