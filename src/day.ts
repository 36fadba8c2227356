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
  return weekOf(plain(day));
}

/** @example formatDay("2026-11-11"); // => "Wed 11 Nov" */
export function formatDay(day: Day): string {
  return plain(day).toFormat("ccc d LLL");
}

/**
 * A span of days where room is short: a subject, a link.
 *
 * @example
 * formatDays("2026-11-09", "2026-11-15"); // => "9–15 Nov"
 * formatDays("2026-11-30", "2026-12-06"); // => "30 Nov – 6 Dec"
 */
export function formatDays(from: Day, to: Day): string {
  const [start, end] = [plain(from), plain(to)];
  if (start.month === end.month) return `${start.day}–${end.toFormat("d LLL")}`;
  return `${start.toFormat("d LLL")} – ${end.toFormat("d LLL")}`;
}

function plain(day: Day): DateTime {
  return DateTime.fromISO(day, { zone: "utc", locale: "en" });
}
