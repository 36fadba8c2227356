import type { UsualRange } from "./finding.ts";
import type { MetricKind } from "./metrics.ts";

/** What decides how a number is written. */
export type Quantity = { readonly kind: MetricKind; readonly unit: string };

const nbsp = "\u00a0";
const locale = "en";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const list = new Intl.ListFormat(locale, { type: "conjunction" });

/**
 * A value as people read it, rounded once and the same way everywhere.
 *
 * @example
 * formatValue(0.684, { kind: "ratio", unit: "ratio" });       // => "68 %"
 * formatValue(400, { kind: "duration", unit: "seconds" });    // => "6 min 40 s"
 * formatValue(86, { kind: "count", unit: "calls" });          // => "86"
 */
export function formatValue(value: number, quantity: Quantity): string {
  if (quantity.kind === "ratio") return `${formatNumber(value, quantity)}${nbsp}%`;
  if (quantity.unit === "seconds") return formatSeconds(value);
  if (quantity.unit === "hours") return `${formatNumber(value, quantity)}${nbsp}h`;
  return formatNumber(value, quantity);
}

/**
 * Low and high of a usual range, the unit said once where it can be.
 *
 * @example
 * formatRange({ low: 0.41, middle: 0.48, high: 0.55 }, { kind: "ratio", unit: "ratio" }); // => "41–55 %"
 */
export function formatRange(range: UsualRange, quantity: Quantity): string {
  if (quantity.unit === "seconds") return `${formatSeconds(range.low)} – ${formatSeconds(range.high)}`;
  const low = formatNumber(range.low, quantity);
  const high = formatValue(range.high, quantity);
  return `${low}–${high}`;
}

/**
 * The distance from the middle of the usual range, with a true minus sign: points for ratios, per cent for
 * the rest, and null where a per cent of so small a number would mislead (a count usually below ten).
 *
 * @example
 * formatChange(86, 131, { kind: "count", unit: "calls" });   // => "−34 %"
 * formatChange(0.68, 0.48, { kind: "ratio", unit: "ratio" }); // => "+20 points"
 */
export function formatChange(value: number, middle: number, quantity: Quantity): string | null {
  if (quantity.kind === "ratio") {
    const points = Math.round((value - middle) * 100);
    return `${signed(points)}${nbsp}${Math.abs(points) === 1 ? "point" : "points"}`;
  }
  const tooSmall = quantity.kind === "count" ? middle < 10 : middle <= 0;
  if (tooSmall) return null;
  return `${signed(Math.round((value / middle - 1) * 100))}${nbsp}%`;
}

/** @example formatList(["Ann", "Bo", "Cy"]); // => "Ann, Bo, and Cy" */
export function formatList(names: readonly string[]): string {
  return list.format(names);
}

/** @example formatPercent(0.812); // => "81 %" */
export function formatPercent(share: number): string {
  return `${whole.format(share * 100)}${nbsp}%`;
}

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/**
 * A small number in words, so that two figures do not stand side by side.
 *
 * @example
 * formatCount(2, "person", "people"); // => "two people"
 */
export function formatCount(count: number, one: string, many: string): string {
  return `${words[count] ?? whole.format(count)} ${count === 1 ? one : many}`;
}

function formatNumber(value: number, { kind }: Quantity): string {
  if (kind === "ratio") return whole.format(value * 100);
  if (kind === "count") return whole.format(value);
  return Math.abs(value) < 10 ? hundredths.format(value) : tenths.format(value);
}

function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${tenths.format(seconds)}${nbsp}s`;
  const total = Math.round(seconds);
  const minutes = Math.floor(total / 60);
  const rest = `${total % 60}${nbsp}s`;
  if (minutes === 0) return rest;
  const full = `${whole.format(minutes)}${nbsp}min`;
  return total % 60 === 0 ? full : `${full}${nbsp}${rest}`;
}

function signed(number: number): string {
  if (number === 0) return "0";
  return number < 0 ? `\u2212${whole.format(-number)}` : `+${whole.format(number)}`;
}
