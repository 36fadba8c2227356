import { DateTime } from "luxon";
import { endOfWeek, type Week } from "../week.ts";
import type { RosterPerson } from "./roster.ts";

/** Whether somebody was there in a week; everything but `present` makes their values missing. */
export type Presence = "present" | "joined later" | "left" | "inactive";

export type PresenceFacts = {
  /** They did something that week. */
  readonly wasActive: boolean;
  /** An earlier reading of the same week found them there. */
  readonly wasPresent: boolean;
  /** Last week in which they are known to have done anything. */
  readonly lastActiveWeek: Week | null;
};

/**
 * Was this person there in this week? Gong leaves people without activity out of its statistics, and says of
 * those who left only that they are inactive now, not since when: their last week with any activity stands
 * in for it.
 *
 * @example
 * presenceOf({ ...ana, active: false }, "2026-W46", zone,
 *   { wasActive: false, wasPresent: false, lastActiveWeek: "2026-W40" }); // => "left"
 */
export function presenceOf(
  person: RosterPerson,
  week: Week,
  timeZone: string,
  facts: PresenceFacts,
): Presence {
  if (facts.wasActive || facts.wasPresent) return "present";
  if (person.createdAt !== null && DateTime.fromISO(person.createdAt) >= endOfWeek(week, timeZone)) {
    return "joined later";
  }
  if (person.active) return "present";
  if (facts.lastActiveWeek === null) return "inactive";
  return week <= facts.lastActiveWeek ? "present" : "left";
}
