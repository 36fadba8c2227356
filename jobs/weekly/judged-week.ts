import type { Config } from "../../src/config.ts";
import { dayAt } from "../../src/day.ts";
import type { Digest } from "../../src/digest.ts";
import type { Feedback } from "../../src/feedback.ts";
import type { Finding, Found } from "../../src/finding.ts";
import { peopleFacts, readContext } from "../../src/history/context.ts";
import type { Database } from "../../src/history/database.ts";
import { readFeedback } from "../../src/history/feedback.ts";
import { lackingOf, notesOf, readFact } from "../../src/history/ledger.ts";
import { panelSteps } from "../../src/history/panel.ts";
import { toldDigest } from "../../src/history/told.ts";
import { contextOf } from "../../src/insight/context.ts";
import type { ContextFacts } from "../../src/insight/context-input.ts";
import { driversOf } from "../../src/insight/drivers.ts";
import { restartsOf } from "../../src/insight/expected.ts";
import { findingsOf } from "../../src/insight/findings.ts";
import { earlyBelow, learningBelow, memoryStart, weeksKnown } from "../../src/insight/horizon.ts";
import { absentPeople, type Judgement, judgeWeekSteps, type Verdict } from "../../src/insight/judge.ts";
import { type Survey, surveyOf, surveySteps } from "../../src/insight/survey.ts";
import { verdictsWithin } from "../../src/insight/verdicts.ts";
import { type CheckedValue, compose } from "../../src/mail/compose.ts";
import { isWithin, type Reach, scopeKey } from "../../src/mail/scope.ts";
import { inWords } from "../../src/mail/shown.ts";
import type { MetricId, Source } from "../../src/metrics.ts";
import { valueIn } from "../../src/packed.ts";
import type { Panel, Series } from "../../src/series.ts";
import { drained, type Steps } from "../../src/steps.ts";
import { addWeeks, mondayOf, type Week, weeksFrom } from "../../src/week.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Statement } from "../../src/words/statement.ts";
import { heard } from "./heard.ts";
import { inTurns } from "./in-turns.ts";

/** How one reader is told, and what the job has to say to them. */
export type Telling = {
  /** `en` when absent. */
  readonly locale?: string;
  readonly notes?: readonly Statement[];
  readonly isCatchUp?: boolean;
  /** When the next digest comes, as an ISO time. */
  readonly next?: string | null;
};

/** One week of the history, judged; digests for any scope are composed from it. */
export type JudgedWeek = {
  readonly week: Week;
  readonly panel: Panel;
  /** Of every series, muted ones too. */
  readonly judgement: Judgement;
  /** What people told about findings, as it was honoured. */
  readonly feedback: Feedback;
  readonly digestFor: (reach: Reach, telling?: Telling) => Digest;
  /** Most important first, with what the history knows of their context by now. */
  readonly findingsFor: (reach: Reach) => readonly Found[];
  /** What the history knows beside one verdict, for a reader of the whole company. */
  readonly contextFor: (verdict: Verdict) => ToldContext;
  /** How many findings a digest of that scope would have. */
  readonly countFor: (reach: Reach) => number;
  /** What stands behind some series week by week, for pages: worked out where it is not known yet. */
  readonly surveyed: (series: readonly Series[]) => ReadonlyMap<Series, Survey>;
  /** Works that out for all that digests of these scopes tell, letting others have their turn. */
  readonly survey: (signal: AbortSignal, reaches: readonly Reach[]) => Promise<void>;
  /** Is any value of this week within the scope? */
  readonly hasData: (reach: Reach) => boolean;
};

export type ToldContext = Pick<Finding, "statements" | "sentences" | "evidence" | "context">;

/**
 * Judges a week that is complete in the history.
 *
 * @param notes what the job has to say about the data, besides what the history knows
 * @param feedback what people told about findings; that of the history when absent
 */
