import { type MetricId, metricOf } from "../metrics.ts";
import type { Member } from "../pull/assemble.ts";
import type { PersonValue } from "../pull/part.ts";
import { parseWeek, type Week } from "../week.ts";
import type { Database } from "./database.ts";
import { HistoryError } from "./error.ts";
import { exportColumns } from "./export.ts";
import { isComplete } from "./ledger.ts";
import { recordWeek } from "./record.ts";
import { erasedIn } from "./tombstone.ts";

export type Imported = { readonly weeks: number; readonly values: number; readonly kept: readonly Week[] };

type Draft = { members: Map<string, Member>; values: PersonValue[] };

/**
 * Reads rows of our own export into the history. Rows of teams and the company are skipped: they follow from
 * the people. A week that the history already has is left as it is and listed in `kept`.
 *
 * @param records header first, as a CSV parser gives them
 * @throws {HistoryError} that names the line and column of the first bad row; nothing is imported then
 */
export function importRows(
  database: Database,
  records: Iterable<readonly string[]>,
  options: { readonly timeZone: string; readonly at: string },
): Imported {
  const drafts = readDrafts(records);
  const fresh = [...drafts].filter(([week]) => !isComplete(database, week));
  const addPerson = database.prepare(
    "INSERT INTO people (id, name, active) VALUES (?, ?, 1) ON CONFLICT (id) DO NOTHING",
  );
  const erased = erasedIn(database);
  let values = 0;
  const all = database.transaction(() => {
    for (const [week, { members, values: given }] of fresh.sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const id of members.keys()) if (!erased.has(id)) addPerson.run(id, id);
      const sources = [...new Set(given.map(([, metric]) => metricOf(metric).source))];
      recordWeek(
        database,
        {
          week,
          timeZone: options.timeZone,
          sources,
          members: [...members.values()],
          values: withBases(given),
          notes: [],
        },
        options.at,
      );
      values += given.length;
    }
  });
  all.immediate();
  const kept = [...drafts.keys()].filter((week) => !fresh.some(([each]) => each === week));
  return { weeks: fresh.length, values, kept };
}

function readDrafts(records: Iterable<readonly string[]>): Map<Week, Draft> {
  const drafts = new Map<Week, Draft>();
  let line = 0;
  for (const record of records) {
    line += 1;
    if (line === 1) {
      const header = record.join();
      if (header === exportColumns.join() || header === exportColumns.slice(0, -1).join()) continue;
      throw new HistoryError(
        "data",
        `line 1: got ${header}, expected ${exportColumns.join()}, the last of them or not`,
      );
    }
    const [weekText = "", level, person = "", team, metric = "", text = "", baseText = ""] = record;
    if (level === "team" || level === "company") continue;
    const bad = (column: string, got: string | undefined, expected: string): HistoryError =>
      new HistoryError(
        "data",
        `line ${line}: ${column} is ${JSON.stringify(got ?? "")}, expected ${expected}`,
      );
    if (level !== "person") throw bad("level", level, "person, team or company");
    if (!/^\d{1,20}$/.test(person)) throw bad("entity_id", person, "a Gong user id");
    if (!/^[\p{L}][\p{L}\p{N}]*$/u.test(metric)) throw bad("metric", metric, "a metric like callsAsHost");
    let week: Week;
    try {
      week = parseWeek(weekText);
    } catch {
      throw bad("week", weekText, "a week like 2026-W46");
    }
    const value = text === "" ? null : Number(text);
    if (value !== null && !Number.isFinite(value))
      throw bad("value", text, "a number, or nothing where it is missing");
    const base = baseText === "" ? null : Number(baseText);
    if (base !== null && !Number.isInteger(base)) throw bad("base", baseText, "a whole number, or nothing");
    addTo(drafts, week, { person, teamId: team || null, metric, value, base });
  }
  return drafts;
}

function addTo(
  drafts: Map<Week, Draft>,
  week: Week,
  row: { person: string; teamId: string | null; metric: MetricId; value: number | null; base: number | null },
): void {
  const draft: Draft = drafts.get(week) ?? { members: new Map(), values: [] };
  drafts.set(week, draft);
  const before = draft.members.get(row.person)?.presence;
  const presence = before === "present" || row.value !== null ? "present" : "inactive";
  draft.members.set(row.person, { person: row.person, teamId: row.teamId, presence });
  if (row.value !== null) draft.values.push([row.person, row.metric, row.value, row.base]);
}

/** Without the column of what stands behind a mean, the other metrics tell it, or nearly. */
function withBases(values: readonly PersonValue[]): readonly PersonValue[] {
  const byKey = new Map(values.map(([person, metric, value]) => [`${person} ${metric}`, value]));
  return values.map(([person, metric, value, base]): PersonValue => {
    if (base !== null) return [person, metric, value, base];
    if (metric === "meanCallLength") {
      const hours = byKey.get(`${person} callHours`);
      return [
        person,
        metric,
        value,
        hours !== undefined && value > 0 ? Math.round((hours * 3600) / value) : base,
      ];
    }
    const { base: baseMetric } = metricOf(metric);
    return [person, metric, value, baseMetric ? (byKey.get(`${person} ${baseMetric}`) ?? null) : null];
  });
}
