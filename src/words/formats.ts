import { type Day, formatDay, formatDays, formatMoment, formatPeriod } from "../day.ts";
import type { UsualRange } from "../finding.ts";
import type { MetricKind } from "../metrics.ts";
import { type Words, wordsOf } from "./words.ts";

/** What decides how a number is written. */
export type Quantity = { readonly kind: MetricKind; readonly unit: string };

/** How one language and region writes figures. Each is rounded here and nowhere else. */
export type Formats = {
  readonly value: (value: number, quantity: Quantity) => string;
  readonly range: (range: UsualRange, quantity: Quantity) => string;
  readonly change: (value: number, middle: number, quantity: Quantity) => string | null;
  readonly difference: (difference: number, quantity: Quantity) => string;
  readonly size: (difference: number, quantity: Quantity) => string;
  readonly percent: (share: number) => string;
  readonly whole: (number: number) => string;
  readonly list: (names: readonly string[]) => string;
  /** The length of one call, given in seconds. */
  readonly callLength: (length: number) => string;
  /** "Wed 11 Nov" */
  readonly day: (day: Day) => string;
  /** "9–15 Nov" */
  readonly days: (from: Day, to: Day) => string;
  /** "Mon 9 – Sun 15 Nov 2026" */
  readonly period: (from: Day, to: Day) => string;
  /** A moment in the zone that it is written in: "Mon 23 Nov 07:00" */
  readonly moment: (at: string) => string;
};

const known = new Map<string, Formats>();

/**
 * The formats of a locale, made once.
 *
 * @param locale a language with or without a region: `en`, `en-GB`, `de-CH`
 * @example
 * const { value, range, change } = formatsOf("en");
 * value(0.684, { kind: "ratio", unit: "ratio" });                             // => "68 %"
 * value(400, { kind: "duration", unit: "seconds" });                          // => "6 min 40 s"
 * range({ low: 0.41, middle: 0.48, high: 0.55 }, { kind: "ratio", unit: "" }); // => "41–55 %"
 * change(86, 131, { kind: "count", unit: "calls" });                          // => "−34 %"
 * change(0.68, 0.48, { kind: "ratio", unit: "ratio" });                       // => "+20 points"
 */
export function formatsOf(locale: string): Formats {
  const formats = known.get(locale) ?? createFormats(locale, wordsOf(locale));
  known.set(locale, formats);
  return formats;
}

function createFormats(locale: string, { units, numbers }: Words): Formats {
  const digits = (maximumFractionDigits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits });
  const [wholeFormat, tenths, hundredths] = [digits(0), digits(1), digits(2)];
  const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });
  const plural = new Intl.PluralRules(locale);
  const whole = (number: number): string => wholeFormat.format(number);
  const unit = (name: keyof Words["units"], number: string): string => units[name].replace("{n}", number);

  const number = (value: number, { kind }: Quantity): string => {
    if (kind === "ratio") return whole(value * 100);
    if (kind === "count") return whole(value);
    return Math.abs(value) < 10 ? hundredths.format(value) : tenths.format(value);
  };

  const seconds = (value: number): string => {
    if (value < 10) return unit("seconds", tenths.format(value));
    const total = Math.round(value);
    const minutes = Math.floor(total / 60);
    const rest = unit("seconds", String(total % 60));
    if (minutes === 0) return rest;
    const full = unit("minutes", whole(minutes));
    return total % 60 === 0 ? full : `${full}\u00a0${rest}`;
  };

  const value = (amount: number, quantity: Quantity): string => {
    if (quantity.kind === "ratio") return unit("percent", number(amount, quantity));
    if (quantity.unit === "seconds") return seconds(amount);
    if (quantity.unit === "hours") return unit("hours", number(amount, quantity));
    return number(amount, quantity);
  };

  /** A difference of two ratios: never a per cent of a per cent. */
  const points = (difference: number, write: (count: number) => string): string => {
    const count = Math.round(difference * 100);
    const form = plural.select(Math.abs(count)) === "one" ? units.point : units.points;
    return form.replace("{n}", write(count));
  };

  const signed = (amount: number): string => signedText(amount, whole(Math.abs(amount)));

  return {
    value,
    /** Low and high, the unit said once where it can be. */
    range: (range, quantity) =>
      quantity.unit === "seconds"
        ? `${seconds(range.low)} – ${seconds(range.high)}`
        : `${number(range.low, quantity)}–${value(range.high, quantity)}`,
    /**
     * The distance from the middle of the usual range, with a true minus sign: points for ratios, per cent for the
     * rest, and null where a per cent of so small a number would mislead (a count usually below ten).
     */
    change: (amount, middle, quantity) => {
      if (quantity.kind === "ratio") return points(amount - middle, signed);
      const isTooSmall = quantity.kind === "count" ? middle < 10 : middle <= 0;
      return isTooSmall ? null : unit("percent", signed(Math.round((amount / middle - 1) * 100)));
    },
    difference: (amount, quantity) =>
      quantity.kind === "ratio"
        ? points(amount, signed)
        : signedText(amount, value(Math.abs(amount), quantity)),
    size: (amount, quantity) =>
      quantity.kind === "ratio" ? points(Math.abs(amount), whole) : value(Math.abs(amount), quantity),
    percent: (share) => unit("percent", whole(share * 100)),
    whole: (amount) => numbers[amount] ?? whole(amount),
    list: (names) => conjunction.format(names),
    /** To the minute where it has ten. */
    callLength: (length) => seconds(length < 600 ? length : Math.round(length / 60) * 60),
    day: (day) => formatDay(day, locale),
    days: (from, to) => formatDays(from, to, locale),
    period: (from, to) => formatPeriod(from, to, locale),
    moment: (at) => formatMoment(at, locale),
  };
}

/** A true minus sign, which is as wide as the plus and does not break a line. */
function signedText(amount: number, size: string): string {
  if (amount === 0 || /^0\D*$/.test(size)) return size;
  return `${amount < 0 ? "\u2212" : "+"}${size}`;
}