export function judgedWeek(...[database, week, usual, notes, feedback]: JudgedWeekOf): JudgedWeek {
  return drained(judgedWeekSteps(database, week, usual, notes, feedback));
}

/** Judges as `judgedWeek` does, and between two steps lets others have their turn; ends with what aborts the signal. */
export async function judgedWeekInTurns(signal: AbortSignal, ...of: JudgedWeekOf): Promise<JudgedWeek> {
  return inTurns(judgedWeekSteps(...of), signal);
}

export type JudgedWeekOf = readonly [
  database: Database,
  week: Week,
  usual: Config["usual"],
  notes?: readonly Statement[] | undefined,
  feedback?: Feedback | undefined,
];

function* judgedWeekSteps(
  database: Database,
  week: Week,
  { weeks: windowWeeks, falseAlerts }: Config["usual"],
  notes: readonly Statement[] = [],
  feedback: Feedback = readFeedback(database),
): Steps<JudgedWeek> {
  const read = yield* panelSteps(database, week, weeksFrom(memoryStart(week), week).length - 1);
  const panel: Panel = { ...read, restarts: restartsOf(feedback.expectations, read) };
  const judgement = yield* judgeWeekSteps(panel, falseAlerts);
  const { told, isMuted, leftOut, newLevels, levelNotes, withoutMuted } = heard(feedback, judgement, panel);
  const last = panel.weeks.length - 1;
  const rows = rowsByEntity(panel);
  const seriesOf = ({ level, id }: { level: string; id: string }, metric: string): Series | undefined =>
    (rows.get(`${level} ${id}`) ?? []).map((row) => panel.series[row]).find((own) => own?.metric === metric);
  const timeZone = readFact(database, "timeZone") ?? "UTC";
  const known = weeksKnown(panel);
  yield;
  const silent = new Set(
    judgement.verdicts.filter(({ isSilence }) => isSilence).map(({ series }) => series.entity.id),
  );
  yield;
  const moved = movedMetrics(judgement);
  yield;
  const absent = [...absentPeople(panel)].filter((person) => !silent.has(person));

  const lacking = lackingOf(database, week);

  const surveys = new Map<Series, Survey>();
  const facts = contextFacts(database, week, timeZone);
  const findingsFor = (reach: Reach): readonly Found[] =>
    findingsOf(told, panel, windowWeeks, (entity) => isWithin(reach, entity), facts());
  const contextFor = (verdict: Verdict): ToldContext => {
    const { parts } = driversOf(verdict, judgement, panel);
    const input = { judgement, panel, facts: facts(), isWithin: () => true };
    const found = contextOf(verdict, parts, input);
    return { ...inWords(found, languageOf("en")), context: found.context };
  };
  const digestFor = (reach: Reach, telling: Telling = {}): Digest =>
    compose({
      occasion: {
        learning: known < learningBelow ? learningBelow : null,
        isCatchUp: telling.isCatchUp === true,
        lacking,
        next: telling.next ?? null,
      },
      week,
      timeZone,
      language: languageOf(telling.locale ?? "en"),
      reach,
      windowWeeks: known,
      findings: findingsFor(reach),
      checked: checkedOf(judgement, reach, isMuted),
      valueOf: (entity, metric) => {
        const series = seriesOf(entity, metric);
        return series ? valueIn(series, last) : null;
      },
      dataNotes: [
        ...lackingNote(lacking),
        ...notes,
        ...(telling.notes ?? []),
        ...notesOf(database, week),
        ...thinNote(known, week),
        ...(reach.people === null ? [] : companyNote(moved)),
        ...absenceNote(absent.filter((id) => reach.people === null || reach.people.has(id)).length),
        ...levelNotes(reach),
      ],
      ...leftOut(reach),
      newLevels: newLevels(reach),
      before: withoutMuted(toldDigest(database, addWeeks(week, -1), scopeKey(reach.scope))),
    });
  return {
    week,
    panel,
    judgement,
    feedback,
    digestFor,
    findingsFor,
    contextFor,
    surveyed: (wanted) => {
      const unknown = wanted.filter((series) => !surveys.has(series));
      if (unknown.length > 0)
        for (const [series, survey] of surveyOf(panel, unknown)) surveys.set(series, survey);
      return surveys;
    },
    survey: async (signal, reaches) => {
      const told = reaches
        .flatMap((reach) => findingsFor(reach))
        .flatMap(({ entity, level, metric }) => {
          return seriesOf({ level, id: entity.id }, metric) ?? [];
        });
      const unknown = told.filter((series) => !surveys.has(series));
      for (const [series, survey] of await inTurns(surveySteps(panel, unknown), signal))
        surveys.set(series, survey);
    },
    countFor: (reach) => findingsOf(told, panel, windowWeeks, (entity) => isWithin(reach, entity)).length,
    hasData: (reach) =>
      panel.series.some((own) => isWithin(reach, own.entity) && valueIn(own, last) !== null),
  };
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

function* checkedOf(
  judgement: Judgement,
  reach: Reach,
  isMuted: (series: Series) => boolean,
): Generator<CheckedValue> {
  const within = verdictsWithin(judgement, (entity) => isWithin(reach, entity));
  for (const { series, metric, value, usual, score } of within) {
    yield { entity: series.entity, metric, value, usual, score, isMuted: isMuted(series) };
  }
}

/** Where the series of each entity stand in a panel. */
function rowsByEntity({ series }: Panel): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  for (const [row, { entity }] of series.entries()) {
    const key = `${entity.level} ${entity.id}`;
    const own = rows.get(key);
    if (own) own.push(row);
    else rows.set(key, [row]);
  }
  return rows;
}

