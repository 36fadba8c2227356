import { DateTime } from "luxon";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { scorecardSettings } from "../gong/settings.ts";
import { answeredScorecards } from "../gong/stats.ts";
import { addWeeks, mondayOf, type Week, weekOf, weeksFrom } from "../week.ts";
import { emptyParts, type Part, type Span } from "./part.ts";

type Range = { readonly min: number; readonly max: number };
type Answer = {
  readonly questionId: string;
  readonly isOverall?: boolean | null | undefined;
  readonly score?: number | null | undefined;
  readonly notApplicable?: boolean | null | undefined;
};

/** Gong's own default, and the scale that all scores are moved to. */
const scale: Range = { min: 1, max: 5 };

/**
 * Scorecards by the person reviewed and the week of the review, filled by people and by Gong alike.
 *
 * `scorecardAverage` is the mean of the cards' scores; a card's score is its overall answer, or the mean of its
 * answers where it asks for none. Questions have ranges of their own, so each score is moved to 1 to 5
 * before it is averaged; for Gong's default range that changes nothing.
 */
export async function readScorecards(gong: Gong, span: Span, timeZone: string): Promise<readonly Part[]> {
  const weeks = weeksFrom(span.from, span.to);
  const sums = new Map<Week, Map<string, { cards: number; scored: number; total: number }>>();
  let ranges: ReadonlyMap<string, Range> | undefined;
  const filter = {
    reviewFromDate: mondayOf(span.from),
    reviewToDate: mondayOf(addWeeks(span.to, 1)),
    reviewMethod: "BOTH" as const,
  };
  for await (const { rows } of gong.pages(answeredScorecards, { body: { filter } })) {
    if (rows.length > 0) ranges ??= await readRanges(gong);
    for (const card of rows) {
      const week = weekOf(DateTime.fromISO(card.reviewTime, { zone: timeZone }));
      if (week < addWeeks(span.from, -1) || week > addWeeks(span.to, 1)) {
        throw new GongError("incomplete", `a card of ${week} came, asked were ${span.from} to ${span.to}`, {
          route: answeredScorecards.route,
        });
      }
      const people = sums.get(week) ?? new Map<string, { cards: number; scored: number; total: number }>();
      sums.set(week, people);
      const sum = people.get(card.reviewedUserId) ?? { cards: 0, scored: 0, total: 0 };
      people.set(card.reviewedUserId, sum);
      const score = scoreOf(card.answers, ranges ?? new Map());
      sum.cards += 1;
      if (score !== null) {
        sum.scored += 1;
        sum.total += score;
      }
    }
  }
  const parts = emptyParts("scorecards", weeks);
  for (const [week, part] of parts) {
    for (const [person, { cards, scored, total }] of sums.get(week) ?? []) {
      part.values.push([person, "scorecardCount", cards, null]);
      if (scored > 0) part.values.push([person, "scorecardAverage", total / scored, scored]);
    }
  }
  return [...parts.values()];
}

/** Without any scorecard defined Gong answers 404 in its own words, which has a requestId. */
async function readRanges(gong: Gong): Promise<ReadonlyMap<string, Range>> {
  const { scorecards } = await gong.call(scorecardSettings, {}).catch((error: unknown) => {
    if (error instanceof GongError && error.status === 404 && error.requestId) return { scorecards: [] };
    throw error;
  });
  const ranges = new Map<string, Range>();
  for (const { questions } of scorecards) {
    for (const { questionId, minRange, maxRange } of questions) {
      if (typeof minRange === "number" && typeof maxRange === "number" && minRange < maxRange) {
        ranges.set(questionId, { min: minRange, max: maxRange });
      }
    }
  }
  return ranges;
}

/** The score of one card from 1 to 5; null when its overall answer, or every answer, was left open. */
function scoreOf(answers: readonly Answer[], ranges: ReadonlyMap<string, Range>): number | null {
  const overall = answers.filter(({ isOverall }) => isOverall === true);
  const moved = (overall.length > 0 ? overall : answers).flatMap(({ score, notApplicable, questionId }) => {
    if (typeof score !== "number" || notApplicable) return [];
    const { min, max } = ranges.get(questionId) ?? scale;
    return [scale.min + ((score - min) / (max - min)) * (scale.max - scale.min)];
  });
  return moved.length === 0 ? null : moved.reduce((sum, score) => sum + score, 0) / moved.length;
}
