import type { MetricId } from "../metrics.ts";
import type { Week } from "../week.ts";
import { type AsOf, spanParameters, withTablesAsOf } from "./as-of.ts";
import type { Database } from "./database.ts";

/** Metric and person by their keys, value, base. */
export type ValueRow = readonly [metric: number, person: number, value: number, base: number | null];
/** Person by key, team, whether the person was there. */
export type MemberRow = readonly [person: number, team: string | null, isPresent: 0 | 1];

/** Reads a history week by week, in the order of its own keys, so that no week is sorted or held. */
export type WeekRows = {
  readonly people: ReadonlyMap<number, { readonly id: string; readonly name: string }>;
  readonly metrics: ReadonlyMap<number, MetricId>;
  /** Nothing else can be asked of the database until all have been taken. */
  readonly membersOf: (week: Week) => Iterable<MemberRow>;
  /** By metric, then by person; as with members. */
  readonly valuesOf: (week: Week) => Iterable<ValueRow>;
};

/** @param asOf the moment whose knowledge is read; now when left out */
export function weekRows(database: Database, asOf?: AsOf): WeekRows {
  const tables = asOf ? withTablesAsOf : "";
  const values = database.prepare<[unknown], ValueRow>(
    `${tables} SELECT metric, person, value, base FROM weekly_values
     WHERE week BETWEEN @from AND @to ORDER BY week, metric, person`,
  );
  const members = database.prepare<[unknown], MemberRow>(
    `${tables} SELECT person, team, presence = 'present' FROM membership WHERE week BETWEEN @from AND @to`,
  );
  const people = database.prepare<[], [number, string, string]>("SELECT key, id, name FROM people").raw();
  const metrics = database.prepare<[], [number, MetricId]>("SELECT key, id FROM metrics").raw();
  const parametersOf = (week: Week) => spanParameters(database, [week], asOf);
  return {
    people: new Map(people.all().map(([key, id, name]) => [key, { id, name }])),
    metrics: new Map(metrics.all()),
    membersOf: (week) => members.raw().iterate(parametersOf(week)) as unknown as Iterable<MemberRow>,
    valuesOf: (week) => values.raw().iterate(parametersOf(week)) as unknown as Iterable<ValueRow>,
  };
}
