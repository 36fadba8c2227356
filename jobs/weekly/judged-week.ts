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
import { byEntitySteps } from "../../src/insight/by-entity.ts";
import { contextOf } from "../../src/insight/context.ts";
import type { ContextFacts } from "../../src/insight/context-input.ts";
import { driversOf } from "../../src/insight/drivers.ts";
import { restartsOf } from "../../src/insight/expected.ts";
import { findingsOf, findingsSteps } from "../../src/insight/findings.ts";
import { learningBelow, memoryStart, weeksKnown } from "../../src/insight/horizon.ts";
import { absentPeople, type Judgement, judgeWeekSteps, type Verdict } from "../../src/insight/judge.ts";
import { type Survey, surveyOf, surveySteps } from "../../src/insight/survey.ts";
import { indexSteps, verdictsWithin } from "../../src/insight/verdicts.ts";
import { type CheckedValue, composeSteps } from "../../src/mail/compose.ts";
import { isWithin, type Reach, scopeKey } from "../../src/mail/scope.ts";
import { inWords } from "../../src/mail/shown.ts";
import { valueIn } from "../../src/packed.ts";
import type { Entity, Panel, Series } from "../../src/series.ts";
import { drained, type Steps } from "../../src/steps.ts";
import { addWeeks, type Week, weeksFrom } from "../../src/week.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Statement } from "../../src/words/statement.ts";
import { giveBackMemory } from "../session/memory.ts";
import { heard } from "./heard.ts";
import { inTurns } from "./in-turns.ts";
import { absenceNote, companyNote, lackingNote, lookedOver, thinNote } from "./week-notes.ts";

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
  /** The same with pauses: a large company's digest takes a look at a quarter of a million verdicts. */
  readonly digestSteps: (reach: Reach, telling?: Telling) => Steps<Digest>;
  /** The findings of a scope, most important first, with what the history knows of their context by now. */
  readonly foundSteps: (reach: Reach) => Steps<readonly Found[]>;
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
  giveBackMemory();
  const judgement = yield* judgeWeekSteps(panel, falseAlerts);
  giveBackMemory();
  yield* indexSteps(judgement);
  const { told, isMuted, leftOut, newLevels, levelNotes, withoutMuted } = heard(feedback, judgement, panel);
  const last = panel.weeks.length - 1;
  const byEntity = yield* byEntitySteps(panel.series.length, (row) => seriesAt(panel, row).entity);
  const seriesOf = (entity: Pick<Entity, "level" | "id">, metric: string): Series | undefined => {
    const row = byEntity.of(entity).find((each) => seriesAt(panel, each).metric === metric);
    return row === undefined ? undefined : seriesAt(panel, row);
  };
  const timeZone = readFact(database, "timeZone") ?? "UTC";
  const known = weeksKnown(panel);
  yield* indexSteps(told);
  const { silent, moved } = yield* lookedOver(judgement);
  const absent = [...absentPeople(panel)].filter((person) => !silent.has(person));

  const lacking = lackingOf(database, week);

  const surveys = new Map<Series, Survey>();
  const facts = contextFacts(database, week, timeZone);
  const foundSteps = (reach: Reach): Steps<readonly Found[]> =>
    findingsSteps(told, panel, windowWeeks, (entity) => isWithin(reach, entity), facts());
  const contextFor = (verdict: Verdict): ToldContext => {
    const { parts } = driversOf(verdict, judgement, panel);
    const input = { judgement, panel, facts: facts(), isWithin: () => true };
    const found = contextOf(verdict, parts, input);
    return { ...inWords(found, languageOf("en")), context: found.context };
  };
  function* digestSteps(reach: Reach, telling: Telling = {}): Steps<Digest> {
    const findings = yield* foundSteps(reach);
    return yield* composeSteps({
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
      findings,
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
  }
  return {
    week,
    panel,
    judgement,
    feedback,
    digestFor: (reach, telling) => drained(digestSteps(reach, telling)),
    digestSteps,
    foundSteps,
    contextFor,
    surveyed: (wanted) => {
      const unknown = wanted.filter((series) => !surveys.has(series));
      if (unknown.length > 0)
        for (const [series, survey] of surveyOf(panel, unknown)) surveys.set(series, survey);
      return surveys;
    },
    survey: async (signal, reaches) => {
      const unknown = new Set<Series>();
      for (const reach of reaches) {
        for (const { entity, level, metric } of await inTurns(foundSteps(reach), signal)) {
          const series = seriesOf({ level, id: entity.id }, metric);
          if (series && !surveys.has(series)) unknown.add(series);
        }
      }
      for (const [series, survey] of await inTurns(surveySteps(panel, [...unknown]), signal))
        surveys.set(series, survey);
      if (unknown.size > 0) giveBackMemory();
    },
    countFor: (reach) => findingsOf(told, panel, windowWeeks, (entity) => isWithin(reach, entity)).length,
    hasData: (reach) => {
      const hasValue = (row: number): boolean => valueIn(seriesAt(panel, row), last) !== null;
      for (const entity of byEntity.entities())
        if (isWithin(reach, entity) && byEntity.of(entity).some(hasValue)) return true;
      return false;
    },
  };
}

function seriesAt({ series }: Panel, row: number): Series {
  const own = series[row];
  if (own === undefined) throw new RangeError(`series ${row} of ${series.length}`);
  return own;
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
