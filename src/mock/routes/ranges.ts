import type { World } from "../company.ts";
import { type Day, dateOf, dayOf } from "../days.ts";
import { Refused } from "../protocol.ts";

/** Days from `from` up to, but without, `to`. */
export type DayRange = { readonly from: Day; readonly to: Day };

/**
 * `fromDate` and `toDate` of a stats filter: company days, the second excluded and at most today.
 *
 * @throws {Refused} 400, with Gong's text when a date is missing, as it is when a client sends
 * `fromDateTime`
 */
export function statsDays(filter: Readonly<Record<string, unknown>>, world: World): DayRange {
  const missing = ["fromDate", "toDate"].filter(
    (name) => filter[name] === undefined || filter[name] === null,
  );
  if (missing.length > 0) throw new Refused(400, ...missing.map((name) => `filter.${name}: may not be null`));
  const from = dateAt(filter, "fromDate", world);
  const to = dateAt(filter, "toDate", world);
  if (from >= to) throw new Refused(400, "filter.fromDate: must be before filter.toDate");
  return { from, to };
}

/**
 * Two optional dates; an absent one leaves that side open.
 *
 * @throws {Refused} 400 for a text that is no date, a future end, or an empty range
 */
export function openDays(
  filter: Readonly<Record<string, unknown>>,
  fromName: string,
  toName: string,
  world: World,
): DayRange {
  const isGiven = (name: string): boolean => filter[name] !== undefined && filter[name] !== null;
  const from = isGiven(fromName) ? dateAt(filter, fromName, world) : world.firstDay;
  const to = isGiven(toName) ? dateAt(filter, toName, world) : world.today;
  if (isGiven(fromName) && isGiven(toName) && from >= to) {
    throw new Refused(400, `filter.${fromName}: must be before filter.${toName}`);
  }
  return { from, to };
}

/** Epoch milliseconds of an ISO datetime with an offset. */
export function instantAt(given: Readonly<Record<string, unknown>>, name: string): number {
  const text = given[name];
  if (text === undefined || text === null || text === "") throw new Refused(400, `${name}: may not be null`);
  const isDateTime =
    typeof text === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text);
  const instant = isDateTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new Refused(
      400,
      `${name}: must be an ISO-8601 datetime with an offset, such as 2026-11-09T00:00:00-05:00`,
    );
  }
  return instant;
}

function dateAt(filter: Readonly<Record<string, unknown>>, name: string, world: World): Day {
  const text = filter[name];
  const day = typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) ? dayOf(text) : Number.NaN;
  if (Number.isNaN(day) || dateOf(day) !== text) throw new Refused(400, `filter.${name}: must be YYYY-MM-DD`);
  if (name.toLowerCase().endsWith("todate") && day > world.today) {
    throw new Refused(400, `filter.${name}: should not exceed the current day, ${dateOf(world.today)}`);
  }
  return day;
}
