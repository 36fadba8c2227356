import type { z } from "zod";

/** Gong's fifteen activity counters, by its own names. */
export const counters = [
  "callsAsHost",
  "callsAttended",
  "callsGaveFeedback",
  "callsRequestedFeedback",
  "callsReceivedFeedback",
  "ownCallsListenedTo",
  "othersCallsListenedTo",
  "callsSharedInternally",
  "callsSharedExternally",
  "callsScorecardsFilled",
  "callsScorecardsReceived",
  "callsCommentsGiven",
  "callsCommentsReceived",
  "callsMarkedAsFeedbackGiven",
  "callsMarkedAsFeedbackReceived",
] as const;

/** One schema under each of the fifteen names, all required: a counter that is not there is not zero. */
export function forEachCounter<S extends z.ZodType>(schema: S): Record<(typeof counters)[number], S> {
  return Object.fromEntries(counters.map((name) => [name, schema])) as Record<(typeof counters)[number], S>;
}
