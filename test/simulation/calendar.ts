import { DateTime } from "luxon";

/**
 * Weeks as numbers, counted from the Monday 1970-01-05. The simulation has a calendar of its own, so that a fault in
 * the program's is not in what it is held against.
 */
export type WeekNumber = number;

const dayMs = 86_400_000;

/** Days from 1970-01-01 to the first Monday. */
const firstMonday = 4;

/** The Monday as a plain date. */
export const mondayOfNumber = (week: WeekNumber): string =>
  new Date((week * 7 + firstMonday) * dayMs).toISOString().slice(0, 10);

/** The week that holds a plain date. */
export const weekOfDate = (date: string): WeekNumber =>
  Math.floor((Date.parse(date) / dayMs - firstMonday) / 7);

/** First instant of a week in a zone, in milliseconds. */
export function startMs(week: WeekNumber, zone: string): number {
  const key = `${week} ${zone}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  const start = DateTime.fromISO(mondayOfNumber(week), { zone }).startOf("day").toMillis();
  starts.set(key, start);
  return start;
}

const starts = new Map<string, number>();

/** The newest week that has ended in a zone. */
export const newestClosed = (ms: number, zone: string): WeekNumber =>
  weekOfDate(DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd")) - 1;

/** `2026-W46`. The Thursday decides whose week it is. */
export function nameOf(week: WeekNumber): string {
  const thursday = new Date((week * 7 + firstMonday + 3) * dayMs);
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs;
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, "0")}`;
}

const numbers = new Map<string, WeekNumber>();

/** The number of `2026-W46`. */
export function numberOf(name: string): WeekNumber {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  const near = weekOfDate(`${name.slice(0, 4)}-01-04`) + Number(name.slice(6)) - 1;
  if (nameOf(near) !== name) throw new Error(`${name} is no week`);
  numbers.set(name, near);
  return near;
}
