import type { Gong } from "../gong/client.ts";
import { interactionStats } from "../gong/stats.ts";
import { metricIdOf } from "../metrics.ts";
import { addWeeks, mondayOf, type Week } from "../week.ts";
import type { Part, PersonValue } from "./part.ts";

/** `timeZone` is where Gong says the company keeps its weeks; null when nobody has statistics. */
export type Interaction = { readonly part: Part; readonly timeZone: string | null };

/**
 * Every interaction statistic of one week; Gong gives no periods here, so each week is a pass of its own.
 * Names are an open set and kept as they come. A name or person that is not in the answer is missing.
 */
export async function readInteraction(gong: Gong, week: Week): Promise<Interaction> {
  const values: PersonValue[] = [];
  let timeZone: string | null = null;
  const filter = { fromDate: mondayOf(week), toDate: mondayOf(addWeeks(week, 1)) };
  for await (const { rows, answer } of gong.pages(interactionStats, { body: { filter } })) {
    timeZone = answer.timeZone ?? timeZone;
    for (const person of rows) {
      for (const { name, value } of person.personInteractionStats) {
        if (typeof value === "number") values.push([person.userId, metricIdOf(name), value, null]);
      }
    }
  }
  return { part: { source: "interaction", week, values }, timeZone };
}
