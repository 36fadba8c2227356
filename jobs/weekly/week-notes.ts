import { earlyBelow, learningBelow } from "../../src/insight/horizon.ts";
import type { Judgement } from "../../src/insight/judge.ts";
import type { MetricId, Source } from "../../src/metrics.ts";
import { eachInSteps, type Steps } from "../../src/steps.ts";
import { addWeeks, mondayOf, type Week } from "../../src/week.ts";
import type { Statement } from "../../src/words/statement.ts";

/** What could not be read. */
export function lackingNote(lacking: readonly Source[]): Statement[] {
  if (lacking.length === 0) return [];
  const parts = lacking.map(
    (source): Statement => ({ pattern: "noteSource", slots: { source: { choice: source } } }),
  );
  return [{ pattern: "noteLacking", slots: { sources: { parts } } }];
}

/** @param known weeks of history before the one that is told */
export function thinNote(known: number, week: Week): Statement[] {
  if (known >= earlyBelow) return [];
  const isLearning = known < learningBelow;
  const enough = { count: isLearning ? learningBelow : earlyBelow };
  // The digest that has enough weeks before its own comes on the Monday after that week.
  const day = { day: mondayOf(addWeeks(week, learningBelow - known + 1)) };
  const slots = { weeks: { count: known }, enough, ...(isLearning ? { day } : {}) };
  return [{ pattern: isLearning ? "noteLearning" : "noteEarly", slots }];
}

/** Metrics that one note names. */
const mostMetrics = 5;

/** Metrics in which all people moved, and by what factor. */
export type Moved = readonly (readonly [MetricId, number])[];

/** What a look at every verdict of a week tells: who is silent, and which metrics moved. */
export function* lookedOver({
  verdicts,
}: Judgement): Steps<{ readonly silent: ReadonlySet<string>; readonly moved: Moved }> {
  const [silent, factors] = [new Set<string>(), new Map<MetricId, number>()];
  yield* eachInSteps(verdicts, ({ series: { entity }, metric, companyFactor, isSilence }) => {
    if (isSilence) silent.add(entity.id);
    if (entity.level === "person") factors.set(metric.id, companyFactor);
  });
  return { silent, moved: [...factors].filter(([, factor]) => factor !== 1) };
}

/** A reader who does not see the company learns that all of it moved. */
export function companyNote(moved: Moved): Statement[] {
  if (moved.length === 0) return [];
  const parts = moved.slice(0, mostMetrics).map(
    ([metric, factor]): Statement => ({
      pattern: "noteMovedPart",
      slots: {
        metric: { metric },
        share: { share: Math.abs(1 - factor) },
        side: { choice: factor < 1 ? "down" : "up" },
      },
    }),
  );
  const more = moved.length - mostMetrics;
  if (more > 0) parts.push({ pattern: "noteMovedMore", slots: { count: { count: more } } });
  return [{ pattern: "noteMoved", slots: { moved: { parts } } }];
}

/** @param people who did nothing at all */
export function absenceNote(people: number): Statement[] {
  return people === 0 ? [] : [{ pattern: "noteAbsent", slots: { people: { count: people } } }];
}
