import { DateTime } from "luxon";

/**
 * An ISO week, `2026-W46`: Monday 00:00 to the next Monday 00:00 in the company's zone.
 * Text order is time order.
 */
export type Week = string;

/** The ISO week that holds a moment, read in the moment's own zone. */
export function weekOf(moment: DateTime): Week {
  return moment.toFormat("kkkk-'W'WW");
}

/**
 * Reads `2026-W46` or the date of a Monday, `2026-11-09`.
 *
 * @throws {RangeError} for anything else, a week 53 in a year of 52 weeks included
 * @example
 * parseWeek("2026-11-09"); // => "2026-W46"
 * parseWeek("2025-W53");   // RangeError: 2025 has no week 53
 */
export function parseWeek(text: string): Week {
  const moment = DateTime.fromISO(text, { zone: "utc" });
  const isWeek = /^\d{4}-W\d{2}$/.test(text);
  const isMonday = /^\d{4}-\d{2}-\d{2}$/.test(text) && moment.weekday === 1;
  if (!moment.isValid || !(isWeek || isMonday)) {
    throw new RangeError(`${JSON.stringify(text)} is no week; expected 2026-W46 or a Monday like 2026-11-09`);
  }
  return weekOf(moment);
}

/** The Monday of a week as a plain date, `2026-11-09`. */
export function mondayOf(week: Week): string {
  return DateTime.fromISO(week, { zone: "utc" }).toFormat("yyyy-MM-dd");
}

/** The Sunday of a week as a plain date, `2026-11-15`. */
export function sundayOf(week: Week): string {
  return DateTime.fromISO(week, { zone: "utc" }).plus({ days: 6 }).toFormat("yyyy-MM-dd");
}

/** First instant of a week in a zone; where midnight does not exist, the first instant that does. */
export function startOfWeek(week: Week, zone: string): DateTime {
  return DateTime.fromISO(mondayOf(week), { zone }).startOf("day");
}

/** First instant after a week: the start of the next one, 167, 168 or 169 hours later. */
export function endOfWeek(week: Week, zone: string): DateTime {
  return startOfWeek(addWeeks(week, 1), zone);
}

/**
 * @example
 * addWeeks("2026-W53", 1); // => "2027-W01"
 */
export function addWeeks(week: Week, count: number): Week {
  const thursday = mondayMs(week) + count * weekMs + 3 * dayMs;
  // The Thursday decides whose week it is.
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / weekMs) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** The Monday of a week, in UTC. 4 January is always in the first week. */
function mondayMs(week: Week): number {
  const fourth = Date.UTC(Number(week.slice(0, 4)), 0, 4);
  const daysAfterMonday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth - daysAfterMonday * dayMs + (Number(week.slice(6)) - 1) * weekMs;
}

/** Every week from `from` to `to`, both included, oldest first; empty when `from` is later. */
export function weeksFrom(from: Week, to: Week): Week[] {
  const weeks: Week[] = [];
  for (let week = from; week <= to; week = addWeeks(week, 1)) weeks.push(week);
  return weeks;
}

/** The newest week that has ended in `zone` at `now`. */
export function newestClosedWeek(now: DateTime, zone: string): Week {
  return addWeeks(weekOf(now.setZone(zone)), -1);
}
