import { DateTime } from "luxon";
import { formatMoment } from "../../src/day.ts";
import { writeDurably } from "../../src/durable-file.ts";
import { failpoint } from "../../src/failpoint.ts";
import { HistoryError } from "../../src/history/error.ts";
import { ping } from "../../src/ops/ping.ts";
import { languageOf } from "../../src/words/language.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { lookAtStatus, type Seen } from "../status/facts.ts";
import type { Health } from "../status/health.ts";
import { metricsText } from "../status/metrics.ts";
import { version } from "../status/status.ts";
import { keepStreaks, readStreaks, type Streak, type StreakKind, type Streaks } from "../status/streaks.ts";
import { type Failure, failureOf, type RunEnd } from "./failure.ts";
import { mailOwner } from "./owner.ts";

/** Two runs may meet; that one of them gives way is no fault until it lasts. */
const busyHours = 2;

const { write } = languageOf("en");

/**
 * The weekly job, with those who watch over it told how it ended: the owner once a streak, Prometheus by its file, and
 * the dead-man switch. None of them changes what the job ends with.
 */
export async function watched(session: Session, job: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    const code = await job();
    await afterRun(session, { code });
    return code;
  } catch (error) {
    await afterRun(session, { code: exitCodeOf(error), error });
    throw error;
  }
}

/** Never throws. A run that was stopped by hand is no failure and tells nobody. */
export async function afterRun(session: Session, end: RunEnd): Promise<void> {
  const { log, signal } = session;
  try {
    const seen = await lookAtStatus(session).catch(() => null);
    const health = seen?.surroundings.health ?? null;
    if (!signal.aborted) await tellStreaks(session, failureOf(end, health), health);
    if (seen) writeMetrics(session, seen);
    if (!signal.aborted) await sayAlive(session, end, health);
  } catch (error) {
    log.warn(`What comes after the run failed: ${error instanceof Error ? error.name : "?"}`);
  }
}

async function tellStreaks(session: Session, failure: Failure | null, health: Health | null): Promise<void> {
  const path = session.settings.historyPath;
  const before = readStreaks(path);
  if (failure !== null) return tellFailure(session, before, failure);
  // Mails that did not leave stay where they are, however often nothing is due after that.
  const isMailOpen = health?.reasons.some(({ kind }) => kind === "mail") ?? false;
  const entries = Object.entries(before) as [StreakKind, Streak][];
  const lasting = entries.filter(([kind]) => kind === "mail" && isMailOpen);
  const over = entries.filter(([kind]) => !(kind === "mail" && isMailOpen));
  if (over.length === 0) return;
  const at = nowOf(session);
  const telling = over.filter(([kind, streak]) => isWorthTelling(kind, streak, at));
  const isTold =
    telling.length > 0 &&
    (await mailOwner(session, {
      name: "again",
      subject: write("ownerAgainSubject"),
      lines: [
        write("ownerAgain", { at: momentText(at) }),
        "",
        ...telling.map(([, { since, text }]) =>
          write("ownerAgainCause", { since: momentText(since), cause: text }),
        ),
      ],
    }));
  const hasOwner = session.settings.config.ops?.email !== undefined;
  const untold = telling.filter(([, { toldAt }]) => toldAt === null && hasOwner && !isTold);
  const ended = untold.map(([kind, streak]) => [kind, { ...streak, endedAt: at }] as const);
  keepStreaks(path, Object.fromEntries([...lasting, ...ended]));
}

async function tellFailure(session: Session, before: Streaks, failure: Failure): Promise<void> {
  const { kind, text } = failure;
  const { historyPath } = session.settings;
  const at = nowOf(session);
  const { since = at, toldAt = null } = before[kind] ?? {};
  const streak: Streak = { since, text: before[kind]?.text ?? text, toldAt };
  const keep = (told: string | null): boolean =>
    keepStreaks(historyPath, { ...before, [kind]: { ...streak, toldAt: told } });
  if (!keep(toldAt)) {
    session.log.warn(
      "The owner is not told: that they were could be kept nowhere, and each run would tell it",
    );
    return;
  }
  if (toldAt !== null || !isWorthTelling(kind, streak, at)) return;
  const opening =
    kind === "mail" ? "ownerMail" : kind === "held" || kind === "credentials" ? "ownerHeld" : "ownerFailed";
  const isTold = await mailOwner(session, {
    name: kind,
    subject: write("ownerSubject", { kind }),
    lines: [
      write(opening, { since: momentText(since) }),
      "",
      text,
      "",
      write("ownerNext"),
      "",
      ...failure.commands.map((command) => `  npx gong-digest ${command}`),
      "",
      write("ownerOnce"),
    ],
  });
  if (isTold) keep(at);
}

function isWorthTelling(kind: StreakKind, { since }: Streak, at: string): boolean {
  if (kind !== "history-busy") return true;
  return DateTime.fromISO(at) >= DateTime.fromISO(since).plus({ hours: busyHours });
}

function writeMetrics(session: Session, seen: Seen): void {
  const { metricsPath } = session.settings;
  if (!metricsPath) return;
  try {
    writeDurably(metricsPath, metricsText(seen, session.now(), version()), {
      mode: 0o644,
      step: (moment) => failpoint(`metrics.${moment}`),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    session.log.warn(
      `ops.metricsFile: ${metricsPath} cannot be written (${code}); expected a folder that is there`,
    );
  }
}

async function sayAlive(session: Session, { code, error }: RunEnd, health: Health | null): Promise<void> {
  // The run that is at work says itself how it ends.
  if (error instanceof HistoryError && error.kind === "busy") return;
  const { ops } = session.settings.config;
  const isWell = code === exitCode.done && (health?.state === "ok" || health?.state === "new");
  const url = isWell ? ops?.pingUrl : ops?.pingFailureUrl;
  if (url === undefined) return;
  const fault = await ping(url, { signal: session.signal });
  if (fault === null) return;
  const setting = isWell ? "ops.pingUrl" : "ops.pingFailureUrl";
  session.log.warn(`${setting} did not hear from this run: ${fault}`, { setting });
}

/** For a person to read; in UTC, since a history that cannot be used does not say the company's zone. */
const momentText = (at: string): string => `${formatMoment(at, "en")} UTC`;

const nowOf = (session: Session): string => session.now().toUTC().toISO() ?? "";
