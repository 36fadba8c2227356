import { type MetricId, metricOf } from "../metrics.ts";
import type { Week } from "../week.ts";
import { type AsOf, type QueryParameters, spanParameters, withTablesAsOf } from "./as-of.ts";
import type { Database } from "./database.ts";

/** One metric of a team (`group` is the manager's id) or of the company in one week. */
export type GroupValue = {
  readonly week: Week;
  readonly group: string;
  readonly metric: MetricId;
  /** Null where no mean can be made: nobody in the group has a base. */
  readonly value: number | null;
  readonly base: number | null;
};

type Sums = {
  week: Week;
  grouping: string;
  metric: MetricId;
  total: number;
  weighted: number | null;
  weight: number | null;
};

const groupOf = { team: "s.team", company: "'company'" } as const;

/**
 * People added up: counts and hours by sum, means weighted by each person's calls or cards. A team is the
 * direct reports of one manager in the roster of that very week, without the manager; the company is
 * everybody.
 *
 * @param asOf the moment whose knowledge is read; now when left out
 */
export function* groupValues(
  database: Database,
  level: "team" | "company",
  weeks: readonly Week[],
  asOf?: AsOf,
): Generator<GroupValue> {
  const rows = database
    .prepare<[QueryParameters], Sums>(
      `${asOf ? withTablesAsOf : ""} SELECT v.week, ${groupOf[level]} AS grouping, m.id AS metric,
         sum(v.value) AS total, sum(v.value * v.base) AS weighted, sum(v.base) AS weight
       FROM weekly_values v JOIN metrics m ON m.key = v.metric
         JOIN membership s ON s.week = v.week AND s.person = v.person
       WHERE v.week BETWEEN @from AND @to AND grouping IS NOT NULL
       GROUP BY v.week, grouping, v.metric`,
    )
    .iterate(spanParameters(database, weeks, asOf));
  for (const { week, grouping: group, metric, total, weighted, weight } of rows) {
    if (metricOf(metric).across === "sum") {
      yield { week, group, metric, value: total, base: null };
    } else {
      yield {
        week,
        group,
        metric,
        value: weight && weighted !== null ? weighted / weight : null,
        base: weight,
      };
    }
  }
}
