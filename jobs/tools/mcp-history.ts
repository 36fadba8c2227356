import { DateTime } from "luxon";
import type { Config } from "../../src/config.ts";
import type { Digest } from "../../src/digest.ts";
import type { Database } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { readPanel } from "../../src/history/panel.ts";
import { findPerson } from "../../src/history/people.ts";
import { explain } from "../../src/insight/explain.ts";
import { verdictFor } from "../../src/insight/verdicts.ts";
import { type MetricId, metricOf } from "../../src/metrics.ts";
import { didYouMean } from "../../src/nearest.ts";
import type { Level, Series } from "../../src/series.ts";
import { ToolError } from "../../src/tools/error.ts";
import type { DigestQuery, HistoryReads, SeriesQuery } from "../../src/tools/history-tools.ts";
import { addWeeks, type Week, weekOf, weeksFrom } from "../../src/week.ts";
import { toldAbout, whyNotJudged } from "../feedback/explain-feedback.ts";
import type { Session } from "../session/session.ts";
import { judgedWeek } from "../weekly/judged-week.ts";
import { companyReach, findReaders } from "../weekly/recipients.ts";

/** Weeks of a series when nobody says from when. */
const usualSpan = 12;

/** Weeks at each end of a series that its change is told by. */
const endWeeks = 4;

/** What models may ask of a session's history. Nothing here sends a request. */
export function historyReads(session: Session): HistoryReads {
  const { usual } = session.settings.config;
  return {
    series: async (query) => seriesAnswer(await session.history(), query),
    findings: async (wanted) => {
      const database = await session.history();
      const week = wholeWeek(database, wanted);
      const { findings, headline, dataNotes, checked, muted } = judgedWeek(database, week, usual).digestFor(
        companyReach,
      );
      return { week, headline, checked, muted, findings: findings.map(brief), dataNotes };
    },
    explain: async (id) => explanation(await session.history(), id, usual),
    digest: async (query) => digestAnswer(await session.history(), query, usual),
  };
}

function seriesAnswer(database: Database, query: SeriesQuery): object {
  const to = wholeWeek(database, query.to);
  const from = query.from === undefined ? addWeeks(to, 1 - usualSpan) : asWeek(query.from);
  if (from > to)
    throw new ToolError("input", `from: ${from} is after ${to}, the last week that is asked for`);
  const panel = readPanel(database, to, weeksFrom(from, to).length - 1);
  const metrics = [...new Set(panel.series.map(({ metric }) => metric))];
  const metric = metrics.find(
    (id) => id.toLowerCase() === query.metric.toLowerCase().replace(/[^a-z0-9]/g, ""),
  );
  if (metric === undefined) throw noMetric(query.metric, metrics);
  const level = query.level ?? (query.who === undefined ? "person" : undefined);
  const who = query.who === undefined ? undefined : idOf(database, query.who);
  const { label, unit } = metricOf(metric);
  const rows = panel.series
    .filter((series) => series.metric === metric && (level === undefined || series.entity.level === level))
    .filter(({ entity }) => who === undefined || entity.id === who || isNamed(entity.name, query.who))
    .map(seriesRow)
    .toSorted((a, b) => (b.change ?? Number.NEGATIVE_INFINITY) - (a.change ?? Number.NEGATIVE_INFINITY));
  if (rows.length === 0 && query.who !== undefined) {
    throw new ToolError("input", `who: ${JSON.stringify(query.who)} has no values in ${from} to ${to}`);
  }
  const known = new Set(completeWeeks(database));
  const missing = panel.weeks.filter((week) => !known.has(week));
  return {
    metric,
    label,
    unit,
    weeks: panel.weeks,
    ...(missing.length > 0 ? { weeksMissing: missing } : {}),
    meaning: `before and after: mean of the first and the last ${endWeeks} known weeks, of fewer than ${2 * endWeeks} each half; null: not known`,
    rows,
  };
}

function seriesRow({ entity, values, bases }: Series) {
  const known = values.flatMap((value, index) =>
    value === null ? [] : [{ value, weight: bases[index] ?? 1 }],
  );
  const size = Math.min(endWeeks, Math.floor(known.length / 2));
  const before = size === 0 ? null : mean(known.slice(0, size));
  const after = size === 0 ? null : mean(known.slice(-size));
  return {
    id: entity.id,
    name: entity.name,
    change: before === null || after === null ? null : rounded(after - before),
    before: rounded(before),
    after: rounded(after),
    level: entity.level,
    team: entity.teamId,
    values: values.map(rounded),
  };
}

