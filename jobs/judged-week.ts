import type { Config } from "../src/config.ts";
import { dayAt } from "../src/day.ts";
import type { Digest } from "../src/digest.ts";
import type { Feedback } from "../src/feedback.ts";
import type { Finding, Found } from "../src/finding.ts";
import { peopleFacts, readContext } from "../src/history/context.ts";
import type { Database } from "../src/history/database.ts";
import { readFeedback } from "../src/history/feedback.ts";
import { notesOf, readFact } from "../src/history/ledger.ts";
import { toldDigest } from "../src/history/outbox.ts";
import { readPanel } from "../src/history/panel.ts";
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
import type { Panel } from "../src/series.ts";
import { addWeeks, type Week, weeksFrom } from "../src/week.ts";
import { languageOf } from "../src/words/language.ts";
import type { Statement } from "../src/words/statement.ts";
import { heard } from "./heard.ts";

const language = languageOf("en");

/** One week of the history, judged; digests for any scope are composed from it. */
export type JudgedWeek = {
  readonly week: Week;
  readonly panel: Panel;
  /** Of every series, muted ones too. */
  readonly judgement: Judgement;
  /** What people told about findings, as it was honoured. */
  readonly feedback: Feedback;
  readonly digestFor: (reach: Reach) => Digest;
  /** Most important first, with what the history knows of their context by now. */
  readonly findingsFor: (reach: Reach) => readonly Found[];
  /** What the history knows beside one verdict, for a reader of the whole company. */
  readonly contextFor: (verdict: Verdict) => ToldContext;
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

  const facts = contextFacts(database, week, timeZone);
  const findingsFor = (reach: Reach): readonly Found[] =>
    findingsOf(told, panel, windowWeeks, (entity) => isWithin(reach, entity), facts());
  const contextFor = (verdict: Verdict): ToldContext => {
    const { parts } = driversOf(verdict, judgement, panel);
    const input = { judgement, panel, facts: facts(), isWithin: () => true };
    const found = contextOf(verdict, parts, input);
    return { ...inWords(found, language), context: found.context };
  };
  const digestFor = (reach: Reach): Digest =>
    compose({
      week,
      timeZone,
      language,
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
        ...levelNotes(reach),
      ],
      ...leftOut(reach),
      newLevels: newLevels(reach),
      before: withoutMuted(toldDigest(database, addWeeks(week, -1), scopeKey(reach.scope))),
    });
  return { week, panel, judgement, feedback, digestFor, findingsFor, contextFor };
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

function thinNote(known: number): Statement[] {
  if (known >= earlyBelow) return [];
  const isLearning = known < learningBelow;
  const enough = { count: isLearning ? learningBelow : earlyBelow };
  return [{ pattern: isLearning ? "noteLearning" : "noteEarly", slots: { weeks: { count: known }, enough } }];
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
