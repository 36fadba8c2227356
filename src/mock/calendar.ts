import { type Day, dateOf, mondayOfIndex } from "./days.ts";
import { hashOf, purpose, streamOf } from "./random.ts";

/** Monday to Sunday of an ordinary week; they add up to 5. */
const weekdays = [1, 1.1, 1.1, 1.05, 0.75, 0, 0] as const;

/** What is left of a day's work on a public holiday and between Christmas and New Year. */
const onHoliday = 0.06;
const betweenYears = 0.25;

/**
 * How much of a day's work the company does: about 1 on a weekday, 0 at the weekend, little on a holiday.
 *
 * @see https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/ the ones companies close on
 */
export function workOn(day: Day): number {
  const usual = weekdays[(day - 4) % 7] ?? 0;
  const date = dateOf(day);
  const monthDay = date.slice(5);
  if (monthDay === "12-24" || monthDay === "12-25" || isPublicHoliday(day)) return usual * onHoliday;
  if (monthDay >= "12-26" && monthDay <= "12-31") return usual * betweenYears;
  return usual;
}

const weeks = new Map<number, readonly number[]>();

/** The seven days of a week, Monday first. */
export function workInWeek(weekIndex: number): readonly number[] {
  const known = weeks.get(weekIndex);
  if (known) return known;
  const monday = mondayOfIndex(weekIndex);
  const made = weekdays.map((_, place) => workOn(monday + place));
  weeks.set(weekIndex, made);
  return made;
}

/**
 * Whether a person takes this whole week off: one block of one or two weeks in each half year, and now and
 * then a week of illness.
 */
export function isAway(seed: number, person: number, weekIndex: number): boolean {
  const shifted = weekIndex + (hashOf(seed, person, purpose.away) % 26);
  const block = streamOf(seed, person, Math.floor(shifted / 26), purpose.away);
  const first = Math.floor(block() * 24);
  const length = block() < 0.4 ? 2 : 1;
  const place = shifted % 26;
  if (place >= first && place < first + length) return true;
  return streamOf(seed, person, weekIndex, purpose.away)() < 0.006;
}

function isPublicHoliday(day: Day): boolean {
  const date = dateOf(day);
  const monthDay = date.slice(5);
  const weekday = (day - 4) % 7;
  if (monthDay === "01-01" || monthDay === "07-04" || monthDay === "07-03") return true;
  const month = Number(date.slice(5, 7));
  const dayOfMonth = Number(date.slice(8));
  if (weekday === 0 && month === 5) return dayOfMonth > 24;
  if (weekday === 0 && month === 9) return dayOfMonth <= 7;
  if (month !== 11) return false;
  const isThanksgiving = weekday === 3 && dayOfMonth >= 22 && dayOfMonth <= 28;
  const isDayAfter = weekday === 4 && dayOfMonth >= 23 && dayOfMonth <= 29;
  return isThanksgiving || isDayAfter;
}