/** By the calls behind each value, where it is a mean itself. */
function mean(points: readonly { readonly value: number; readonly weight: number }[]): number | null {
  let [sum, weights] = [0, 0];
  for (const { value, weight } of points) {
    sum += value * weight;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

const rounded = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(4));

const inShort = (digest: Digest): object => ({
  ...digest,
  checkedRows: digest.checkedRows.map(withRoundNumbers),
  findings: digest.findings.map(brief),
});

/** Without the weeks for the picture, which history_series has. */
function brief(finding: Digest["findings"][number]): unknown {
  const { history: _, evidence, ...rest } = finding;
  return withRoundNumbers({ ...rest, ...(evidence.length > 0 ? { evidence } : {}) });
}

/** Four digits are what a reader needs; explain_finding has them all. */
function withRoundNumbers(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : rounded(value);
  if (Array.isArray(value)) return value.map(withRoundNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, withRoundNumbers(own)]));
}

const findingShape = /^(\d{4}-W\d{2}):(person|team|company):([^:]+):([^:]+)$/;

function explanation(database: Database, id: string, usual: Config["usual"]): object {
  const [, weekText, level, entity = "", metric = ""] = findingShape.exec(id) ?? [];
  if (weekText === undefined) {
    throw new ToolError(
      "input",
      `finding: got ${JSON.stringify(id)}, expected an id of history_findings like 2026-W46:team:4001:callsAsHost`,
    );
  }
  const judged = judgedWeek(database, wholeWeek(database, weekText), usual);
  const { judgement, panel } = judged;
  const verdict = verdictFor(judgement, level as Level, entity, metric);
  if (verdict) {
    const [told, context] = [toldAbout(judged, id, verdict), judged.contextFor(verdict)];
    return { id, ...explain(verdict, judgement, panel), ...told, ...context };
  }
  throw new ToolError(
    "input",
    `finding: ${id} was not judged: ${whyNotJudged(judged, level as Level, entity, metric)}`,
  );
}

function digestAnswer(
  database: Database,
  { week: wanted, scope = "company", who }: DigestQuery,
  usual: Config["usual"],
): object {
  const week = wholeWeek(database, wanted);
  if (scope === "company" && who !== undefined) {
    throw new ToolError("input", "scope: is missing beside who, expected team, tree or person");
  }
  const judged = judgedWeek(database, week, usual);
  if (scope === "company") return inShort(judged.digestFor(companyReach));
  if (who === undefined)
    throw new ToolError("input", `who: is missing, expected the id or address of a ${scope}`);
  const asked = {
    to: "",
    scope: { [scope]: who } as { team: string } | { tree: string } | { person: string },
  };
  const { readers, unknown } = findReaders(database, [{ ...asked, locale: "en" }], week);
  const [reader] = readers;
  if (!reader) throw new ToolError("input", `who: ${unknown.join("; ").replace(/^[^:]*: /, "")}`);
  return inShort(judged.digestFor(reader.reach));
}

/** The week that is asked for, or the newest there is. */
function wholeWeek(database: Database, wanted: string | undefined): Week {
  const weeks = completeWeeks(database);
  const newest = weeks.at(-1);
  if (newest === undefined) {
    throw new ToolError(
      "input",
      "the history is empty; a person runs gong-digest backfill --from WEEK first",
    );
  }
  const week = wanted === undefined ? newest : asWeek(wanted);
  if (weeks.includes(week)) return week;
  throw new ToolError(
    "input",
    `week: ${week} is not whole in the history, which has ${weeks[0]} to ${newest}`,
  );
}

function asWeek(text: string): Week {
  const moment = DateTime.fromISO(text, { zone: "utc" });
  if (moment.isValid) return weekOf(moment);
  throw new ToolError(
    "input",
    `${JSON.stringify(text)} is no week; expected 2026-W46 or a date like 2026-11-09`,
  );
}

function idOf(database: Database, who: string): string {
  return findPerson(database, who)?.id ?? who;
}

const isNamed = (name: string, who: string | undefined): boolean =>
  who !== undefined && name.toLowerCase().includes(who.toLowerCase());

function noMetric(wanted: string, metrics: readonly MetricId[]): ToolError {
  return new ToolError(
    "input",
    `metric: ${JSON.stringify(wanted)} is none, expected one of ${metrics.join(", ")}.${didYouMean(wanted, metrics)}`,
  );
}
