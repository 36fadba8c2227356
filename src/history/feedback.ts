import type { Expectation, Feedback, Mute, Opinion, SeriesName, Subject } from "../feedback.ts";
import type { Level } from "../series.ts";
import type { Database } from "./database.ts";

type New<Told> = Omit<Told, "id" | "endedAt">;

const subjectColumns = 'level, entity AS entity, metric, with_people AS "withPeople"';
const toldColumns = 'id, reason, told_by AS "by", told_at AS "at", ended_at AS "endedAt"';

/** @returns its number, by which it is taken back */
export function saveMute(database: Database, mute: New<Mute>): number {
  return insert(database, "mutes", {
    ...subjectRow(mute.subject),
    first_week: mute.firstWeek,
    last_week: mute.lastWeek,
    ...toldRow(mute),
  });
}

/** @returns its number, by which it is taken back */
export function saveExpectation(database: Database, expectation: New<Expectation>): number {
  return insert(database, "expectations", {
    ...subjectRow(expectation.subject),
    also: JSON.stringify(expectation.also),
    since: expectation.since,
    ...toldRow(expectation),
  });
}

/** What was thought of the same finding before is taken back. @returns its number */
export function saveOpinion(database: Database, opinion: New<Opinion>): number {
  const save = database.transaction((): number => {
    database
      .prepare("UPDATE opinions SET ended_at = ? WHERE finding = ? AND ended_at IS NULL")
      .run(opinion.at, opinion.finding);
    return insert(database, "opinions", {
      finding: opinion.finding,
      week: opinion.week,
      is_true: opinion.isTrue ? 1 : 0,
      ...toldRow(opinion),
    });
  });
  return save.immediate();
}

export type FeedbackKind = keyof Feedback;

/**
 * Takes back what was told. The row stays, with its end.
 *
 * @returns false when there is no such number, or it was taken back before
 */
export function endFeedback(database: Database, kind: FeedbackKind, id: number, at: string): boolean {
  const { changes } = database
    .prepare(`UPDATE ${kind} SET ended_at = ? WHERE id = ? AND ended_at IS NULL`)
    .run(at, id);
  return changes === 1;
}

/**
 * All that was told and not taken back, oldest first; mutes that are over included.
 *
 * @param withEnded what was taken back too, for people to look at
 */
export function readFeedback(database: Database, withEnded = false): Feedback {
  const rows = <Row>(table: FeedbackKind, columns: string): readonly Row[] =>
    database
      .prepare<[number], Row>(
        `SELECT ${toldColumns}, ${columns} FROM ${table} WHERE ? OR ended_at IS NULL ORDER BY id`,
      )
      .all(withEnded ? 1 : 0);
  return {
    mutes: rows<MuteRow>("mutes", `${subjectColumns}, first_week AS firstWeek, last_week AS lastWeek`).map(
      (row): Mute => ({
        ...toldOf(row),
        subject: subjectOf(row),
        firstWeek: row.firstWeek,
        lastWeek: row.lastWeek,
      }),
    ),
    expectations: rows<ExpectationRow>("expectations", `${subjectColumns}, also, since`).map(
      (row): Expectation => ({
        ...toldOf(row),
        subject: subjectOf(row),
        also: JSON.parse(row.also) as SeriesName[],
        since: row.since,
      }),
    ),
    opinions: rows<OpinionRow>("opinions", "finding, week, is_true AS isTrue").map(
      (row): Opinion => ({ ...toldOf(row), finding: row.finding, week: row.week, isTrue: row.isTrue === 1 }),
    ),
  };
}

type ToldRow = { id: number; reason: string; by: string; at: string; endedAt: string | null };
type SubjectRow = { level: Level | null; entity: string | null; metric: string | null; withPeople: 0 | 1 };
type MuteRow = ToldRow & SubjectRow & { firstWeek: string; lastWeek: string };
type ExpectationRow = ToldRow & SubjectRow & { also: string; since: string };
type OpinionRow = ToldRow & { finding: string; week: string; isTrue: 0 | 1 };

function insert(database: Database, table: FeedbackKind, row: Readonly<Record<string, unknown>>): number {
  const names = Object.keys(row);
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map((name) => `@${name}`).join(", ")})`,
    )
    .run(row);
  return Number(lastInsertRowid);
}

const toldOf = ({ id, reason, by, at, endedAt }: ToldRow): ToldRow => ({ id, reason, by, at, endedAt });
const toldRow = ({ reason, by, at }: Pick<ToldRow, "reason" | "by" | "at">) => ({
  reason,
  told_by: by,
  told_at: at,
});

const subjectOf = ({ level, entity, metric, withPeople }: SubjectRow): Subject => ({
  level,
  id: entity,
  metric,
  withPeople: withPeople === 1,
});
const subjectRow = ({ level, id, metric, withPeople }: Subject) => ({
  level,
  entity: id,
  metric,
  with_people: withPeople ? 1 : 0,
});
