import { DateTime } from "luxon";
import { formatDays } from "../day.ts";

/**
 * A week as people read it, with both weekdays and the year.
 *
 * @example
 * longPeriod("2026-11-09", "2026-11-15"); // => "Mon 9 – Sun 15 Nov 2026"
 * longPeriod("2026-12-28", "2027-01-03"); // => "Mon 28 Dec 2026 – Sun 3 Jan 2027"
 */
export function longPeriod(from: string, to: string): string {
  const [start, end] = [day(from), day(to)];
  return `${start.toFormat(`ccc d${shared(start, end)}`)} – ${end.toFormat("ccc d LLL yyyy")}`;
}

/**
 * The same week where room is short: a subject, a link.
 *
 * @example
 * shortPeriod("2026-11-09", "2026-11-15"); // => "9–15 Nov"
 * shortPeriod("2026-11-30", "2026-12-06"); // => "30 Nov – 6 Dec"
 */
export function shortPeriod(from: string, to: string): string {
  return formatDays(from, to);
}

function day(date: string): DateTime {
  return DateTime.fromISO(date, { zone: "utc", locale: "en" });
}

function shared(start: DateTime, end: DateTime): string {
  if (start.year !== end.year) return " LLL yyyy";
  return start.month === end.month ? "" : " LLL";
}
