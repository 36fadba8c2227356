import { setTimeout as sleep } from "node:timers/promises";
import type { DateTime } from "luxon";
import { createTask, validate } from "node-cron";
import { ConfigError } from "../../src/config.ts";
import { nextMoment } from "../../src/cron.ts";
import { dueWeeks, readFact } from "../../src/history/ledger.ts";
import { lookAt } from "../../src/history/look.ts";
import { newestClosedWeek } from "../../src/week.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { dueAt } from "../session/when.ts";

/**
 * The clock is looked at so often: a timer that is set for a far moment is late after a suspend, and at the wrong time
 * when the clock is set.
 */
const lookEveryMs = 60_000;

export type Waiting = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/**
 * Runs the weekly job at the configured times, at once when one has passed while it was down, and at every full hour
 * after a run that did not come through. It only wakes: what is due, the ledger says. No week is told before its own time.
 *
 * A time that the clock skips in spring is made good at the first moment after it; one that comes twice in autumn wakes
 * once. A wake-up that the process slept through, or that a clock jumped over, is made good within a minute.
 *
 * @param run the weekly job in a session of its own; never throws
 * @param wait passes the time; ends early when the signal is aborted
 * @returns when the session's signal is aborted and no run is under way
 */
export async function keepSchedule(
  session: Session,
  run: () => Promise<number>,
  wait: Waiting = pass,
): Promise<ExitCode> {
  const { cron: expression } = session.settings.config.schedule;
  if (!validate(expression)) {
    throw new ConfigError(
      `schedule.cron: got ${JSON.stringify(expression)}, expected five fields like "0 7 * * 1"`,
    );
  }
  let wakeAt = session.now();
  let isFirst = true;
  for (;;) {
    const start = session.now();
    const early = start >= wakeAt ? timeToCome(session) : null;
    if (early !== null) {
      wakeAt = early;
      session.log.info(`The week that is due is told at ${wakeAt.toISO()}`);
    } else if (start >= wakeAt) {
      const code = await run();
      const { wake, timeZone } = nextWake(session, code, start);
      wakeAt = wake;
      const text = `${isFirst ? "First run" : "Run"} ended with exit code ${code}; wakes at "${expression}" in ${timeZone}`;
      session.log.info(`${text}, next ${wakeAt.toISO()}`, { exitCode: code, timeZone });
      isFirst = false;
    }
    if (session.signal.aborted) return exitCode.done;
    // To the full minute, as cron does.
    await wait(lookEveryMs - (session.now().toMillis() % lookEveryMs), session.signal);
    if (session.signal.aborted) return exitCode.done;
  }
}

/** The configured moment after `start`, or the next full hour when the run is to be made good before that. */
function nextWake(session: Session, code: number, start: DateTime): { wake: DateTime; timeZone: string } {
  const { cron, timeZone: configured } = session.settings.config.schedule;
  const timeZone = configured ?? knownZone(session) ?? "UTC";
  const after = start.setZone(timeZone).startOf("minute").plus({ minutes: 1 });
  const configuredWake = nextMoment(cron, after) ?? momentOfLibrary(cron, timeZone, after);
  const again = after.plus({ minutes: 59 }).startOf("hour");
  return { wake: isPassing(code) && again < configuredWake ? again : configuredWake, timeZone };
}

/** For what our own reading of cron does not know, as `0 7 * * 1#1`; it may skip an hour that the clock skips. */
function momentOfLibrary(expression: string, timezone: string, after: DateTime): DateTime {
  const task = createTask(expression, () => undefined, { timezone });
  const next = task.getNextRun();
  void task.destroy();
  const untilMs = next === null ? 0 : next.getTime() - after.toMillis();
  return untilMs > 0 ? after.plus(untilMs) : after.plus({ days: 1 });
}

/**
 * The time of the newest week that is due, when it is still to come: a retry, or a start on Monday night, would tell it
 * too early. Null otherwise.
 */
function timeToCome(session: Session): DateTime | null {
  const { settings, now } = session;
  return fromHistory<DateTime | null>(session, null, (database) => {
    const zone = readFact(database, "timeZone");
    const newest = zone === null ? undefined : dueWeeks(database, newestClosedWeek(now(), zone)).at(-1);
    if (zone === null || newest === undefined) return null;
    const time = dueAt(settings.config, newest, zone);
    return now() < time ? time : null;
  });
}

const knownZone = (session: Session): string | null =>
  fromHistory(session, null, (database) => readFact(database, "timeZone"));

/** A history that cannot be looked at now is for the run to complain about. */
function fromHistory<Found>(
  { settings }: Session,
  otherwise: Found,
  find: Parameters<typeof lookAt<Found>>[1],
): Found {
  try {
    return lookAt(settings.historyPath, find);
  } catch {
    return otherwise;
  }
}

/** Did a run end for a reason that an hour may mend: Gong held it, or mails did not leave? */
function isPassing(code: number): boolean {
  return code === exitCode.held || code === exitCode.partlySent || code === exitCode.notSent;
}

async function pass(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
