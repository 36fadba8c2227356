import { DateTime } from "luxon";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { interactionStats } from "../gong/stats.ts";
import { metricIdOf, metricOf } from "../metrics.ts";
import { addWeeks, mondayOf, startOfWeek, type Week } from "../week.ts";
import type { Part, PersonValue } from "./part.ts";

/** `timeZone` is where Gong says the company keeps its weeks; null when nobody has statistics. */
export type Interaction = { readonly part: Part; readonly timeZone: string | null };

/**
 * Every interaction statistic of one week; Gong gives no periods here, so each week is a pass of its own.
 * Names are an open set and kept as they come. A name or person that is not in the answer is missing.
 *
 * @param zone the company's, as far as it is known
 */
export async function readInteraction(gong: Gong, week: Week, zone: string): Promise<Interaction> {
  const values: PersonValue[] = [];
  let timeZone: string | null = null;
  const filter = { fromDate: mondayOf(week), toDate: mondayOf(addWeeks(week, 1)) };
  for await (const { rows, answer } of gong.pages(interactionStats, { body: { filter } })) {
    timeZone = answer.timeZone ?? timeZone;
    refuseOtherWeek(answer.fromDateTime, week, zone);
    for (const person of rows) {
      const seen = new Set<string>();
      for (const { name, value } of person.personInteractionStats) {
        const metric = idOfStatistic(name);
        if (seen.has(metric)) {
          throw new GongError("contract", `personInteractionStats: two statistics are ${metric}`, {
            route: interactionStats.route,
          });
        }
        seen.add(metric);
        if (typeof value === "number") values.push([person.userId, metric, value, null]);
      }
    }
  }
  return { part: { source: "interaction", week, values, gaps: [] }, timeZone };
}

/** Gong repeats the range that it answers for. */
function refuseOtherWeek(fromDateTime: unknown, week: Week, zone: string): void {
  if (typeof fromDateTime !== "string") return;
  const from = DateTime.fromISO(fromDateTime, { zone });
  if (!from.isValid || Math.abs(from.diff(startOfWeek(week, zone), "days").days) < 2) return;
  throw new GongError("incomplete", `fromDateTime is ${from.toISODate()}, asked was ${mondayOf(week)}`, {
    route: interactionStats.route,
  });
}

/** A new statistic of Gong's may be called like something that is counted elsewhere. */
function idOfStatistic(name: string): string {
  const id = metricIdOf(name);
  if (id === "") throw new GongError("contract", "name: has no letters", { route: interactionStats.route });
  return metricOf(id).source === "interaction" ? id : `${id}Statistic`;
}
