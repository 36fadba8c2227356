import type { MetricId } from "../metrics.ts";
import type { Week } from "../week.ts";
import { groupValues } from "./aggregate.ts";
import type { Database } from "./database.ts";
import { completeWeeks } from "./ledger.ts";

/** One row of the export. `value` is null where it is missing: known person, unknown number. */
export type ExportRow = readonly [
  week: Week,
  level: "person" | "team" | "company",
  entityId: string,
  teamId: string | null,
  metric: MetricId,
  value: number | null,
  base: number | null,
];

/** The header of the CSV, in the order of a row; `base`, the calls or cards behind a mean, on request. */
export const exportColumns = ["week", "level", "entity_id", "team_id", "metric", "value", "base"] as const;

/**
 * Every value of every complete week, week by week: people (with a row for each metric they lack), then
 * teams, then the company. Rows are made as they are read, so any history fits.
 */
export function* exportRows(database: Database, span?: { from?: Week; to?: Week }): Generator<ExportRow> {
  const weeks = completeWeeks(database).filter(
    (week) => week >= (span?.from ?? "") && week <= (span?.to ?? "9999"),
  );
  const people = database.prepare<[Week, Week], ExportRow>(
    `SELECT s.week, 'person', p.id, s.team, m.id, v.value, v.base
     FROM membership s JOIN people p ON p.key = s.person CROSS JOIN metrics m
       LEFT JOIN weekly_values v ON v.week = s.week AND v.metric = m.key AND v.person = s.person
     WHERE s.week BETWEEN ? AND ? ORDER BY s.week, p.id, m.key`,
  );
  for (const week of weeks) {
    for (const row of people.raw().iterate(week, week)) yield row as unknown as ExportRow;
    for (const level of ["team", "company"] as const) {
      for (const { group, metric, value, base } of groupValues(database, level, week)) {
        yield [week, level, group, level === "team" ? group : null, metric, value, base];
      }
    }
  }
}