function lackingNote(lacking: readonly Source[]): Statement[] {
  if (lacking.length === 0) return [];
  const parts = lacking.map(
    (source): Statement => ({ pattern: "noteSource", slots: { source: { choice: source } } }),
  );
  return [{ pattern: "noteLacking", slots: { sources: { parts } } }];
}

function thinNote(known: number, week: Week): Statement[] {
  if (known >= earlyBelow) return [];
  const isLearning = known < learningBelow;
  const enough = { count: isLearning ? learningBelow : earlyBelow };
  // The digest that has enough weeks before its own comes on the Monday after that week.
  const day = { day: mondayOf(addWeeks(week, learningBelow - known + 1)) };
  const slots = { weeks: { count: known }, enough, ...(isLearning ? { day } : {}) };
  return [{ pattern: isLearning ? "noteLearning" : "noteEarly", slots }];
}

/** Metrics that one note names. */
const mostMetrics = 5;

/** Metrics in which all people moved, and by what factor. */
function movedMetrics({ verdicts }: Judgement): readonly (readonly [MetricId, number])[] {
  const factors = new Map<MetricId, number>();
  for (const { series, metric, companyFactor } of verdicts)
    if (series.entity.level === "person") factors.set(metric.id, companyFactor);
  return [...factors].filter(([, factor]) => factor !== 1);
}

/** A reader who does not see the company learns that all of it moved. */
function companyNote(moved: ReturnType<typeof movedMetrics>): Statement[] {
  if (moved.length === 0) return [];
  const parts = moved.slice(0, mostMetrics).map(
    ([metric, factor]): Statement => ({
      pattern: "noteMovedPart",
      slots: {
        metric: { metric },
        share: { share: Math.abs(1 - factor) },
        side: { choice: factor < 1 ? "down" : "up" },
      },
    }),
  );
  const more = moved.length - mostMetrics;
  if (more > 0) parts.push({ pattern: "noteMovedMore", slots: { count: { count: more } } });
  return [{ pattern: "noteMoved", slots: { moved: { parts } } }];
}

function absenceNote(people: number): Statement[] {
  return people === 0 ? [] : [{ pattern: "noteAbsent", slots: { people: { count: people } } }];
}
