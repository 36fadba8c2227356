import { dayAt } from "../src/day.ts";
import type { Digest } from "../src/digest.ts";
import type { Finding } from "../src/finding.ts";
import { formatList, formatPercent } from "../src/format.ts";
import { peopleFacts, readContext } from "../src/history/context.ts";
import type { Database } from "../src/history/database.ts";
import { notesOf, readFact } from "../src/history/ledger.ts";
import { toldDigest } from "../src/history/outbox.ts";
import { readPanel } from "../src/history/panel.ts";
import { contextOf, type ToldContext } from "../src/insight/context.ts";
import type { ContextFacts } from "../src/insight/context-input.ts";
import { driversOf } from "../src/insight/drivers.ts";
import { findingsOf } from "../src/insight/findings.ts";
import { absentPeople, type Judgement, judgeWeek, type Verdict } from "../src/insight/judge.ts";
import { compose } from "../src/mail/compose.ts";
import { isWithin, type Reach, scopeKey } from "../src/mail/scope.ts";
import type { Panel } from "../src/series.ts";
import { addWeeks, type Week } from "../src/week.ts";

/**
 * Weeks before that judging remembers, where the history has them; half of their weight lies in the last ten to
 * twenty. `usual.weeks` is what is fetched at least, and what people see.
 */
const memoryWeeks = 52;

/** One week of the history, judged; digests for any scope are composed from it. */
export type JudgedWeek = {
  readonly week: Week;
  readonly panel: Panel;
  readonly judgement: Judgement;
  readonly digestFor: (reach: Reach) => Digest;
  /** Most important first, with what the history knows of their context by now. */
  readonly findingsFor: (reach: Reach) => readonly Finding[];
  /** What the history knows beside one verdict, for a reader of the whole company. */
  readonly contextFor: (verdict: Verdict) => ToldContext;
};

/**
 * Judges a week that is complete in the history.
 *
 * @param notes what the job has to say about the data, besides what the history knows
 */
export function judgedWeek(
  database: Database,
  week: Week,
  windowWeeks: number,
  notes: readonly string[] = [],
): JudgedWeek {
  const panel = readPanel(database, week, Math.max(windowWeeks, memoryWeeks));
  const judgement = judgeWeek(panel);
  const values = new Map(
    panel.series.map((series) => [key(series.entity, series.metric), series.values.at(-1) ?? null]),
  );
  const timeZone = readFact(database, "timeZone") ?? "UTC";
  const known = weeksKnown(panel);
  const silent = new Set(
    judgement.verdicts.filter(({ isSilence }) => isSilence).map(({ series }) => series.entity.id),
  );
  const absent = [...absentPeople(panel)].filter((person) => !silent.has(person));

  const facts = contextFacts(database, week, timeZone);
  const findingsFor = (reach: Reach): readonly Finding[] =>
    findingsOf(judgement, panel, windowWeeks, (entity) => isWithin(reach, entity), facts());
  const contextFor = (verdict: Verdict): ToldContext =>
    contextOf(verdict, driversOf(verdict, panel), {
      judgement,
      panel,
      facts: facts(),
      isWithin: () => true,
    });
  const digestFor = (reach: Reach): Digest =>
    compose({
      week,
      timeZone,
      reach,
      windowWeeks: known,
      findings: findingsFor(reach),
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
  return { week, panel, judgement, digestFor, findingsFor, contextFor };
}

/** What the history knows of people beside their numbers; what Gong told of the week is read at each call. */
function contextFacts(database: Database, week: Week, timeZone: string): () => ContextFacts {
  const known = peopleFacts(database);
  return () => ({
    people: readContext(database, week),
    nameOf: (id) => known.get(id)?.name || `user ${id}`,
    createdOn: (id) => {
      const createdAt = known.get(id)?.createdAt ?? null;
      return createdAt === null ? null : dayAt(createdAt, timeZone);
    },
  });
}

const key = (entity: { level: string; id: string }, metric: string): string =>
  `${entity.level} ${entity.id} ${metric}`;

/** Weeks before the judged one in which anything is known of the company. */
function weeksKnown({ weeks, series }: Panel): number {
  const company = series.filter(({ entity }) => entity.level === "company");
  return weeks.slice(0, -1).filter((_, index) => company.some(({ values }) => values[index] !== null)).length;
}

function thinNote(known: number): string[] {
  if (known >= 8) return [];
  return [
    `Usual ranges rest on ${known} ${known === 1 ? "week" : "weeks"} so far; from 8 on they can be trusted.`,
  ];
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
