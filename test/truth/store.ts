import type { Database } from "../../src/history/database.ts";
import type { Level } from "../../src/series.ts";
import { addWeeks, type Week } from "../../src/week.ts";

export type Cell = { readonly value: number | null; readonly base: number | null };
export type Part = { readonly id: string; readonly calls: number; readonly total: number };

const sums = new Set(["callHours", "scorecardCount"]);
const isSum = (metric: string): boolean => /^calls|Calls/.test(metric) || sums.has(metric);

const group = {
  person: "p.id = @id",
  team: "b.team = @id",
  company: "1 = 1 OR @id = ''",
} as const;

/** The database asked in plain SQL, one question a figure, and nothing of the program's own reading of it. */
export function storeOf(database: Database) {
  const from = `FROM weekly_values v JOIN people p ON p.key = v.person JOIN metrics m ON m.key = v.metric
    JOIN membership b ON b.person = v.person AND b.week = v.week
    WHERE m.id = @metric AND v.week = @week AND (`;
  const asked = new Map<string, Cell>();
  const cell = (level: Level, id: string, metric: string, week: Week): Cell => {
    const key = [level, id, metric, week].join(" ");
    const known = asked.get(key);
    if (known) return known;
    const row = database
      .prepare<unknown[], { total: number | null; weighted: number | null; base: number | null }>(
        `SELECT sum(v.value) AS total, sum(v.value * v.base) AS weighted, sum(v.base) AS base ${from}${group[level]})`,
      )
      .get({ metric, week, id });
    const { total = null, weighted = null, base = null } = row ?? {};
    const mean = base && weighted !== null ? weighted / base : null;
    const found: Cell =
      level !== "person" && !isSum(metric)
        ? { value: mean, base }
        : { value: total, base: isSum(metric) ? null : base };
    asked.set(key, found);
    return found;
  };
  /** Who made how many of a group's calls in one week, and what their values add up to. */
  const parts = (level: "team" | "company", id: string, metric: string, week: Week): readonly Part[] => {
    // Somebody without a team who leads one is a part of the company beside that team, by the same id.
    const by = level === "team" ? "'person ' || p.id" : "coalesce('team ' || b.team, 'person ' || p.id)";
    return database
      .prepare<unknown[], Part>(
        `SELECT ${by} AS id, sum(v.base) AS calls, sum(v.value * v.base) AS total ${from}${group[level]}) GROUP BY ${by}`,
      )
      .all({ metric, week, id });
  };
  const before = (week: Week, weeks: number): readonly Week[] =>
    Array.from({ length: weeks }, (_, at) => addWeeks(week, at - weeks));
  return { cell, parts, before, isSum };
}

export type Store = ReturnType<typeof storeOf>;
