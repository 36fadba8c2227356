import { setImmediate } from "node:timers/promises";
import type { DateTime } from "luxon";
import { GongError, type GongErrorKind } from "../../src/gong/error.ts";
import { StaleCursor } from "../../src/gong/page-memory.ts";
import { interactionStats } from "../../src/gong/stats.ts";
import type { Database } from "../../src/history/database.ts";
import { readFact, saveFact } from "../../src/history/ledger.ts";
import { forgetParts, type Pass } from "../../src/history/parts.ts";
import { readActivity } from "../../src/pull/activity.ts";
import { readCalls } from "../../src/pull/calls.ts";
import { readInteraction } from "../../src/pull/interaction.ts";
import type { Part } from "../../src/pull/part.ts";
import { optionalSources, type Step } from "../../src/pull/plan.ts";
import { type PageStore, type Resumed, resume, type SeenPage } from "../../src/pull/resume.ts";
import { readScorecards } from "../../src/pull/scorecards.ts";
import { endOfWeek, startOfWeek, type Week } from "../../src/week.ts";
import type { Session } from "../session/session.ts";

/** An optional source that could not be read. */
export type Failure = { readonly step: Step; readonly error: GongError };

/** Reads with what earlier runs kept of the same lists, and keeps what arrives. */
export type Reader = <T>(
  read: Parameters<typeof resume<T>>[2],
  onPage?: (page: SeenPage) => void,
) => Promise<Resumed<T>>;

export async function readerOf(session: Session, store: PageStore): Promise<Reader> {
  const gong = await session.gong();
  const database = await session.history();
  const onAnew = (error: GongError): void => {
    // A server that is down says nothing about its cursors.
    if (error instanceof StaleCursor && (error.status ?? 500) < 500)
      saveFact(database, "cursors", "short-lived");
    session.log.warn(`Kept pages are of no use, so they are read again from the first: ${error.message}`);
  };
  return (read, onPage = () => {}) =>
    resume(gong, { store, onPage, onAnew, pause: () => breathe(session) }, read);
}

/** Lets Ctrl-C be heard between two pieces of work that wait for nothing. */
export async function breathe({ signal }: Session): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

/** Failures that every further request would meet too. */
const endsTheRun: ReadonlySet<GongErrorKind> = new Set(["credentials", "base-url", "rate-limit"]);

/** @returns null when the step's source is optional and could not be read; the failure is noted */
export async function readOrFail(
  session: Session,
  step: Step,
  reading: () => Promise<Pass>,
  failures: Failure[],
): Promise<Pass | null> {
  try {
    return await reading();
  } catch (error) {
    const isBearable =
      error instanceof GongError &&
      optionalSources.has(step.source) &&
      !endsTheRun.has(error.kind) &&
      !(error instanceof MovedZone);
    if (!isBearable || session.signal.aborted) throw error;
    failures.push({ step, error });
    return null;
  }
}

/** One pass, to its end. */
export async function readStep(
  session: Session,
  reader: Reader,
  { source, span }: Step,
  timeZone: string,
  onPage: (page: SeenPage) => void,
): Promise<Pass> {
  const database = await session.history();
  const { value, lists } = await reader(async (gong): Promise<readonly Part[]> => {
    if (source === "activity") return readActivity(gong, span);
    if (source === "scorecards") return readScorecards(gong, span, timeZone);
    if (source === "calls") return readCalls(gong, span, timeZone);
    const { part, timeZone: told } = await readInteraction(gong, span.from, timeZone);
    if (told !== null && !cutsAlike(told, timeZone, span.from)) throw movedZone(database, timeZone, told);
    if (told !== null && readFact(database, "nextTimeZone") !== null)
      saveFact(database, "nextTimeZone", told);
    return [part];
  }, onPage);
  return { parts: value, lists };
}

/** Two names of one zone, `CET` and `Europe/Berlin`, make the same week. */
function cutsAlike(one: string, other: string, week: Week): boolean {
  const isSame = (edge: (week: Week, zone: string) => DateTime) =>
    edge(week, one).equals(edge(week, other).setZone(one));
  return isSame(startOfWeek) && isSame(endOfWeek);
}

/** Everything is cut anew; no week may be told without what it stands for. */
class MovedZone extends GongError {}

/** One answer may be wrong; a zone that is told on two runs is the company's, and what was cut in the old one goes. */
function movedZone(database: Database, known: string, told: string): GongError {
  if (readFact(database, "nextTimeZone") === told) {
    saveFact(database, "timeZone", told);
    forgetParts(database);
  }
  saveFact(database, "nextTimeZone", told);
  return new MovedZone(
    "incomplete",
    `Gong keeps its weeks in ${told}, the history in ${known}. When two runs are told so, it is believed`,
    { route: interactionStats.route },
  );
}
