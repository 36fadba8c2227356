import type { World } from "../company.ts";
import { weekIndexOf } from "../days.ts";
import { callIdOf, idKind, idOf, workspaceIdOf } from "../ids.ts";
import { filterOf, idsOf, Refused, type Route } from "../protocol.ts";
import { type Card, type Question, scorecards } from "../scorecards.ts";
import { openDays } from "./ranges.ts";

/** Filled scorecards, whose ids are bare numbers, and the scorecards themselves, where all is text. */
export const scorecardRoutes: readonly Route[] = [
  {
    method: "POST",
    path: /^\/v2\/stats\/activity\/scorecards$/,
    scope: "api:stats:scorecards",
    answer: (request, world, pager) => {
      const filter = filterOf(request.body);
      const method = filter.reviewMethod ?? "MANUAL";
      if (method !== "MANUAL" && method !== "AUTOMATIC" && method !== "BOTH") {
        throw new Refused(400, "Json parse error");
      }
      const reviewed = openDays(filter, "reviewFromDate", "reviewToDate", world);
      const called = openDays(filter, "callFromDate", "callToDate", world);
      // A card is filled on the day of its call, so both ranges bound the same day.
      const days = { from: Math.max(reviewed.from, called.from), to: Math.min(reviewed.to, called.to) };
      const users = idsOf(filter.reviewedUserIds);
      const wanted = idsOf(filter.scorecardIds);
      const { items, records } = pager.page(request, "body", "Answered scorecards not found", () =>
        cardsBetween(days.from, days.to, world).filter(
          (card) =>
            (method === "BOTH" || card.scorecard.method === method) &&
            (!users || users.has(card.call.person.id)) &&
            (!wanted || wanted.has(String(idOf(world.seed, idKind.scorecard, card.scorecard.number)))),
        ),
      );
      return { records, answeredScorecards: items.map((card) => answeredOf(card, world)) };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/settings\/scorecards$/,
    scope: "api:settings:scorecards:read",
    answer: (_, { seed, time, firstDay }) => {
      const created = time.iso(firstDay, 77_491_000_000, 0);
      return {
        scorecards: scorecards.map((scorecard) => ({
          scorecardId: String(idOf(seed, idKind.scorecard, scorecard.number)),
          scorecardName: scorecard.name,
          workspaceId: workspaceIdOf(seed),
          enabled: scorecard.enabled,
          updaterUserId: "-1",
          created,
          updated: created,
          reviewMethod: scorecard.method,
          questions: scorecard.questions.map((question) => questionOf(question, seed, created)),
        })),
      };
    },
  },
];

function cardsBetween(from: number, to: number, { activity, roster }: World): readonly Card[] {
  const cards: Card[] = [];
  for (let week = weekIndexOf(from); week <= weekIndexOf(to - 1); week++) {
    for (const team of roster.teams) {
      for (const person of team.members) {
        for (const card of activity.weekOf(person, week).cards) {
          if (card.call.day >= from && card.call.day < to) cards.push(card);
        }
      }
    }
  }
  return cards;
}

function answeredOf(card: Card, { seed, time }: World): object {
  const { call, scorecard, reviewer } = card;
  const callId = callIdOf(seed, call.person.index, call.weekIndex, call.place);
  return {
    answeredScorecardId: idOf(
      seed,
      idKind.card,
      call.person.index * 2 ** 26 + call.weekIndex * 2 ** 12 + call.place,
    ),
    scorecardId: idOf(seed, idKind.scorecard, scorecard.number),
    scorecardName: scorecard.name,
    callId,
    callStartTime: time.iso(call.day, call.microsOfDay, call.fractionDigits),
    reviewedUserId: BigInt(call.person.id),
    reviewerUserId: reviewer ? BigInt(reviewer.id) : null,
    reviewMethod: scorecard.method,
    editorUserId: null,
    reviewTime: time.iso(call.day, card.reviewMicrosOfDay, 0),
    visibilityType: "PUBLIC",
    answers: card.answers.map(({ question, score, notApplicable }) => ({
      questionId: idOf(seed, idKind.question, question.number),
      questionRevisionId: idOf(seed, idKind.revision, question.number),
      isOverall: question.isOverall,
      score,
      answerText: null,
      notApplicable,
      selectedOptions: null,
    })),
  };
}

function questionOf(question: Question, seed: number, created: string): object {
  return {
    questionId: String(idOf(seed, idKind.question, question.number)),
    questionRevisionId: String(idOf(seed, idKind.revision, question.number)),
    questionText: question.text,
    isOverall: question.isOverall,
    updaterUserId: "-1",
    questionType: "RANGE",
    answerGuide: null,
    minRange: String(question.least),
    maxRange: String(question.most),
    answerOptions: [],
    created,
  };
}
