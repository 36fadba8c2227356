import { statSync } from "node:fs";
import type { Subject } from "../src/feedback.ts";
import type { Database } from "../src/history/database.ts";
import { readFeedback } from "../src/history/feedback.ts";
import { completeWeeks, dueWeeks, readFact } from "../src/history/ledger.ts";
import { countStates, troubledMessages } from "../src/history/outbox.ts";
import { dayCount, lastRuns } from "../src/history/runs.ts";
import { lastSent, lastTold, toldDigests } from "../src/history/told.ts";
import { memoryWeeks } from "../src/insight/horizon.ts";
import { addWeeks, newestClosedWeek, type Week, weeksFrom } from "../src/week.ts";
import { type ExitCode, exitCode } from "./exit.ts";
import { countOpinions, judgedFrom, precisionText, subjectText } from "./feedback-text.ts";
import { streakOf } from "./owner.ts";
import type { Session } from "./session.ts";

/** What the history holds, what is due, and how the last runs ended. */
export async function status(session: Session, options: { readonly json?: boolean }): Promise<ExitCode> {
  const facts = await gather(session);
  session.print(options.json ? `${JSON.stringify(facts, null, 2)}\n` : asText(facts));
  return exitCode.done;
}

type Status = Awaited<ReturnType<typeof gather>>;

async function gather(session: Session) {
  const database = await session.history();
  const { settings } = session;
  const timeZone = readFact(database, "timeZone");
  const newestClosed = timeZone === null ? null : newestClosedWeek(session.now(), timeZone);
  const complete = completeWeeks(database);
  const [oldest, newest] = [complete[0] ?? null, complete.at(-1) ?? null];
  const day = session.now().toUTC().toFormat("yyyy-MM-dd");
  const window =
    newestClosed === null
      ? []
      : weeksFrom(addWeeks(newestClosed, -settings.config.usual.weeks), newestClosed);
  return {
    schemaVersion: 1,
    history: {
      path: settings.historyPath,
      schema: Number(database.pragma("user_version", { simple: true })),
      sizeBytes: statSync(settings.historyPath).size,
    },
    timeZone,
    newestClosedWeek: newestClosed,
    weeks: {
      complete: complete.length,
      oldest,
      newest,
      missing: window.filter((week) => !complete.includes(week)),
    },
    due: newestClosed === null ? [] : dueWeeks(database, newestClosed),
    lastSent: lastSent(database),
    told: toldFacts(database),
    held: streakOf(database, "held"),
    sends: countStates(database),
    notSent: troubledMessages(database),
    requests: {
      today: dayCount(database).used(day),
      perDay: settings.config.gong.requestsPerDay,
    },
    runs: lastRuns(database, 5),
    feedback: feedbackFacts(database, newest),
    timeZoneData: process.versions.tz ?? null,
  };
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

function feedbackLines({ mutes, expectations, opinions }: Status["feedback"]): readonly string[] {
  const lines = [
    ...mutes.map((mute) => ["Muted", `${mute.about}, ${mute.firstWeek} to ${mute.lastWeek}`] as const),
    ...expectations.map(({ about, and, since, judgedFrom: from }) => {
      const more = and === 0 ? "" : ` and ${and} more`;
      return ["New level", `${about}${more}, since ${since}, judged from ${from} on`] as const;
    }),
    ...(opinions.confirmed + opinions.wrong === 0
      ? []
      : [["Findings", `as people judged them: ${precisionText(opinions)}`] as const]),
  ];
  return lines.map(([name, fact]) => `${name.padEnd(10)} ${fact}`);
}

const kindsText = (kinds: Readonly<Record<string, number>>): string =>
  Object.entries(kinds)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");

function asText({
  history,
  timeZone,
  weeks,
  due,
  lastSent: last,
  told,
  held,
  sends,
  requests,
  runs,
  notSent,
  feedback,
}: Status): string {
  const states = Object.entries(sends).map(([state, count]) => `${count} ${state}`);
  const facts: readonly (readonly [string, string])[] = [
    ["History", `${history.path} (schema ${history.schema}, ${Math.ceil(history.sizeBytes / 1024)} KB)`],
    ["Zone", timeZone ?? "not learned yet; the first run asks Gong"],
    ["Weeks", weeks.complete === 0 ? "none" : `${weeks.complete} whole, ${weeks.oldest} to ${weeks.newest}`],
    ["Missing", weeks.missing.length === 0 ? "none of the window" : weeks.missing.join(", ")],
    ["Due", due.length === 0 ? "nothing" : due.join(", ")],
    ["Last mail", last === null ? "none" : `${last.week}, ${last.at}`],
    ["Told", told === null ? "nothing" : `${told.week}: ${kindsText(told.kinds)}`],
    ...(held === null ? [] : [["Held", `since ${held.since}: ${held.text}`] as const]),
    ["Mails", states.join(", ")],
    ["Requests", `${requests.today} of ${requests.perDay} today (UTC)`],
  ];
  const lines = facts.map(([name, fact]) => `${name.padEnd(10)} ${fact}`);
  lines.push(...feedbackLines(feedback));
  for (const run of runs) {
    const end = run.exitCode === null ? "did not end" : `exit ${run.exitCode}`;
    lines.push(`${run.kind.padEnd(10)} ${run.startedAt}, ${end}, ${run.requests ?? 0} requests`);
    if (run.message) lines.push(`${" ".repeat(11)}${run.message}`);
  }
  for (const { week, recipient, state, reply } of notSent) {
    lines.push(`Not sent   ${week} to ${recipient}: ${state}${reply === null ? "" : ` (${reply})`}`);
  }
  return `${lines.join("\n")}\n`;
}
