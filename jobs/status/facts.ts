import type { Subject } from "../../src/feedback.ts";
import type { Database } from "../../src/history/database.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { HistoryError } from "../../src/history/error.ts";
import { readFeedback } from "../../src/history/feedback.ts";
import { jobFacts } from "../../src/history/health.ts";
import { completeWeeks, dueWeeks, readFact } from "../../src/history/ledger.ts";
import { fileSizes, hasRemains, lookAt, writeBar } from "../../src/history/look.ts";
import { countStates, troubledMessages } from "../../src/history/outbox.ts";
import { lastRuns, requestsOfLastWeekly } from "../../src/history/runs.ts";
import { lastSent, lastTold, toldDigests } from "../../src/history/told.ts";
import { memoryWeeks } from "../../src/insight/horizon.ts";
import { addWeeks, newestClosedWeek, type Week, weeksFrom } from "../../src/week.ts";
import { countOpinions, judgedFrom, subjectText } from "../feedback/text.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { reserveOf, type Session } from "../session/session.ts";
import { dueAt, nextDigestAt } from "../session/when.ts";
import { failedHealth, type Health, type Judgement, judgeHealth } from "./health.ts";
import { streakOf } from "./streaks.ts";

/** What holds of every history, also of one that cannot be used. */
export type Surroundings = {
  readonly schemaVersion: 1;
  readonly health: Health;
  readonly history: {
    readonly path: string;
    readonly schema: number | null;
    readonly sizeBytes: number | null;
    readonly walBytes: number | null;
  };
  /** Of the time zones. */
  readonly timeZoneData: string | null;
  readonly nodeVersion: string;
};

export type Status = Surroundings & ReturnType<typeof gather>["facts"];

/** Everything that `status` tells, and the code it ends with; null facts where the history cannot be used. */
export type Seen = {
  readonly code: ExitCode;
  readonly surroundings: Surroundings;
  readonly status: Status | null;
};

/** Looks at the history without changing it, creating it, or waiting for a job that is at work on it. */
export async function lookAtStatus(session: Session): Promise<Seen> {
  const { historyPath: path } = session.settings;
  const surround = (health: Health, schema: number | null): Surroundings => ({
    schemaVersion: 1,
    health,
    history: { path, schema, ...fileSizes(path) },
    timeZoneData: process.versions.tz ?? null,
    nodeVersion: process.version,
  });
  try {
    const { facts, schema, judgement } = await look(session, (database) => gather(session, database));
    const { health, code } = withWriteBar(judgement, path);
    const surroundings = surround(health, schema);
    return { code, surroundings, status: { ...surroundings, ...facts } };
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    const { health, code } = failedHealth(error, hasRemains(path));
    return { code, surroundings: surround(health, null), status: null };
  }
}

/** A history of an older version is brought up to date first, as any other command does. */
async function look<Found>(session: Session, find: (database: Database) => Found): Promise<Found> {
  try {
    return lookAt(session.settings.historyPath, find);
  } catch (error) {
    if (!(error instanceof HistoryError && error.kind === "older")) throw error;
    return find(await session.history());
  }
}

function withWriteBar({ health, code }: Judgement, path: string): Pick<Judgement, "health" | "code"> {
  const bar = writeBar(path);
  if (bar === null) return { health, code };
  const text = `${path} can be read but not written (${bar}); expected a file and a folder of this user's on a disk that has space and is not read-only`;
  const reason = { kind: "history", text, command: "gong-digest doctor" } as const;
  return { health: { state: "failed", reasons: [reason, ...health.reasons] }, code: exitCode.notSent };
}

function gather(session: Session, database: Database) {
  const { settings } = session;
  const { config } = settings;
  const timeZone = readFact(database, "timeZone");
  const newestClosed = timeZone === null ? null : newestClosedWeek(session.now(), timeZone);
  const complete = completeWeeks(database);
  const [oldest, newest] = [complete[0] ?? null, complete.at(-1) ?? null];
  const day = session.now().toUTC().toFormat("yyyy-MM-dd");
  const window =
    newestClosed === null ? [] : weeksFrom(addWeeks(newestClosed, -config.usual.weeks), newestClosed);
  const due = newestClosed === null ? [] : dueWeeks(database, newestClosed);
  const job = jobFacts(database);
  const judgement = judgeHealth(job, { due, zone: timeZone, now: session.now(), config });
  const [oldestDue] = due;
  const facts = {
    timeZone,
    newestClosedWeek: newestClosed,
    weeks: {
      complete: complete.length,
      oldest,
      newest,
      missing: window.filter((week) => !complete.includes(week)),
    },
    due,
    /** When the digest of the oldest week that is due was or is to leave. */
    dueAt: oldestDue && timeZone ? (dueAt(config, oldestDue, timeZone).toUTC().toISO() ?? null) : null,
    lateSince: judgement.lateSince,
    nextDigest: nextDigest(session, due, timeZone, newestClosed),
    lastPull: job.lastPull,
    lastSuccess: job.lastSuccess,
    lastRun: job.lastRun,
    lastSent: lastSent(database),
    told: toldFacts(database),
    held: streakOf(settings.historyPath, "held"),
    /** People whose erasure was begun and is not through. */
    erasures: { unfinished: job.erasures.people, since: job.erasures.since },
    sends: countStates(database),
    notSent: troubledMessages(database),
    requests: {
      today: dayCount(database).used(day),
      perDay: config.gong.requestsPerDay,
      reserve: reserveOf(config.gong, requestsOfLastWeekly(database)),
    },
    runs: lastRuns(database, 5),
    feedback: feedbackFacts(database, newest),
  };
  return { facts, judgement, schema: Number(database.pragma("user_version", { simple: true })) };
}

/** When the next digest leaves that is not late already. */
function nextDigest(
  { settings: { config }, now }: Session,
  due: readonly Week[],
  zone: string | null,
  newestClosed: Week | null,
): string | null {
  if (zone === null || newestClosed === null) return null;
  const newestDue = due.at(-1);
  if (newestDue !== undefined && dueAt(config, newestDue, zone) > now()) {
    return dueAt(config, newestDue, zone).toISO();
  }
  return nextDigestAt(config, newestClosed, zone);
}

/** The newest week that was told, and to how many scopes as what; null when none was. */
function toldFacts(database: Database) {
  const week = lastTold(database);
  if (week === null) return null;
  const kinds: Record<string, number> = {};
  for (const { kind = "normal" } of toldDigests(database, week)) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return { week, kinds };
}

/** What people told that holds now or will, with its end. */
function feedbackFacts(database: Database, newest: Week | null) {
  const { mutes, expectations, opinions } = readFeedback(database);
  const about = (subject: Subject) => subjectText(database, subject);
  return {
    mutes: mutes
      .filter(({ lastWeek }) => lastWeek >= (newest ?? ""))
      .map(({ id, subject, firstWeek, lastWeek }) => ({ id, about: about(subject), firstWeek, lastWeek })),
    expectations: expectations
      .filter(({ since }) => newest === null || since > addWeeks(newest, -memoryWeeks))
      .map((each) => ({
        id: each.id,
        about: about(each.subject),
        and: each.also.length,
        since: each.since,
        judgedFrom: judgedFrom(each),
      })),
    opinions: countOpinions(opinions, newest),
  };
}
