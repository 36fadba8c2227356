import type { Config } from "../src/config.ts";
import { dayAt } from "../src/day.ts";
import type { Digest } from "../src/digest.ts";
import type { Feedback } from "../src/feedback.ts";
import type { Finding, Found } from "../src/finding.ts";
import { peopleFacts, readContext } from "../src/history/context.ts";
import type { Database } from "../src/history/database.ts";
import { readFeedback } from "../src/history/feedback.ts";
import { lackingOf, notesOf, readFact } from "../src/history/ledger.ts";
import { readPanel } from "../src/history/panel.ts";
import { toldDigest } from "../src/history/told.ts";
import { contextOf } from "../src/insight/context.ts";
import type { ContextFacts } from "../src/insight/context-input.ts";
import { driversOf } from "../src/insight/drivers.ts";
import { restartsOf } from "../src/insight/expected.ts";
import { findingsOf } from "../src/insight/findings.ts";
import { earlyBelow, learningBelow, memoryStart, weeksKnown } from "../src/insight/horizon.ts";
import { absentPeople, type Judgement, judgeWeek, type Verdict } from "../src/insight/judge.ts";
import { compose } from "../src/mail/compose.ts";
import { isWithin, type Reach, scopeKey } from "../src/mail/scope.ts";
import { inWords } from "../src/mail/shown.ts";
import type { Source } from "../src/metrics.ts";
import type { Panel } from "../src/series.ts";
import { addWeeks, mondayOf, type Week, weeksFrom } from "../src/week.ts";
import { languageOf } from "../src/words/language.ts";
import type { Statement } from "../src/words/statement.ts";
import { heard } from "./heard.ts";

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
export function judgedWeek(
  database: Database,
  week: Week,
  { weeks: windowWeeks, falseAlerts }: Config["usual"],
  notes: readonly Statement[] = [],
  feedback: Feedback = readFeedback(database),
): JudgedWeek {
  const read = readPanel(database, week, weeksFrom(memoryStart(week), week).length - 1);
  const panel: Panel = { ...read, restarts: restartsOf(feedback.expectations, read) };
  const judgement = judgeWeek(panel, falseAlerts);
  const { told, leftOut, newLevels, levelNotes, withoutMuted } = heard(feedback, judgement, panel);
  const values = new Map(
    panel.series.map((series) => [key(series.entity, series.metric), series.values.at(-1) ?? null]),
  );
  const timeZone = readFact(database, "timeZone") ?? "UTC";
  const known = weeksKnown(panel);
  const silent = new Set(
    judgement.verdicts.filter(({ isSilence }) => isSilence).map(({ series }) => series.entity.id),
  );
  const absent = [...absentPeople(panel)].filter((person) => !silent.has(person));

  const heardOf = new Set(told.verdicts);
  const lacking = lackingOf(database, week);

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
      checked: judgement.verdicts.map((verdict) => ({
        entity: verdict.series.entity,
        metric: verdict.metric,
        value: verdict.value,
        usual: verdict.usual,
        score: verdict.score,
        isMuted: !heardOf.has(verdict),
        isUnusual: verdict.certainty !== null,
      })),
      valueOf: (entity, metric) => values.get(key(entity, metric)) ?? null,
      dataNotes: [
        ...lackingNote(lacking),
        ...notes,
        ...(telling.notes ?? []),
        ...notesOf(database, week),
        ...thinNote(known, week),
        ...(reach.people === null ? [] : companyNote(judgement)),
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
    countFor: (reach) => findingsOf(told, panel, windowWeeks, (entity) => isWithin(reach, entity)).length,
    hasData: (reach) =>
      panel.series.some(({ entity, values: own }) => isWithin(reach, entity) && own.at(-1) !== null),
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

const key = (entity: { level: string; id: string }, metric: string): string =>
  `${entity.level} ${entity.id} ${metric}`;

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

/** A reader who does not see the company learns that all of it moved. */
function companyNote({ verdicts }: Judgement): Statement[] {
  const people = verdicts.filter(({ series }) => series.entity.level === "person");
  const factors = new Map(people.map(({ metric, companyFactor }) => [metric.id, companyFactor]));
  const moved = [...factors].filter(([, factor]) => factor !== 1);
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
