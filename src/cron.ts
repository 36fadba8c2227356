import type { DateTime } from "luxon";

const fields = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day", from: 1, to: 31 },
  {
    name: "month",
    from: 1,
    to: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "weekday", from: 0, to: 7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
] as const;

/** A year and a leap day: what does not come in that time never comes for a weekly digest. */
const farthestDays = 367;

/**
 * The first moment at or after `start` that a cron expression of five fields names, in the moment's own zone. All
 * five fields must fit. A time that the clock skips that day is the first one after it.
 *
 * @returns null when it names none within a year, or is written in a way that is not known here
 * @example
 * nextMoment("0 7 * * 1", DateTime.fromISO("2026-11-23T00:00", { zone: "Europe/Paris" })); // => 2026-11-23T07:00
 */
export function nextMoment(expression: string, start: DateTime): DateTime | null {
  const sets = expression.split(" ").map((text, place) => numbersOf(text, place));
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  const isOn = (day: DateTime): boolean =>
    days.has(day.day) &&
    months.has(day.month) &&
    (weekdays.has(day.weekday) || weekdays.has(day.weekday % 7));
  for (let ahead = 0; ahead < farthestDays; ahead += 1) {
    const day = start.startOf("day").plus({ days: ahead });
    if (!isOn(day)) continue;
    for (const hour of [...hours].toSorted((a, b) => a - b)) {
      for (const minute of [...minutes].toSorted((a, b) => a - b)) {
        const moment = day.set({ hour, minute });
        if (moment >= start) return moment;
      }
    }
  }
  return null;
}

/** `1-5`, `*` + `/15`, `mon,thu` as numbers; null for anything else. */
function numbersOf(text: string, place: number): ReadonlySet<number> | null {
  const field = fields[place];
  if (!field) return null;
  const names: readonly string[] = "names" in field ? field.names : [];
  const numberOf = (word: string): number => {
    const at = names.indexOf(word.slice(0, 3).toLowerCase());
    if (at >= 0) return field.name === "month" ? at + 1 : at;
    return /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [first = "", last] = range.split("-");
    const from = first === "*" ? field.from : numberOf(first);
    const to =
      first === "*" || (last === undefined && part.includes("/")) ? field.to : numberOf(last ?? first);
    const by = Number(step);
    if (!(from >= field.from && to <= field.to && from <= to && by >= 1)) return null;
    for (let number = from; number <= to; number += by) numbers.add(number);
  }
  return numbers;
}
