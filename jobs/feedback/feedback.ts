import { userInfo } from "node:os";
import { ConfigError } from "../../src/config.ts";
import type { Expectation, Mute, Opinion, SeriesName, Subject } from "../../src/feedback.ts";
import type { Database } from "../../src/history/database.ts";
import {
  endFeedback,
  type FeedbackKind,
  readFeedback,
  saveExpectation,
  saveMute,
  saveOpinion,
} from "../../src/history/feedback.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { readPanel } from "../../src/history/panel.ts";
import { cleanText } from "../../src/text.ts";
import { addWeeks, type Week } from "../../src/week.ts";
import { weekOption } from "../pull/backfill.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { withoutSecrets } from "../session/secret.ts";
import type { Session } from "../session/session.ts";
import { foldedIn, foundIn, toldWith, wrongFinding } from "./finding.ts";
import { findingName, newestWeek, type SubjectOptions, subjectOf } from "./subject.ts";
import {
  countOpinions,
  expectationLines,
  judgedFrom,
  muteLines,
  opinionLines,
  precisionText,
  seriesText,
  subjectText,
} from "./text.ts";

type Printed = { readonly json?: boolean };

export type MuteOptions = SubjectOptions &
  Printed & { readonly weeks?: number; readonly from?: string; readonly reason?: string };

/** Silences what is named, for some weeks: it is judged and counted, and left out of digests. */
export async function mute(
  session: Session,
  finding: string | undefined,
  { weeks = 4, from, reason, json, ...options }: MuteOptions,
): Promise<ExitCode> {
  const database = await session.history();
  const { subject, week } = named(database, finding, options);
  const firstWeek = from === undefined ? week : weekOption("--from", from);
  const counted = from === undefined ? newestWeek(database) : firstWeek;
  const told = { subject, firstWeek, lastWeek: addWeeks(counted, weeks - 1), ...toldNow(session, reason) };
  const folded =
    finding === undefined
      ? []
      : foldedIn(database, findingName(database, finding), session.settings.config.usual);
  const id = saveMute(database, told);
  const text = [
    `Mute ${id}: ${subjectText(database, subject)}, ${told.firstWeek} to ${told.lastWeek}.`,
    "Its findings are judged and counted, and not told.",
    ...(folded.length > 0
      ? ["What was told through it leads a story of its own now, unless muted too:"]
      : []),
    ...folded.map((each) => `  ${seriesText(database, each)}`),
    `gong-digest mute remove ${id} ends it.`,
  ];
  return printed(session, json, { id, ...told, endedAt: null }, text);
}

export type ExpectOptions = SubjectOptions &
  Printed & { readonly since?: string; readonly alone?: boolean; readonly reason?: string };

/** Accepts a change of level: from the week on, what was before does not count. */
export async function expect(
  session: Session,
  finding: string | undefined,
  { since: sinceText, alone = false, reason, json, ...options }: ExpectOptions,
): Promise<ExitCode> {
  const database = await session.history();
  const { subject, week } = named(database, finding, options);
  if (sinceText === undefined) {
    throw new ConfigError("--since: is missing, expected the first week of the new level, like 2026-W44");
  }
  const since = sinceWeek(sinceText, week);
  const oldest = completeWeeks(database)[0] ?? week;
  if (since > week)
    throw new ConfigError(`--since: ${since} is after ${week}, expected that week or one before`);
  if (since <= oldest) {
    throw new ConfigError(
      `--since: ${since} has no week before it in the history, which begins with ${oldest}; there is no range to move`,
    );
  }
  const also =
    finding === undefined || alone
      ? []
      : toldWith(database, findingName(database, finding), session.settings.config.usual);
  const told = { subject, also, since, ...toldNow(session, reason) };
  const id = saveExpectation(database, told);
  const text = [
    `Expectation ${id}: new level since ${since} of ${subjectText(database, subject)}.`,
    ...(also.length > 0 ? ["With it, as it was told with them:"] : []),
    ...also.map((series) => `  ${seriesText(database, series)}`),
    `Weeks before ${since} do not count; judged again from ${judgedFrom({ since })} on.`,
    `gong-digest expect remove ${id} takes it back.`,
  ];
  return printed(session, json, { id, ...told, endedAt: null }, text);
}

export type ConfirmOptions = Printed & { readonly wrong?: boolean; readonly note?: string };

/** Keeps what a person thinks of a finding. No judging changes by it. */
export async function confirm(
  session: Session,
  finding: string,
  { wrong = false, note, json }: ConfirmOptions,
): Promise<ExitCode> {
  const database = await session.history();
  const name = findingName(database, finding);
  const found = foundIn(database, name.week, session.settings.config.usual);
  if (!found.includes(finding)) throw wrongFinding(finding, name.week, found);
  const told = { finding, week: name.week, isTrue: !wrong, ...toldNow(session, note, "--note") };
  const id = saveOpinion(database, told);
  const counts = countOpinions(readFeedback(database).opinions, newestWeek(database));
  const text = [
    `Kept: ${finding} was ${wrong ? "not a true change" : "a true change"}. It changes no judging.`,
    `As people judged it: ${precisionText(counts)}.`,
  ];
  return printed(session, json, { id, ...told, endedAt: null }, text);
}

