import { DateTime } from "luxon";
import { type Week, weekOf } from "./week.ts";

/** A calendar day of the company, `2026-11-11`. Text order is time order. */
export type Day = string;

/**
 * The company's day at a moment.
 *
 * @example
 * dayAt("2026-11-12T03:30:00Z", "America/New_York"); // => "2026-11-11"
 */
export function dayAt(moment: string, zone: string): Day {
  return DateTime.fromISO(moment, { zone }).toFormat("yyyy-MM-dd");
}

export function weekOfDay(day: Day): Week {
  return weekOf(plain(day, "en"));
}

/**
 * @param locale of the names of days and months
 * @example formatDay("2026-11-11", "en"); // => "Wed 11 Nov"
 */
export function formatDay(day: Day, locale: string): string {
  return plain(day, locale).toFormat("ccc d LLL");
}

/**
 * A span of days where room is short: a subject, a link.
 *
 * @example
 * formatDays("2026-11-09", "2026-11-15", "en"); // => "9–15 Nov"
 * formatDays("2026-11-30", "2026-12-06", "en"); // => "30 Nov – 6 Dec"
 */
export function formatDays(from: Day, to: Day, locale: string): string {
  const [start, end] = [plain(from, locale), plain(to, locale)];
  if (start.month === end.month) return `${start.day}–${end.toFormat("d LLL")}`;
  return `${start.toFormat("d LLL")} – ${end.toFormat("d LLL")}`;
}

/**
 * The same span with both weekdays and the year.
 *
 * @example
 * formatPeriod("2026-11-09", "2026-11-15", "en"); // => "Mon 9 – Sun 15 Nov 2026"
 * formatPeriod("2026-12-28", "2027-01-03", "en"); // => "Mon 28 Dec 2026 – Sun 3 Jan 2027"
 */
export function formatPeriod(from: Day, to: Day, locale: string): string {
  const [start, end] = [plain(from, locale), plain(to, locale)];
  return `${start.toFormat(`ccc d${unshared(start, end)}`)} – ${end.toFormat("ccc d LLL yyyy")}`;
}

/**
 * A moment to come, in the zone that it is written in.
 *
 * @example formatMoment("2026-11-23T07:00:00.000-05:00", "en"); // => "Mon 23 Nov 07:00"
 */
export function formatMoment(at: string, locale: string): string {
  return DateTime.fromISO(at, { setZone: true }).setLocale(locale).toFormat("ccc d LLL HH:mm");
}

/** What the start of a span has to say because its end does not say the same. */
function unshared(start: DateTime, end: DateTime): string {
  if (start.year !== end.year) return " LLL yyyy";
  return start.month === end.month ? "" : " LLL";
}

function plain(day: Day, locale: string): DateTime {
  return DateTime.fromISO(day, { zone: "utc", locale });
}
