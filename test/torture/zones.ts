/** Zones in which a week has been 167, 168.5 or 144 hours long, began at one in the morning, or is a quarter off. */
export const hardZones = [
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Africa/Cairo",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Asuncion",
  "Africa/Casablanca",
  "Europe/Dublin",
  "Asia/Kathmandu",
  "Asia/Beirut",
] as const;

type Weeks = typeof import("../../src/week.ts");

const lastWeek = "2037-W53";
const dayMs = 86_400_000;

/** Samoa went from Thursday 29 December 2011 to Saturday: that week has no Friday. */
const skipped: Readonly<Record<string, string>> = { "Pacific/Apia": "2011-12-30" };

/**
 * Weeks that do not lie in their zone as they should, as sentences. Keys and dates are counted here from one known Monday,
 * local dates come from the runtime's own zone data: nothing of the week's own arithmetic is believed.
 */
export function brokenWeeks(weeks: Weeks, zone: string): readonly string[] {
  const { format } = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const broken: string[] = [];
  let before: { readonly week: string; readonly end: number } | undefined;
  for (const { week, monday } of mondays()) {
    const [start, end] = [weeks.startOfWeek(week, zone).toMillis(), weeks.endOfWeek(week, zone).toMillis()];
    const wrong = (text: string): void => void broken.push(`${week} in ${zone}: ${text}`);
    if (before !== undefined && before.end !== start)
      wrong(`starts ${(start - before.end) / 3_600_000} h after the end of ${before.week}`);
    if (weeks.parseWeek(monday) !== week || weeks.mondayOf(week) !== monday) wrong(`its Monday is ${monday}`);
    if (weeks.weekOf(weeks.startOfWeek(week, zone)) !== week) wrong("its first instant is of another week");
    if (format(start) !== monday) wrong(`starts on ${format(start)}, expected ${monday}`);
    if (format(start - 1) >= monday) wrong("the instant before its start is already of its Monday");
    const days = new Set<string>();
    for (let at = start; at < end; at += dayMs / 4) days.add(format(at));
    const expected = datesFrom(monday).filter((day) => skipped[zone] !== day);
    if ([...days].join() !== expected.join()) wrong(`has the dates ${[...days].join(" ")}`);
    before = { week, end };
  }
  return broken;
}

/** Every week with its Monday, by counting days from Monday 2 January 1995, the first of 1995-W01. */
function* mondays(): Generator<{ readonly week: string; readonly monday: string }> {
  let [year, number] = [1995, 1];
  for (let day = Date.UTC(1995, 0, 2); ; day += 7 * dayMs) {
    // The week is of the year that its Thursday is in.
    const thursday = new Date(day + 3 * dayMs).getUTCFullYear();
    if (thursday !== year) [year, number] = [thursday, 1];
    const week = `${year}-W${String(number).padStart(2, "0")}`;
    yield { week, monday: dateOf(day) };
    if (week === lastWeek) return;
    number += 1;
  }
}

const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

const datesFrom = (monday: string): readonly string[] =>
  Array.from({ length: 7 }, (_, at) => dateOf(Date.parse(monday) + at * dayMs));
