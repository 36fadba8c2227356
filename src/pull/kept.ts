import { activityCounters } from "../metrics.ts";

/**
 * The members of a page that a pull reads, and those that the next page is found and checked by. Nothing else is
 * kept: titles of calls and names of customers stay with Gong.
 */
const members = [
  ...["records", "totalRecords", "cursor"],
  ...["users", "id", "firstName", "lastName", "emailAddress", "managerId", "active", "created"],
  ...["usersAggregateActivity", "userId", "userAggregateActivity", "fromDate", "toDate", ...activityCounters],
  ...["peopleInteractionStats", "personInteractionStats", "name", "value", "fromDateTime", "timeZone"],
  ...["answeredScorecards", "answeredScorecardId", "scorecardId", "reviewedUserId", "reviewTime"],
  ...["answers", "questionId", "isOverall", "score", "notApplicable"],
  ...["calls", "started", "duration", "primaryUserId"],
];

/**
 * An answer as it is kept from run to run.
 *
 * @example
 * keptText({ records: { totalRecords: 1 }, calls: [{ id: "7", title: "Acme" }] });
 * // => '{"records":{"totalRecords":1},"calls":[{"id":"7"}]}'
 */
export const keptText = (answer: object): string => JSON.stringify(answer, members);
