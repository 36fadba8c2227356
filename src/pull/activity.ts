import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { activityByPeriod } from "../gong/stats.ts";
import { activityCounters } from "../metrics.ts";
import { addWeeks, mondayOf, parseWeek, type Week, weeksFrom } from "../week.ts";
import { emptyParts, type Part, type Span } from "./part.ts";

/** A span this long or shorter is never split. */
const chunkWeeks = 13;

/**
 * The fifteen counters of every week in a span, in one pass: a page holds a hundred users with all their
 * weeks, so 52 weeks cost what one does. Zeros are left out; who is present fills them in.
 *
 * Gong documents no longest range. When it refuses or cannot finish a long one, the span is read again in
 * quarters of a year.
 */
export async function readActivity(gong: Gong, span: Span): Promise<readonly Part[]> {
  const weeks = weeksFrom(span.from, span.to);
  try {
    return await readSpan(gong, weeks);
  } catch (error) {
    if (weeks.length <= chunkWeeks || !isTooLong(error)) throw error;
    const parts: Part[] = [];
    for (let start = 0; start < weeks.length; start += chunkWeeks) {
      parts.push(...(await readSpan(gong, weeks.slice(start, start + chunkWeeks))));
    }
    return parts;
  }
}

function isTooLong(error: unknown): boolean {
  if (!(error instanceof GongError)) return false;
  return error.kind === "unavailable" || error.status === 400 || error.status === 413;
}

async function readSpan(gong: Gong, weeks: readonly Week[]): Promise<readonly Part[]> {
  const [from = "", to = ""] = [weeks[0], weeks.at(-1)];
  const parts = emptyParts("activity", weeks);
  const input = {
    body: {
      aggregationPeriod: "WEEK" as const,
      filter: { fromDate: mondayOf(from), toDate: mondayOf(addWeeks(to, 1)) },
    },
  };
  const seenIn = new Map<string, ReadonlySet<Week>>();
  for await (const { rows } of gong.pages(activityByPeriod, input)) {
    for (const user of rows) {
      const seen = new Set<Week>();
      seenIn.set(user.userId, seen);
      for (const period of user.userAggregateActivity) {
        const week = weekOfPeriod(period.fromDate, period.toDate);
        const part = parts.get(week);
        if (!part || seen.has(week)) {
          throw contract(`week ${week} was ${part ? "given twice for one user" : "not asked for"}`);
        }
        seen.add(week);
        for (const metric of activityCounters) {
          const value = Number(period[metric]);
          if (value !== 0) part.values.push([user.userId, metric, value, null]);
        }
      }
    }
  }
  if (seenIn.size === 0) {
    throw new GongError(
      "incomplete",
      `Gong knows of no activity by anybody in ${from} to ${to}; not taken for weeks of zeros`,
      { route: activityByPeriod.route },
    );
  }
  noteGaps(parts, seenIn);
  return [...parts.values()];
}

/**
 * Gong gives every week of the range for each person it lists, zeros included. Where it does, a week that one
 * of them lacks is missing; where it does so for nobody, it leaves out zeros.
 */
function noteGaps(
  parts: ReadonlyMap<Week, { readonly gaps: string[] }>,
  seenIn: ReadonlyMap<string, ReadonlySet<Week>>,
): void {
  if (![...seenIn.values()].some((seen) => seen.size === parts.size)) return;
  for (const [person, seen] of seenIn) {
    for (const [week, { gaps }] of parts) if (!seen.has(week)) gaps.push(person);
  }
}

/**
 * The week of a period, by local date alone: offsets differ over a change of clocks. The documents leave open
 * whether `toDate` is the last day or the next Monday, so both pass; a shorter period is a week cut in two.
 */
function weekOfPeriod(fromDate: string, toDate: string): Week {
  const monday = fromDate.slice(0, 10);
  try {
    const week = parseWeek(monday);
    const days = (Date.parse(toDate.slice(0, 10)) - Date.parse(monday)) / 86_400_000;
    if (days === 6 || days === 7) return week;
  } catch {
    // falls through to one message for both faults
  }
  throw contract(`a period runs from ${fromDate} to ${toDate}, expected Monday to Monday`);
}

const contract = (text: string): GongError =>
  new GongError("contract", `userAggregateActivity: ${text}`, { route: activityByPeriod.route });
