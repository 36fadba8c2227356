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
  /**
   * A value beside its usual range, both with as many digits as keep apart what differs: a range from its own other
   * end, and a value outside it from the end that it is beyond.
   */
  readonly figures: (
    value: number,
    range: UsualRange,
    quantity: Quantity,
  ) => { readonly value: string; readonly usual: string };
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
 * figures(0.513, { low: 0.49, middle: 0.5, high: 0.51 }, { kind: "ratio", unit: "ratio" });
 * // => { value: "51.3 %", usual: "49–51 %" }
 * change(86, 131, { kind: "count", unit: "calls" });                          // => "−34 %"
 * change(0.68, 0.48, { kind: "ratio", unit: "ratio" });                       // => "+20 points"
 */
export function formatsOf(locale: string): Formats {
  const formats = known.get(locale) ?? createFormats(locale, wordsOf(locale));
  known.set(locale, formats);
  return formats;
}

function createFormats(locale: string, { units, numbers }: Words): Formats {
  const digits = [0, 1, 2, 3, 4].map(
    (maximumFractionDigits) => new Intl.NumberFormat(locale, { maximumFractionDigits }),
  );
  const rounded = (value: number, places: number): string => digits[places]?.format(value) ?? String(value);
  const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });
  const plural = new Intl.PluralRules(locale);
  const whole = (number: number): string => rounded(number, 0);
  const unit = (name: keyof Words["units"], number: string): string => units[name].replace("{n}", number);

  /** How many digits behind the point tell enough of a number, where nothing stands beside it. */
  const placesOf = (value: number): number => (Math.abs(value) < 10 ? 2 : 1);

  /** With `more` digits than that; what is counted has none. */
  const number = (value: number, { kind }: Quantity, more: number): string => {
    if (kind === "ratio") return rounded(value * 100, more);
    return kind === "count" ? whole(value) : rounded(value, placesOf(value) + more);
  };

  const seconds = (value: number, more: number): string => {
    if (value < 10) return unit("seconds", rounded(value, placesOf(value) + more));
    const total = Number(value.toFixed(more));
    const minutes = Math.floor(total / 60);
    const left = Number((total - minutes * 60).toFixed(more));
    const rest = unit("seconds", rounded(left, more));
    if (minutes === 0) return rest;
    const full = unit("minutes", whole(minutes));
    return left === 0 ? full : `${full}\u00a0${rest}`;
  };

  const valueText = (amount: number, quantity: Quantity, more: number): string => {
    if (quantity.kind === "ratio") return unit("percent", number(amount, quantity, more));
    if (quantity.unit === "seconds") return seconds(amount, more);
    if (quantity.unit === "hours") return unit("hours", number(amount, quantity, more));
    return number(amount, quantity, more);
  };
  const value: Formats["value"] = (amount, quantity) => valueText(amount, quantity, 0);

  /** Low and high, the unit said once where it can be. */
  const rangeText = ({ low, high }: UsualRange, quantity: Quantity, more: number): string =>
    quantity.unit === "seconds"
      ? `${seconds(low, more)} – ${seconds(high, more)}`
      : `${number(low, quantity, more)}–${valueText(high, quantity, more)}`;

  /** How many more digits keep numbers apart that are not the same, two at most. */
  const moreDigits = (pairs: readonly (readonly [number, number])[], quantity: Quantity): number => {
    const isClear = (more: number): boolean =>
      pairs.every(([a, b]) => a === b || valueText(a, quantity, more) !== valueText(b, quantity, more));
    return [0, 1].find(isClear) ?? 2;
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
    range: (range, quantity) => rangeText(range, quantity, moreDigits([[range.low, range.high]], quantity)),
    figures: (amount, range, quantity) => {
      const { low, high } = range;
      const beyond = amount < low ? low : amount > high ? high : amount;
      const more = moreDigits(
        [
          [low, high],
          [amount, beyond],
        ],
        quantity,
      );
      return { value: valueText(amount, quantity, more), usual: rangeText(range, quantity, more) };
    },
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
    callLength: (length) => seconds(length < 600 ? length : Math.round(length / 60) * 60, 0),
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
