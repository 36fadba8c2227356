import { DateTime } from "luxon";
import { mondayOf, type Week } from "../week.ts";

/** A calendar day of the company as a whole number: days since 1970-01-01. */
export type Day = number;

const dayMs = 86_400_000;

/** `2026-11-09` as a day. */
export function dayOf(date: string): Day {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

/** A day as `2026-11-09`. */
export function dateOf(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Weeks since 1970-01-05, the first Monday of the count. */
export function weekIndexOf(day: Day): number {
  return Math.floor((day - 4) / 7);
}

/** The Monday of a counted week. */
export function mondayOfIndex(weekIndex: number): Day {
  return weekIndex * 7 + 4;
}

/** An ISO week in the same count. */
export function indexOfWeek(week: Week): number {
  return weekIndexOf(dayOf(mondayOf(week)));
}

/** Wall-clock moments of one zone, written and compared. */
export type LocalTime = {
  readonly zone: string;
  /** Epoch milliseconds of a time of day, which must be 08:00 or later. */
  instant(day: Day, microsOfDay: number): number;
  /** ISO with the zone's offset and 0 to 6 fraction digits, as Gong writes them. */
  iso(day: Day, microsOfDay: number, digits: number): string;
  /** First instant of a day with its offset; the day may start after 00:00. */
  startOfDay(day: Day): string;
};

/**
 * Writes times without asking the zone database for each: a day's offset is read once, at 08:00, when no
 * zone changes its clock, and everything the company does happens later in the day.
 */
export function createLocalTime(zone: string): LocalTime {
  const offsets = new Map<Day, { readonly minutes: number; readonly text: string }>();
  const offsetOf = (day: Day): { readonly minutes: number; readonly text: string } => {
    const known = offsets.get(day);
    if (known) return known;
    const morning = DateTime.fromISO(`${dateOf(day)}T08:00:00`, { zone });
    const offset = { minutes: morning.offset, text: morning.toFormat("ZZ") };
    offsets.set(day, offset);
    return offset;
  };
  return {
    zone,
    instant: (day, microsOfDay) => day * dayMs + microsOfDay / 1000 - offsetOf(day).minutes * 60_000,
    iso: (day, microsOfDay, digits) => {
      const clock = new Date(Math.floor(microsOfDay / 1_000_000) * 1000).toISOString().slice(11, 19);
      const fraction = String(microsOfDay % 1_000_000).padStart(6, "0");
      const decimals = digits === 0 ? "" : `.${fraction.slice(0, digits)}`;
      return `${dateOf(day)}T${clock}${decimals}${offsetOf(day).text}`;
    },
    startOfDay: (day) =>
      DateTime.fromISO(dateOf(day), { zone }).startOf("day").toFormat("yyyy-MM-dd'T'HH:mm:ssZZ"),
  };
}
