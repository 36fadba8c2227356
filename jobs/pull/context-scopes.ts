import { listCallDetails } from "../../src/gong/calls.ts";
import type { Gong } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import { activityByDay } from "../../src/gong/stats.ts";
import { addWeeks, mondayOf, sundayOf, type Week } from "../../src/week.ts";

/**
 * Tries the two scopes that findings can do without, with one request each for a day of little activity.
 *
 * @returns what the key may do, and what findings lack without it; never a failure for a scope or licence
 */
export async function contextScopesText(gong: Gong, week: Week): Promise<string> {
  const sunday = sundayOf(week);
  const filter = { fromDate: sunday, toDate: mondayOf(addWeeks(week, 1)) };
  const span = { fromDateTime: `${sunday}T00:00:00Z`, toDateTime: `${sunday}T01:00:00Z` };
  const lacking = [
    ...((await isRefused(() => gong.call(activityByDay, { body: { filter } })))
      ? [`${activityByDay.scope} (the calls behind a count)`]
      : []),
    ...((await isRefused(() => gong.call(listCallDetails, { body: { filter: span } })))
      ? [`${listCallDetails.scope} (the calls behind a length or talk statistic)`]
      : []),
  ];
  if (lacking.length === 0)
    return `optional: the key has ${activityByDay.scope} and ${listCallDetails.scope}`;
  return `optional: findings do without what the key lacks, ${lacking.join(" and ")}`;
}

/** A list that finds nothing was allowed to look. */
async function isRefused(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return false;
  } catch (error) {
    if (!(error instanceof GongError)) throw error;
    if (error.status === 404) return false;
    if (error.kind === "scope" || error.status === 403) return true;
    throw error;
  }
}
