import { DateTime } from "luxon";

/**
 * A week as people read it, with both weekdays and the year.
 *
 * @param locale of the names of days and months
 * @example
 * longPeriod("2026-11-09", "2026-11-15", "en"); // => "Mon 9 – Sun 15 Nov 2026"
 * longPeriod("2026-12-28", "2027-01-03", "en"); // => "Mon 28 Dec 2026 – Sun 3 Jan 2027"
 */
export function longPeriod(from: string, to: string, locale: string): string {
  const [start, end] = [day(from, locale), day(to, locale)];
  return `${start.toFormat(`ccc d${shared(start, end)}`)} – ${end.toFormat("ccc d LLL yyyy")}`;
}

/**
 * The same week where room is short: a subject, a link.
 *
 * @example
 * shortPeriod("2026-11-09", "2026-11-15", "en"); // => "9–15 Nov"
 * shortPeriod("2026-11-30", "2026-12-06", "en"); // => "30 Nov – 6 Dec"
 */
export function shortPeriod(from: string, to: string, locale: string): string {
  const [start, end] = [day(from, locale), day(to, locale)];
  if (start.month === end.month) return `${start.day}–${end.toFormat("d LLL")}`;
  return `${start.toFormat("d LLL")} – ${end.toFormat("d LLL")}`;
}

/**
 * A moment to come, in the zone that it is written in.
 *
 * @example momentText("2026-11-23T07:00:00.000-05:00", "en"); // => "Mon 23 Nov 07:00"
 */
export function momentText(at: string, locale: string): string {
  return DateTime.fromISO(at, { setZone: true }).setLocale(locale).toFormat("ccc d LLL HH:mm");
}

function day(date: string, locale: string): DateTime {
  return DateTime.fromISO(date, { zone: "utc", locale });
}

function shared(start: DateTime, end: DateTime): string {
  if (start.year !== end.year) return " LLL yyyy";
  return start.month === end.month ? "" : " LLL";
}
