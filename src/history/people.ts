import type { RosterPerson } from "../pull/roster.ts";
import type { Week } from "../week.ts";
import type { Database } from "./database.ts";
import { erasedIn } from "./tombstone.ts";

export type Person = {
  readonly id: string;
  /** As Gong has it; clean it where it is shown. */
  readonly name: string;
  readonly email: string | null;
  readonly managerId: string | null;
};

/**
 * Keeps the roster as it stands today. Nobody is ever removed: their weeks stay theirs. Who was erased is left out, and
 * a team that was theirs keeps its number.
 */
export function saveRoster(database: Database, roster: readonly RosterPerson[]): void {
  const save = database.prepare(
    `INSERT INTO people (id, name, email, manager_id, active, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email,
       manager_id = excluded.manager_id, active = excluded.active, created_at = excluded.created_at`,
  );
  const erased = erasedIn(database);
  const all = database.transaction(() => {
    for (const { id, name, email, managerId, active, createdAt } of roster) {
      if (erased.has(id) || (email !== null && erased.has(email))) continue;
      const manager = managerId === null ? null : erased.standIn(managerId);
      save.run(id, name, email, manager, active ? 1 : 0, createdAt);
    }
  });
  all.immediate();
}

/** The person behind a Gong user id or an address (any case), null when nobody has it. */
export function findPerson(database: Database, idOrAddress: string): Person | null {
  const row = database
    .prepare<[string, string], Person>(
      `SELECT id, name, email, manager_id AS managerId FROM people
       WHERE id = ? OR lower(email) = lower(?) ORDER BY active DESC LIMIT 1`,
    )
    .get(idOrAddress, idOrAddress);
  return row ?? null;
}

/** Everybody the history knows, by name. */
export function listPeople(database: Database): readonly Person[] {
  return database
    .prepare<[], Person>("SELECT id, name, email, manager_id AS managerId FROM people ORDER BY name, id")
    .all();
}

/** Every metric that the history has values of. */
export function knownMetrics(database: Database): readonly string[] {
  return database.prepare<[], string>("SELECT id FROM metrics ORDER BY id").pluck().all();
}

/** Ids of the people whose manager somebody was in one week. */
export function directReports(database: Database, managerId: string, week: Week): ReadonlySet<string> {
  const ids = database
    .prepare<[Week, string], string>(
      "SELECT p.id FROM membership m JOIN people p ON p.key = m.person WHERE m.week = ? AND m.team = ?",
    )
    .pluck()
    .all(week, managerId);
  return new Set(ids);
}

/**
 * Who led at least `reports` people who were there in one week, and is reached by mail, by name.
 *
 * @returns managers who have left Gong's roster are not among them
 */
export function managersIn(database: Database, week: Week, reports: number): readonly Person[] {
  return database
    .prepare<[Week, number], Person>(
      `SELECT b.id, b.name, b.email, b.manager_id AS managerId FROM people b
       WHERE b.active = 1 AND b.email IS NOT NULL AND (
         SELECT count(*) FROM membership m WHERE m.week = ? AND m.team = b.id AND m.presence = 'present'
       ) >= ? ORDER BY b.name, b.id`,
    )
    .all(week, reports);
}

/**
 * Ids of everybody below a manager in one week, at any depth, the manager left out. Walked here and not in SQL, which has
 * no index by team and would look at everybody once for each of them.
 */
export function peopleBelow(database: Database, managerId: string, week: Week): ReadonlySet<string> {
  const reports = new Map<string, string[]>();
  const rows = database
    .prepare<[Week], [string, string]>(
      "SELECT p.id, m.team FROM membership m JOIN people p ON p.key = m.person WHERE m.week = ? AND m.team IS NOT NULL",
    )
    .raw()
    .all(week);
  for (const [id, team] of rows) {
    const own = reports.get(team);
    if (own) own.push(id);
    else reports.set(team, [id]);
  }
  const below = new Set(reports.get(managerId));
  // A set goes on to what is added while it is walked.
  for (const id of below) for (const report of reports.get(id) ?? []) below.add(report);
  below.delete(managerId);
  return below;
}

/** Was this person found there when the week was read before? */
export function presentIn(database: Database): (person: string, week: Week) => boolean {
  const ask = database
    .prepare<[string, Week], 1>(
      `SELECT 1 FROM membership m JOIN people p ON p.key = m.person
       WHERE p.id = ? AND m.week = ? AND m.presence = 'present'`,
    )
    .pluck();
  return (person, week) => ask.get(person, week) === 1;
}

/** Last recorded week in which somebody did anything at all; null when none. */
export function lastActiveWeek(database: Database): (person: string) => Week | null {
  const ask = database
    .prepare<[string], Week | null>(
      `SELECT max(v.week) FROM weekly_values v JOIN people p ON p.key = v.person WHERE p.id = ? AND v.value > 0`,
    )
    .pluck();
  return (person) => ask.get(person) ?? null;
}
