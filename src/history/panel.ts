import type { MetricId } from "../metrics.ts";
import type { Entity, Panel, Series } from "../series.ts";
import { cleanText } from "../text.ts";
import { addWeeks, type Week, weeksFrom } from "../week.ts";
import { groupValues } from "./aggregate.ts";
import { type AsOf, type QueryParameters, spanParameters, withTablesAsOf } from "./as-of.ts";
import type { Database } from "./database.ts";

type Draft = { entity: Entity; metric: MetricId; values: (number | null)[]; bases: (number | null)[] };

/**
 * One week and the weeks before it, for every person, team and the company. Weeks that were never completed
 * stand in it as missing.
 *
 * @param windowWeeks weeks before the judged one
 * @param asOf the moment whose knowledge is read; now when left out
 */
export function readPanel(database: Database, week: Week, windowWeeks: number, asOf?: AsOf): Panel {
  const weeks = weeksFrom(addWeeks(week, -windowWeeks), week);
  const place = new Map(weeks.map((each, index) => [each, index]));
  const { names, teamOf } = readMembership(database, weeks, place, asOf);
  const drafts = new Map<string, Draft>();

  const put = (entity: () => Entity, key: string, row: ValueRow): void => {
    let draft = drafts.get(key);
    if (!draft) {
      const empty = () => weeks.map(() => null);
      draft = { entity: entity(), metric: row.metric, values: empty(), bases: empty() };
      drafts.set(key, draft);
    }
    const index = place.get(row.week);
    if (index === undefined) return;
    draft.values[index] = row.value;
    draft.bases[index] = row.base;
  };

  for (const row of personValues(database, weeks, asOf)) {
    const teamId = teamOf.get(row.person)?.at(-1) ?? null;
    const entity = (): Entity => ({
      level: "person",
      id: row.person,
      name: nameOf(names, row.person),
      teamId,
    });
    put(entity, `person ${row.person} ${row.metric}`, row);
  }
  for (const level of ["team", "company"] as const) {
    for (const row of groupValues(database, level, weeks, asOf)) {
      const name = level === "team" ? `${nameOf(names, row.group)}'s team` : "The company";
      const entity = (): Entity => ({
        level,
        id: row.group,
        name,
        teamId: level === "team" ? row.group : null,
      });
      put(entity, `${level} ${row.group} ${row.metric}`, row);
    }
  }
  return { weeks, series: [...drafts.values()] satisfies Series[], teamOf };
}

type ValueRow = { week: Week; metric: MetricId; value: number | null; base: number | null };

function personValues(
  database: Database,
  weeks: readonly Week[],
  asOf: AsOf | undefined,
): IterableIterator<ValueRow & { person: string }> {
  return database
    .prepare<[QueryParameters], ValueRow & { person: string }>(
      `${asOf ? withTablesAsOf : ""} SELECT v.week, m.id AS metric, p.id AS person, v.value, v.base
       FROM weekly_values v JOIN metrics m ON m.key = v.metric JOIN people p ON p.key = v.person
       WHERE v.week BETWEEN @from AND @to ORDER BY v.week, v.metric, v.person`,
    )
    .iterate(spanParameters(database, weeks, asOf));
}

function readMembership(
  database: Database,
  weeks: readonly Week[],
  place: ReadonlyMap<Week, number>,
  asOf: AsOf | undefined,
): { names: ReadonlyMap<string, string>; teamOf: Map<string, (string | null | undefined)[]> } {
  const teamOf = new Map<string, (string | null | undefined)[]>();
  const rows = database
    .prepare<[QueryParameters], { week: Week; person: string; team: string | null }>(
      `${asOf ? withTablesAsOf : ""} SELECT m.week, p.id AS person, m.team FROM membership m JOIN people p ON p.key = m.person
       WHERE m.week BETWEEN @from AND @to AND m.presence = 'present'`,
    )
    .iterate(spanParameters(database, weeks, asOf));
  for (const { week, person, team } of rows) {
    const teams = teamOf.get(person) ?? weeks.map(() => undefined);
    teamOf.set(person, teams);
    teams[place.get(week) ?? 0] = team;
  }
  const people = database.prepare<[], { id: string; name: string }>("SELECT id, name FROM people").all();
  return { names: new Map(people.map(({ id, name }) => [id, cleanText(name)])), teamOf };
}

const nameOf = (names: ReadonlyMap<string, string>, id: string): string => names.get(id) || `user ${id}`;
