import { type DateTime, IANAZone } from "luxon";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { activityTotals } from "../gong/stats.ts";
import { addWeeks, mondayOf, newestClosedWeek } from "../week.ts";

/** The last place on earth where a week ends. */
const westernmost = "Etc/GMT+12";

/**
 * The company's zone. Gong says it only beside statistics, so this asks for four weeks that have ended
 * everywhere; one request, once in the life of a history.
 *
 * @throws {GongError} `incomplete` when nobody did anything in those weeks, `contract` for an unknown zone
 */
export async function learnZone(gong: Gong, now: DateTime): Promise<string> {
  const newest = newestClosedWeek(now, westernmost);
  const filter = { fromDate: mondayOf(addWeeks(newest, -3)), toDate: mondayOf(addWeeks(newest, 1)) };
  for await (const { answer } of gong.pages(activityTotals, { body: { filter } })) {
    const zone = answer.timeZone;
    if (zone && IANAZone.isValidZone(zone)) return zone;
    throw new GongError("contract", `timeZone: got ${JSON.stringify(zone ?? null)}, expected an IANA zone`, {
      route: activityTotals.route,
    });
  }
  throw new GongError(
    "incomplete",
    `Gong knows of no activity from ${filter.fromDate} to ${filter.toDate}, so it does not say the company's zone`,
    { route: activityTotals.route },
  );
}