export type ListOptions = Printed & { readonly all?: boolean };

/** What was told of one kind; with `all` what was taken back and what is over too. */
export async function listFeedback(
  session: Session,
  kind: FeedbackKind,
  { json, all = false }: ListOptions,
): Promise<ExitCode> {
  const database = await session.history();
  const { mutes, expectations, opinions } = readFeedback(database, all);
  const newest = completeWeeks(database).at(-1) ?? "";
  const about = (subject: Subject) => subjectText(database, subject);
  const lists = {
    mutes: () => {
      const own = mutes.filter(({ lastWeek }) => all || lastWeek >= newest);
      const rows = own.map((each: Mute) => ({ ...each, about: about(each.subject) }));
      return { rows, lines: own.flatMap((each) => muteLines(database, each)) };
    },
    expectations: () => ({
      rows: expectations.map((each: Expectation) => ({ ...each, about: about(each.subject) })),
      lines: expectations.flatMap((each) => expectationLines(database, each)),
    }),
    opinions: () => ({
      rows: opinions,
      lines: [
        ...opinions.flatMap((each: Opinion) => opinionLines(each)),
        `As people judged it: ${precisionText(countOpinions(readFeedback(database).opinions, newest || null))}.`,
      ],
    }),
  };
  const { rows, lines } = lists[kind]();
  return printed(session, json, rows, lines.length > 0 ? lines : ["None."]);
}

/** Takes back what was told. It stays in the history, with its end. */
export async function removeFeedback(session: Session, kind: FeedbackKind, id: number): Promise<ExitCode> {
  const database = await session.history();
  if (!endFeedback(database, kind, id, nowText(session))) {
    const ids = readFeedback(database)[kind].map((each) => each.id);
    throw new ConfigError(
      `ID: ${id} is none of those that hold: ${ids.length === 0 ? "there is none" : ids.join(", ")}`,
    );
  }
  session.print(`${id} is taken back. It stays in the history with its end.\n`);
  return exitCode.done;
}

/** What is meant, and the week it is meant from. */
function named(
  database: Database,
  finding: string | undefined,
  options: SubjectOptions,
): { readonly subject: Subject; readonly week: Week } {
  if (finding === undefined) return { subject: subjectOf(database, options), week: newestWeek(database) };
  const { metric, person, team, company, people = false } = options;
  if ([metric, person, team, company].some((option) => option !== undefined)) {
    throw new ConfigError(
      "FINDING: names a metric and whose it is; expected it without --metric, --person, --team and --company",
    );
  }
  const { week, ...series } = findingName(database, finding);
  const ids = readPanel(database, week, 0).series.map((each) =>
    idOf(week, { ...each.entity, metric: each.metric }),
  );
  if (!ids.includes(finding)) throw wrongFinding(finding, week, ids);
  if (people && series.level !== "team")
    throw new ConfigError("--people: is for --team, or for a team's finding");
  return { subject: { ...series, withPeople: people }, week };
}

const idOf = (week: Week, { level, id, metric }: SeriesName): string => `${week}:${level}:${id}:${metric}`;

/** `W44` is the last week of that number up to the newest. */
function sinceWeek(text: string, newest: Week): Week {
  if (!/^W\d{2}$/i.test(text)) return weekOption("--since", text);
  const year = Number(newest.slice(0, 4));
  const weeks = [year, year - 1].map((each) => `${each}-${text.toUpperCase()}`);
  return weekOption("--since", weeks.find((week) => week <= newest) ?? weeks[1] ?? text);
}

function toldNow(session: Session, reason: string | undefined, option = "--reason") {
  // What somebody pastes into it by mistake must not stay for ever.
  const clean = cleanText(withoutSecrets(reason ?? ""), 200);
  if (reason !== undefined && clean === "") {
    throw new ConfigError(`${option}: has nothing to read in it, expected a few words or no ${option}`);
  }
  return { reason: clean, by: whoAmI(), at: nowText(session) };
}

const nowText = (session: Session): string => session.now().toUTC().toISO() ?? "";

/** Some containers run under a number that no name belongs to. */
function whoAmI(): string {
  try {
    return cleanText(userInfo().username, 40);
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

function printed(
  session: Session,
  json: boolean | undefined,
  data: unknown,
  lines: readonly string[],
): ExitCode {
  session.print(json ? `${JSON.stringify(data, null, 2)}\n` : `${lines.join("\n")}\n`);
  return exitCode.done;
}
