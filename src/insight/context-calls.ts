import type { PersonContext } from "../context.ts";
import type { Evidence } from "../finding.ts";
import { type Metric, type MetricId, metricOf } from "../metrics.ts";
import { carriersOf } from "./carriers.ts";
import type { ContextInput } from "./context-input.ts";
import * as say from "./context-sentences.ts";
import type { Verdict } from "./judge.ts";

/** Links that one finding takes on. */
export const mostLinks = 3;

/** Where the calls behind a metric are found: under a counter of Gong's, or among the calls that somebody hosted. */
export function callsBehind(metric: MetricId): { readonly counter: MetricId } | "hosted" {
  const { source } = metricOf(metric);
  if (source === "scorecards") return { counter: "callsScorecardsReceived" };
  return source === "activity" ? { counter: metric } : "hosted";
}

/** The calls that carry a person's mean or sum, in the unit of their own values. */
export function carriersIn(
  { metric, usual, score }: Verdict,
  context: PersonContext | undefined,
): { readonly values: readonly number[]; readonly calls: number } | null {
  const measured = context?.measured[metric.id];
  if (!measured) return null;
  const perHour = metric.unit === "hours" ? 3600 : 1;
  const inUnit = measured.values.map((value) => value / perHour);
  const direction = score < 0 ? "down" : "up";
  const count = carriersOf(inUnit, usual, direction, metric.across);
  if (count === null) return null;
  const ordered = measured.values.toSorted((a, b) => (direction === "up" ? b - a : a - b));
  return { values: ordered.slice(0, count), calls: ordered.length };
}

/** A person alone may have three links; each of several drivers has one. */
export function linksOf(
  id: string,
  { metric, score, series }: Verdict,
  people: number,
  carriers: number | undefined,
  { facts, panel }: ContextInput,
): readonly Evidence[] {
  const context = facts.people.get(id);
  const most = series.entity.level === "person" && people === 1 ? (carriers ?? mostLinks) : 1;
  const name = facts.nameOf(id);
  const week = panel.weeks.at(-1) ?? "";
  const behind = callsBehind(metric.id);
  if (behind === "hosted") {
    const shown = context?.measured[metric.id]?.shown ?? [];
    const inDirection = shown.toSorted((a, b) => Math.sign(score) * (b.value - a.value));
    return inDirection.slice(0, most).flatMap(({ url, value, day }) => {
      return url === null ? [] : [{ text: say.measuredLink(name, metric, value, day), url }];
    });
  }
  const counter: Metric = metricOf(behind.counter);
  const counted = context?.counted[counter.id];
  return (counted?.shown ?? []).slice(0, most).flatMap(({ url, day }, index) => {
    const place = index === 0 ? "first" : "last";
    const text = say.countedLink(name, counter, { place, calls: counted?.calls ?? 0, day, week });
    return url === null ? [] : [{ text, url }];
  });
}

/** No two links with the same words. */
export function distinct(links: readonly Evidence[]): readonly Evidence[] {
  const texts = links.map(({ text }) => text);
  return links.filter(({ text }, index) => texts.indexOf(text) === index).slice(0, mostLinks);
}
