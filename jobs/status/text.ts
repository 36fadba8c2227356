import { DateTime } from "luxon";
import { wrap } from "../../src/mail/columns.ts";
import { cleanText, counted } from "../../src/text.ts";
import { precisionText } from "../feedback/text.ts";
import type { Status, Surroundings } from "./facts.ts";
import type { Health } from "./health.ts";

/** A terminal's width. */
const columns = 80;
const margin = 11;

type Fact = readonly [name: string, fact: string];

/** Of a history that cannot be used. */
export function surroundingsText({ health, history, timeZoneData, nodeVersion }: Surroundings): string {
  return linesOf([
    ...healthFacts(health),
    ["History", `${history.path} (${history.sizeBytes === null ? "not there" : sizeText(history)})`],
    ["Versions", `Node ${nodeVersion}, time zone data ${timeZoneData}`],
  ]);
}

export function statusText(status: Status): string {
  const at = momentIn(status.timeZone);
  const { weeks, due, dueAt, lateSince, lastSent, told, held, sends, requests, history } = status;
  const states = Object.entries(sends)
    .filter(([state, count]) => count > 0 || state === "sent" || state === "pending")
    .map(([state, count]) => `${count} ${state}`);
  const reserve = requests.reserve === null ? "" : `, ${requests.reserve} kept for the weekly job`;
  return linesOf([
    ...healthFacts(status.health),
    ["Due", status.newestClosedWeek === null ? unknown : dueText(due, dueAt, lateSince, at)],
    ["Next", status.nextDigest === null ? unknown : at(status.nextDigest)],
    ["Last pull", status.lastPull === null ? "none" : at(status.lastPull)],
    ["Last mail", lastSent === null ? "none" : `${lastSent.week}, ${at(lastSent.at)}`],
    ["Told", told === null ? "nothing" : `${told.week}: ${kindsText(told.kinds)}`],
    ...(held === null ? [] : [["Held", `since ${at(held.since)}: ${held.text}`] as const]),
    ["Mails", states.join(", ")],
    ["Requests", `${requests.today} of ${requests.perDay} today (UTC)${reserve}`],
    ["Weeks", weeks.complete === 0 ? "none" : `${weeks.complete} whole, ${weeks.oldest} to ${weeks.newest}`],
    ["Missing", weeks.missing.length === 0 ? "none of the window" : weeks.missing.join(", ")],
    ["Zone", status.timeZone ?? "not learned yet; the first run asks Gong"],
    ["History", `${history.path} (schema ${history.schema}, ${sizeText(history)})`],
    ["Versions", `Node ${status.nodeVersion}, time zone data ${status.timeZoneData}`],
    ...feedbackLines(status.feedback),
    ...status.runs.flatMap((run) => runFacts(run, at)),
    ...status.notSent.map(({ week, recipient, state, reply }): Fact => {
      const said = reply === null ? "" : ` (${cleanText(reply, 200)})`;
      return ["Not sent", `${week} to ${recipient}: ${state}${said}`];
    }),
  ]);
}

function healthFacts({ state, reasons }: Health): readonly Fact[] {
  const [first] = reasons;
  const words = { ok: "all is well", new: "the weekly job has not run yet", late: "late", failed: "failed" };
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : "";
  const why = first && (state === "new" ? "there is no history" : kindWords[first.kind]);
  const head = why === undefined ? words[state] : `${words[state]}: ${why}${more}`;
  return [
    ["Health", head],
    ...reasons.flatMap(({ text, command }): readonly Fact[] => [
      ["", text],
      ["", `-> npx ${command}`],
    ]),
  ];
}

const kindWords = {
  late: "a digest is overdue",
  held: "the digest is held",
  run: "the last run did not come through",
  mail: "mails did not leave",
  recipients: "recipients get nothing",
  history: "the history cannot be used",
  erasure: "an erasure is not through",
} as const;

/** Weeks and times are the company's, whose zone the first run learns from Gong. */
const unknown = "not known before a run has reached Gong";

/** An ISO time for people to read, where the company is; in UTC while that is not known. */
function momentIn(timeZone: string | null): (iso: string) => string {
  return (iso) =>
    DateTime.fromISO(iso)
      .setZone(timeZone ?? "utc")
      .setLocale("en")
      .toFormat("ccc d LLL yyyy HH:mm ZZ");
}

function dueText(
  due: readonly string[],
  dueAt: string | null,
  lateSince: string | null,
  at: (iso: string) => string,
): string {
  if (due.length === 0) return "nothing";
  const when = dueAt === null ? "" : lateSince === null ? `, ${at(dueAt)}` : `, late since ${at(lateSince)}`;
  return `${due.join(", ")}${when}`;
}

function sizeText({ sizeBytes, walBytes }: Surroundings["history"]): string {
  const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;
  return `${kilobytes(sizeBytes ?? 0)}${walBytes ? ` and ${kilobytes(walBytes)} of WAL` : ""}`;
}

const kindsText = (kinds: Readonly<Record<string, number>>): string =>
  Object.entries(kinds)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");

function runFacts(
  { kind, startedAt, exitCode, requests, message }: Status["runs"][number],
  at: (iso: string) => string,
): readonly Fact[] {
  const end = exitCode === null ? "did not end" : `exit ${exitCode}`;
  const line: Fact = [kind, `${at(startedAt)}, ${end}, ${counted(requests ?? 0, "request")}`];
  return message ? [line, ["", cleanText(message, 400)]] : [line];
}

function feedbackLines({ mutes, expectations, opinions }: Status["feedback"]): readonly Fact[] {
  return [
    ...mutes.map((mute): Fact => ["Muted", `${mute.about}, ${mute.firstWeek} to ${mute.lastWeek}`]),
    ...expectations.map(({ about, and, since, judgedFrom: from }): Fact => {
      const more = and === 0 ? "" : ` and ${and} more`;
      return ["New level", `${about}${more}, since ${since}, judged from ${from} on`];
    }),
    ...(opinions.confirmed + opinions.wrong === 0
      ? []
      : [["Findings", `as people judged them: ${precisionText(opinions)}`] as const]),
  ];
}

/** A name in the margin, its fact beside it over as many lines as it takes; a longer word, such as a path, is cut. */
function linesOf(facts: readonly Fact[]): string {
  const lines = facts.flatMap(([name, fact]) =>
    wrap(fact, columns - margin)
      .flatMap((line) => line.match(new RegExp(`.{1,${columns - margin}}`, "gu")) ?? [""])
      .map((line, index) => `${(index === 0 ? name : "").padEnd(margin - 1)} ${line}`.trimEnd()),
  );
  return `${lines.join("\n")}\n`;
}
