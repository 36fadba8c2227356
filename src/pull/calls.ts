import { DateTime } from "luxon";
import { listCalls } from "../gong/calls.ts";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { addWeeks, endOfWeek, startOfWeek, type Week, weekOf, weeksFrom } from "../week.ts";
import { emptyParts, type Part, type Span } from "./part.ts";

/**
 * Hours and mean length of the calls that each person led, by the week in which a call started in the
 * company's zone. A hundred calls a request, so this is the dear part of a pull.
 *
 * A call without a leader, start or length counts for nobody.
 */
export async function readCalls(gong: Gong, span: Span, timeZone: string): Promise<readonly Part[]> {
  const sums = new Map<Week, Map<string, { calls: number; seconds: number }>>();
  const query = {
    fromDateTime: isoOf(startOfWeek(span.from, timeZone)),
    toDateTime: isoOf(endOfWeek(span.to, timeZone)),
  };
  for await (const { rows } of gong.pages(listCalls, { query })) {
    for (const { started, duration, primaryUserId } of rows) {
      if (!started || typeof duration !== "number" || !primaryUserId) continue;
      const week = weekOf(DateTime.fromISO(started, { zone: timeZone }));
      if (week < addWeeks(span.from, -1) || week > addWeeks(span.to, 1)) {
        throw new GongError("incomplete", `a call of ${week} came, asked were ${span.from} to ${span.to}`, {
          route: listCalls.route,
        });
      }
      const people = sums.get(week) ?? new Map<string, { calls: number; seconds: number }>();
      sums.set(week, people);
      const sum = people.get(primaryUserId) ?? { calls: 0, seconds: 0 };
      people.set(primaryUserId, sum);
      sum.calls += 1;
      sum.seconds += duration;
    }
  }
  const parts = emptyParts("calls", weeksFrom(span.from, span.to));
  for (const [week, part] of parts) {
    for (const [person, { calls, seconds }] of sums.get(week) ?? []) {
      part.values.push([person, "callHours", seconds / 3600, null]);
      part.values.push([person, "meanCallLength", seconds / calls, calls]);
    }
  }
  return [...parts.values()];
}

const isoOf = (moment: DateTime): string => moment.toISO({ suppressMilliseconds: true }) ?? "";
