import type { HostedCall } from "./activity.ts";
import { normal, purpose, type Stream, streamOf } from "./random.ts";
import type { Person } from "./roster.ts";

export type ReviewMethod = "MANUAL" | "AUTOMATIC";

export type Question = {
  readonly number: number;
  readonly text: string;
  readonly isOverall: boolean;
  readonly least: number;
  readonly most: number;
};

export type Scorecard = {
  readonly number: number;
  readonly name: string;
  readonly method: ReviewMethod;
  readonly enabled: boolean;
  readonly questions: readonly Question[];
};

export type Answer = {
  readonly question: Question;
  readonly score: number | null;
  readonly notApplicable: boolean;
};

/** One filled scorecard about one call. */
export type Card = {
  readonly scorecard: Scorecard;
  readonly call: HostedCall;
  /** The manager who filled it; absent when Gong did. */
  readonly reviewer?: Person;
  readonly reviewMicrosOfDay: number;
  readonly answers: readonly Answer[];
};

const question = (number: number, text: string, isOverall: boolean, most: number): Question => ({
  number,
  text,
  isOverall,
  least: 1,
  most,
});

const byHand: Scorecard = {
  number: 1,
  name: "Discovery call",
  method: "MANUAL",
  enabled: true,
  questions: [
    question(11, "How was the call as a whole?", true, 5),
    question(12, "Were the right questions asked?", false, 5),
    question(13, "Were next steps agreed?", false, 5),
  ],
};

const byGong: Scorecard = {
  number: 2,
  name: "Call quality",
  method: "AUTOMATIC",
  enabled: true,
  questions: [question(21, "Overall quality", true, 10), question(22, "Clarity", false, 10)],
};

const disabled: Scorecard = {
  number: 3,
  name: "Default Scorecard",
  method: "MANUAL",
  enabled: false,
  questions: [question(31, "How would you rate this call?", true, 5)],
};

/** The company's scorecards: two in use, with different ranges, and one that nobody fills. */
export const scorecards: readonly Scorecard[] = [byHand, byGong, disabled];

/**
 * The cards about one person's calls of one week, each filled on the evening of the call.
 *
 * @param reviewerWork the manager's seven days; on a day off only Gong fills cards
 */
export function cardsOf(
  seed: number,
  calls: readonly HostedCall[],
  reviewer: Person | undefined,
  reviewerWork: readonly number[],
): readonly Card[] {
  const cards: Card[] = [];
  const [first] = calls;
  if (first === undefined) return cards;
  const chance = Math.min(0.5, 0.8 / Math.max(1, first.person.callsPerWeek));
  const stream = streamOf(seed, first.person.index, first.weekIndex, purpose.cards);
  for (const call of calls) {
    if (stream() >= chance) continue;
    const isByHand = stream() < 0.6 && (reviewerWork[(call.day - 4) % 7] ?? 0) > 0;
    const scorecard = isByHand ? byHand : byGong;
    const skill = 0.55 + 0.2 * streamOf(seed, call.person.index, purpose.cards)();
    cards.push({
      scorecard,
      call,
      ...(isByHand && reviewer ? { reviewer } : {}),
      reviewMicrosOfDay: 68_400_000_000 + Math.floor(stream() * 7_200) * 1_000_000,
      answers: scorecard.questions.map((asked) => answerOf(asked, skill, stream)),
    });
  }
  return cards;
}

/**
 * The overall answer of a card on a scale of 1 to 5, whatever range its question has; `null` without one.
 *
 * @example
 * overallOf(card); // => 3 for 5.5 out of 1 to 10
 */
export function overallOf(card: Card): number | null {
  const overall = card.answers.find((answer) => answer.question.isOverall);
  if (overall === undefined || overall.notApplicable || overall.score === null) return null;
  const { least, most } = overall.question;
  return 1 + (4 * (overall.score - least)) / (most - least);
}

function answerOf(asked: Question, skill: number, stream: Stream): Answer {
  const fate = stream();
  const level = Math.min(1, Math.max(0, skill + 0.15 * normal(stream)));
  const score = Math.round(asked.least + level * (asked.most - asked.least));
  if (fate < (asked.isOverall ? 0.02 : 0.08)) return { question: asked, score: null, notApplicable: true };
  if (fate > 0.98) return { question: asked, score: null, notApplicable: false };
  return { question: asked, score, notApplicable: false };
}
