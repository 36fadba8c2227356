import { metricOf } from "../metrics.ts";
import { addWeeks, endOfWeek, type Week } from "../week.ts";
import type { Database } from "./database.ts";

/**
 * A moment whose knowledge is asked for: what Gong restated after `seenUntil` is undone, and weeks that were
 * first whole after `weeksUntil` are not there; with null all of them are.
 */
export type AsOf = { readonly seenUntil: string; readonly weeksUntil: string | null };

/** What can be said of one complete week as it was known when it was told. */
export type Telling = {
  readonly week: Week;
  /**
   * Was it whole before the week after it had ended? Then this is what was known at its time. A week that was
   * backfilled later was never known earlier: its first reading is the oldest there is.
   */
  readonly isTimely: boolean;
  readonly asOf: AsOf;
};

/**
 * How each complete week was known when it was told, oldest first: when its first digest was made; else at the
 * end of the run that made it whole; else, as after an import, when it was first whole. Weeks before a timely
 * week that were read only after its telling are not there for it; one that was read late itself has all.
 */
export function tellings(database: Database): readonly Telling[] {
  type Row = { week: Week; timeZone: string; completedAt: string; knownAt: string };
  const rows = database
    .prepare<[], Row>(
      `SELECT w.week, w.time_zone AS timeZone, w.completed_at AS completedAt, coalesce(
         (SELECT min(d.created_at) FROM digests d WHERE d.week = w.week),
         (SELECT max(r.finished_at) FROM runs r
          WHERE w.completed_at BETWEEN r.started_at AND r.finished_at),
         w.completed_at) AS knownAt
       FROM weeks w ORDER BY w.week`,
    )
    .all();
  return rows.map(({ week, timeZone, completedAt, knownAt }) => {
    const isTimely = completedAt < (endOfWeek(addWeeks(week, 1), timeZone).toUTC().toISO() ?? "");
    return { week, isTimely, asOf: { seenUntil: knownAt, weeksUntil: isTimely ? knownAt : null } };
  });
}

/** Weeks of a span that are not now as they were then, oldest first: restated since, or not there yet. */
export function changedSince(
  database: Database,
  { seenUntil, weeksUntil }: AsOf,
  from: Week,
  to: Week,
): Week[] {
  return database
    .prepare<QueryParameters, Week>(
      `SELECT week FROM revisions WHERE week BETWEEN @from AND @to AND seen_at > @seenUntil
       UNION
       SELECT week FROM weeks WHERE week BETWEEN @from AND @to AND completed_at > @weeksUntil
       ORDER BY week`,
    )
    .pluck()
    .all({ from, to, seenUntil, weeksUntil });
}

export type QueryParameters = Record<string, string | null>;

/** What a query on a span of weeks needs, and the tables of `withTablesAsOf` before it when there is a moment. */
export function spanParameters(
  database: Database,
  weeks: readonly Week[],
  asOf: AsOf | undefined,
): QueryParameters {
  const span = { from: weeks[0] ?? "", to: weeks.at(-1) ?? "" };
  if (!asOf) return span;
  const ids = database.prepare<[], string>("SELECT id FROM metrics").pluck().all();
  const bases = ids.flatMap((id) => {
    const { base } = metricOf(id);
    return base === undefined ? [] : [[id, base]];
  });
  return { ...span, ...asOf, bases: JSON.stringify(Object.fromEntries(bases)) };
}

/**
 * Begins a query on `weekly_values` and `membership` as they were at a moment, for weeks `@from` to `@to`.
 *
 * The first revision after the moment holds the value that stood then. The calls behind a mean are not kept in
 * revisions: where they are the number of a count that was restated too, they go back with it; else they are
 * today's. Values of a source that was first read later are no revisions and stay.
 */
export const withTablesAsOf = `
  WITH undone AS MATERIALIZED (
    SELECT week, metric, person, before, min(seen_at) FROM revisions
    WHERE week BETWEEN @from AND @to AND seen_at > @seenUntil GROUP BY week, metric, person
  ),
  hidden AS MATERIALIZED (SELECT week FROM weeks WHERE completed_at > @weeksUntil),
  counters AS MATERIALIZED (
    SELECT m.key AS metric, c.key AS counter
    FROM json_each(@bases) j JOIN metrics m ON m.id = j.key JOIN metrics c ON c.id = j.value
  ),
  weekly_values AS (
    SELECT w.week, w.metric, w.person, w.value, CASE WHEN b.week IS NOT NULL AND w.base IS (
        SELECT n.value FROM main.weekly_values n
        WHERE n.week = w.week AND n.metric = c.counter AND n.person = w.person
      ) THEN b.before ELSE w.base END AS base
    FROM main.weekly_values w
      LEFT JOIN undone u ON u.week = w.week AND u.metric = w.metric AND u.person = w.person
      LEFT JOIN counters c ON c.metric = w.metric
      LEFT JOIN undone b ON b.week = w.week AND b.metric = c.counter AND b.person = w.person
    WHERE w.week BETWEEN @from AND @to AND u.week IS NULL AND w.week NOT IN (SELECT week FROM hidden)
    UNION ALL
    SELECT u.week, u.metric, u.person, u.before, CASE
        WHEN c.counter IS NULL THEN NULL
        WHEN b.week IS NOT NULL AND (w.base IS NULL OR w.base IS n.value) THEN b.before
        ELSE coalesce(w.base, n.value) END
    FROM undone u
      LEFT JOIN main.weekly_values w ON w.week = u.week AND w.metric = u.metric AND w.person = u.person
      LEFT JOIN counters c ON c.metric = u.metric
      LEFT JOIN undone b ON b.week = u.week AND b.metric = c.counter AND b.person = u.person
      LEFT JOIN main.weekly_values n ON n.week = u.week AND n.metric = c.counter AND n.person = u.person
    WHERE u.before IS NOT NULL AND u.week NOT IN (SELECT week FROM hidden)
  ),
  membership AS (
    SELECT m.week, m.person, m.team, CASE WHEN EXISTS (
        SELECT 1 FROM undone u WHERE u.week = m.week AND u.person = m.person AND u.before IS NOT NULL
      ) THEN 'present' ELSE m.presence END AS presence
    FROM main.membership m
    WHERE m.week BETWEEN @from AND @to AND m.week NOT IN (SELECT week FROM hidden)
  )`;
