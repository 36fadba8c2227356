import type { Config } from "../src/config.ts";
import type { Digest } from "../src/digest.ts";
import { formatList, formatPercent } from "../src/format.ts";
import type { Database } from "../src/history/database.ts";
import { notesOf, readFact } from "../src/history/ledger.ts";
import { toldDigest } from "../src/history/outbox.ts";
import { readPanel } from "../src/history/panel.ts";
import { findingsOf } from "../src/insight/findings.ts";
import { absentPeople, type Judgement, judgeWeek } from "../src/insight/judge.ts";
import { earlyBelow, learningBelow, memoryStart, weeksKnown } from "../src/insight/memory.ts";
import { compose } from "../src/mail/compose.ts";
import { isWithin, type Reach, scopeKey } from "../src/mail/scope.ts";
import type { Panel } from "../src/series.ts";
import { addWeeks, type Week, weeksFrom } from "../src/week.ts";

/** One week of the history, judged; digests for any scope are composed from it. */
export type JudgedWeek = {
  readonly week: Week;
  readonly panel: Panel;
  readonly judgement: Judgement;
  readonly digestFor: (reach: Reach) => Digest;
};

/**
 * Judges a week that is complete in the history.
 *
 * @param notes what the job has to say about the data, besides what the history knows
 */
export function judgedWeek(
  database: Database,
  week: Week,
  { weeks: windowWeeks, falseAlerts }: Config["usual"],
  notes: readonly string[] = [],
): JudgedWeek {
  const panel = readPanel(database, week, weeksFrom(memoryStart(week), week).length - 1);
  const judgement = judgeWeek(panel, falseAlerts);
  const values = new Map(
    panel.series.map((series) => [key(series.entity, series.metric), series.values.at(-1) ?? null]),
  );
  const timeZone = readFact(database, "timeZone") ?? "UTC";
  const known = weeksKnown(panel);
  const silent = new Set(
    judgement.verdicts.filter(({ isSilence }) => isSilence).map(({ series }) => series.entity.id),
  );
  const absent = [...absentPeople(panel)].filter((person) => !silent.has(person));

  const digestFor = (reach: Reach): Digest =>
    compose({
      week,
      timeZone,
      reach,
      windowWeeks: known,
      findings: findingsOf(judgement, panel, windowWeeks, (entity) => isWithin(reach, entity)),
      checked: judgement.verdicts.map(({ series, metric, value, usual, certainty }) => ({
        entity: series.entity,
        metric,
        value,
        usual,
        isUnusual: certainty !== null,
      })),
      valueOf: (entity, metric) => values.get(key(entity, metric)) ?? null,
      dataNotes: [
        ...notes,
        ...notesOf(database, week),
        ...thinNote(known),
        ...(reach.people === null ? [] : companyNote(judgement)),
        ...absenceNote(absent.filter((id) => reach.people === null || reach.people.has(id)).length),
      ],
      before: toldDigest(database, addWeeks(week, -1), scopeKey(reach.scope)),
    });
  return { week, panel, judgement, digestFor };
}

const key = (entity: { level: string; id: string }, metric: string): string =>
  `${entity.level} ${entity.id} ${metric}`;

function thinNote(known: number): string[] {
  if (known >= earlyBelow) return [];
  const ranges = `usual ranges rest on ${known} ${known === 1 ? "week" : "weeks"} so far`;
  if (known >= learningBelow) return [`Early: ${ranges}; from ${earlyBelow} on they are steady.`];
  return [`Still learning what is usual: ${ranges}; from ${learningBelow} on they can be trusted.`];
}

/** Metrics that one note names. */
const mostMetrics = 5;

/** A reader who does not see the company learns that all of it moved. */
function companyNote({ verdicts }: Judgement): string[] {
  const people = verdicts.filter(({ series }) => series.entity.level === "person");
  const factors = new Map(people.map(({ metric, companyFactor }) => [metric.label, companyFactor]));
  const moved = [...factors].filter(([, factor]) => factor !== 1);
  if (moved.length === 0) return [];
  const parts = moved
    .slice(0, mostMetrics)
    .map(
      ([label, factor]) =>
        `${label} (${formatPercent(Math.abs(1 - factor))} ${factor < 1 ? "below" : "above"})`,
    );
  if (moved.length > mostMetrics) parts.push(`${moved.length - mostMetrics} more metrics`);
  return [`The whole company moved this week, and ranges are moved by as much: ${formatList(parts)}.`];
}

function absenceNote(people: number): string[] {
  if (people === 0) return [];
  const [who, are] = people === 1 ? ["1 person", "is"] : [`${people} people`, "are"];
  return [`${who} did nothing in Gong this week and ${are} not judged: leave cannot be told from silence.`];
}
