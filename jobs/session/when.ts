import type { DateTime } from "luxon";
import type { Config } from "../../src/config.ts";
import { nextMoment } from "../../src/cron.ts";
import { addWeeks, endOfWeek, type Week } from "../../src/week.ts";

/** When the digest of a week is due: the first wake-up after the week; its end where the schedule names none. */
export function dueAt({ schedule }: Config, week: Week, companyZone: string): DateTime {
  const end = endOfWeek(week, companyZone);
  return nextMoment(schedule.cron, end.setZone(schedule.timeZone ?? companyZone)) ?? end;
}

/** When the digest after this week's comes, as an ISO time; null where the schedule names no time. */
export function nextDigestAt({ schedule }: Config, week: Week, companyZone: string): string | null {
  const end = endOfWeek(addWeeks(week, 1), companyZone);
  return nextMoment(schedule.cron, end.setZone(schedule.timeZone ?? companyZone))?.toISO() ?? null;
}
