import type { Expectation, Mute, Opinion, SeriesName, Subject, Told } from "../../src/feedback.ts";
import type { Database } from "../../src/history/database.ts";
import { findPerson } from "../../src/history/people.ts";
import { learningWeeks } from "../../src/insight/restart.ts";
import { metricOf } from "../../src/metrics.ts";
import { cleanText } from "../../src/text.ts";
import { addWeeks, type Week } from "../../src/week.ts";

/** Weeks that "as people judged it" looks back on. */
export const opinionWeeks = 12;

/** @example subjectText(database, subject); // => "calls hosted of Kofi Zeljani's team and its people" */
export function subjectText(database: Database, { level, id, metric, withPeople }: Subject): string {
  const what = metric === null ? "everything" : metricOf(metric).label;
  if (level === null || id === null) return `${what} of everybody`;
  return `${what} of ${nameOf(database, level, id)}${withPeople ? " and its people" : ""}`;
}

export function seriesText(database: Database, { level, id, metric }: SeriesName): string {
  return subjectText(database, { level, id, metric, withPeople: false });
}

function nameOf(database: Database, level: NonNullable<Subject["level"]>, id: string): string {
  if (level === "company") return "the company";
  const name = cleanText(findPerson(database, id)?.name ?? "") || `user ${id}`;
  return level === "team" ? `${name}'s team` : name;
}

/** Two lines each: what it is about, then when, by whom and why. */
export function muteLines(database: Database, mute: Mute): readonly string[] {
  return [
    `${mute.id}  ${subjectText(database, mute.subject)}`,
    `   ${mute.firstWeek} to ${mute.lastWeek}${toldText(mute)}`,
  ];
}

export function expectationLines(database: Database, expectation: Expectation): readonly string[] {
  const { also } = expectation;
  return [
    `${expectation.id}  ${subjectText(database, expectation.subject)}`,
    ...also.map((series) => `   with ${seriesText(database, series)}`),
    `   new level since ${expectation.since}, judged again from ${judgedFrom(expectation)} on${toldText(expectation)}`,
  ];
}

/** The first week that a new level is judged in, when every week has a value. */
export function judgedFrom({ since }: Pick<Expectation, "since">): Week {
  return addWeeks(since, learningWeeks);
}

export function opinionLines(opinion: Opinion): readonly string[] {
  const said = opinion.isTrue ? "a true change" : "not a true change";
  return [`${opinion.id}  ${opinion.finding}`, `   ${said}${toldText(opinion)}`];
}

/** "12 confirmed, 3 called wrong in the last 12 weeks" */
export function precisionText({ confirmed, wrong }: OpinionCounts): string {
  return `${confirmed} confirmed, ${wrong} called wrong in the last ${opinionWeeks} weeks`;
}

export type OpinionCounts = { readonly confirmed: number; readonly wrong: number; readonly weeks: number };

/** Counts what people thought of the findings of the last weeks up to `newest`. */
export function countOpinions(opinions: readonly Opinion[], newest: Week | null): OpinionCounts {
  const first = newest === null ? "" : addWeeks(newest, 1 - opinionWeeks);
  const recent = opinions.filter(({ week }) => week >= first);
  const confirmed = recent.filter(({ isTrue }) => isTrue).length;
  return { confirmed, wrong: recent.length - confirmed, weeks: opinionWeeks };
}

function toldText({ by, at, reason, endedAt }: Told): string {
  const why = reason === "" ? "" : `: ${cleanText(reason, 200)}`;
  const end = endedAt === null ? "" : ` · taken back ${endedAt.slice(0, 10)}`;
  return `${end} · ${cleanText(by, 40)}, ${at.slice(0, 10)}${why}`;
}
