import type { PersonContext } from "../context.ts";
import type { Day } from "../day.ts";
import type { FoundLink } from "../finding.ts";
import { type Metric, type MetricId, metricOf } from "../metrics.ts";
import { cleanText } from "../text.ts";
import { mondayOf, sundayOf } from "../week.ts";
import type { Slot, Statement } from "../words/statement.ts";
import { carriersOf } from "./carriers.ts";
import type { ContextInput } from "./context-input.ts";
import type { Verdict } from "./judge.ts";
import { say } from "./statements.ts";

/** Links that one finding takes on. */
export const mostLinks = 3;

/** Characters of a name in a link, so that the rest of its words is never cut. */
const mostOfName = 30;

/** Where the calls behind a metric are found: under a counter of Gong's, or among the calls that somebody hosted. */
export function callsBehind(metric: MetricId): { readonly counter: MetricId } | "hosted" {
  const { source } = metricOf(metric);
  if (source === "scorecards") return { counter: "callsScorecardsReceived" };
  return source === "activity" ? { counter: metric } : "hosted";
}

/** The calls that carry a person's mean or sum: how many, and the statement of it. */
export function carriersIn(
  { metric, usual, score }: Verdict,
  context: PersonContext | undefined,
): { readonly calls: number; readonly statement: Statement } | null {
  const measured = context?.measured[metric.id];
  if (!measured) return null;
  const perHour = metric.unit === "hours" ? 3600 : 1;
  const inUnit = measured.values.map((value) => value / perHour);
  const direction = score < 0 ? "down" : "up";
  const count = carriersOf(inUnit, usual, direction, metric.across);
  if (count === null) return null;
  const ordered = measured.values.toSorted((a, b) => (direction === "up" ? b - a : a - b));
  const carrying = ordered.slice(0, count);
  const statement = say("carried", {
    calls: { count },
    all: { count: ordered.length },
    values: isLength(metric) ? { lengths: carrying } : { values: carrying, of: metric.id },
  });
  return { calls: count, statement };
}

const isLength = ({ source }: Metric): boolean => source === "calls";

/** A person alone may have three links; each of several drivers has one. */
export function linksOf(
  id: string,
  { metric, score, series }: Verdict,
  people: number,
  carriers: number | undefined,
  { facts, panel }: ContextInput,
): readonly FoundLink[] {
  const context = facts.people.get(id);
  const most = series.entity.level === "person" && people === 1 ? (carriers ?? mostLinks) : 1;
  const name = { text: cleanText(facts.nameOf(id), mostOfName) };
  const week = panel.weeks.at(-1) ?? "";
  const behind = callsBehind(metric.id);
  if (behind === "hosted") {
    const shown = context?.measured[metric.id]?.shown ?? [];
    const inDirection = shown.toSorted((a, b) => Math.sign(score) * (b.value - a.value));
    return inDirection.slice(0, most).flatMap(({ url, value, day }) => {
      return url === null ? [] : [{ statement: measuredLink(name, metric, value, day), url }];
    });
  }
  const counter: Metric = metricOf(behind.counter);
  const counted = context?.counted[counter.id];
  const calls = counted?.calls ?? 0;
  const days = { from: mondayOf(week), to: sundayOf(week) };
  return (counted?.shown ?? []).slice(0, most).flatMap(({ url, day }, index) => {
    const slots = {
      name,
      calls: { value: calls, of: counter.id },
      place: { choice: index === 0 ? "first" : "last" },
      when: calls === 1 && day !== null ? { day } : days,
    };
    // What was done about a call may be younger than the call.
    const statement =
      counter.id === "callsAsHost"
        ? say("hostedLink", slots)
        : say("countedLink", { ...slots, metric: { metric: counter.id } });
    return url === null ? [] : [{ statement, url }];
  });
}

function measuredLink(name: Slot, metric: Metric, value: number, day: Day | null): Statement {
  const dated = day === null ? { isDated: { choice: "no" } } : { isDated: { choice: "yes" }, day: { day } };
  if (isLength(metric)) return say("lengthLink", { name, ...dated, length: { lengths: [value] } });
  return say("measuredLink", {
    name,
    ...dated,
    metric: { metric: metric.id },
    value: { value, of: metric.id },
  });
}
