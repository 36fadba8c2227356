import type { UsualRange } from "../../src/finding.ts";

/**
 * Figures written a second time, from the rules of the mail's content and not from the program's code: whole counts,
 * ratios in per cent, lengths as "6 min 40 s", two digits behind the point below ten and one from there.
 */
const nbsp = "\u00a0";
const minus = "\u2212";
const small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const counts = /^(calls|scorecardCount|ownCalls|othersCalls)/;
const seconds = /^(meanCallLength|longestMonologue|longestCustomerStory|patience)$/;

export type Kind = "count" | "ratio" | "seconds" | "hours" | "score";

export function kindOf(metric: string): Kind {
  if (counts.test(metric)) return "count";
  if (metric === "talkRatio") return "ratio";
  if (metric === "callHours") return "hours";
  return seconds.test(metric) ? "seconds" : "score";
}

/** Half away from zero, on the digits that the number is written with. */
function rounded(value: number, digits: number): number {
  const size = Math.abs(value);
  if (size < 1e-6) return 0;
  return Number(`${Math.round(Number(`${size}e${digits}`))}e-${digits}`) * Math.sign(value);
}

function grouped(value: number): string {
  const [whole = "", part] = String(value).split(".");
  const groups = whole.replace(/(\d)(?=(\d{3})+$)/g, "$1,");
  return part === undefined ? groups : `${groups}.${part}`;
}

function bare(value: number, metric: string, finer = 0): string {
  const kind = kindOf(metric);
  if (kind === "ratio") return grouped(rounded(value * 100, finer));
  if (kind === "count") return grouped(rounded(value, 0));
  return grouped(rounded(value, (Math.abs(value) < 10 ? 2 : 1) + finer));
}

export function valueText(value: number, metric: string, finer = 0): string {
  const kind = kindOf(metric);
  if (kind === "ratio") return `${bare(value, metric, finer)}${nbsp}%`;
  if (kind === "hours") return `${bare(value, metric, finer)}${nbsp}h`;
  if (kind !== "seconds" || value < 10)
    return kind === "seconds" ? `${bare(value, metric, finer)}${nbsp}s` : bare(value, metric, finer);
  const all = rounded(value, finer);
  const rest = rounded(all % 60, finer);
  const minutes = Math.round((all - rest) / 60);
  const parts = [
    ...(minutes > 0 ? [`${grouped(minutes)}${nbsp}min`] : []),
    ...(rest > 0 || minutes === 0 ? [`${rest}${nbsp}s`] : []),
  ];
  return parts.join(nbsp);
}

/** A value beside its range: a digit finer, or two, while low reads like high or an end like the value beyond it. */
export function pairText(
  value: number,
  { low, high }: UsualRange,
  metric: string,
): readonly [string, string] {
  const same = (a: number, b: number, finer: number): boolean =>
    a !== b && valueText(a, metric, finer) === valueText(b, metric, finer);
  let finer = 0;
  while (
    finer < 2 &&
    (same(low, high, finer) ||
      (value < low && same(value, low, finer)) ||
      (value > high && same(value, high, finer)))
  )
    finer += 1;
  const range =
    kindOf(metric) === "seconds"
      ? `${valueText(low, metric, finer)} – ${valueText(high, metric, finer)}`
      : `${bare(low, metric, finer)}–${valueText(high, metric, finer)}`;
  return [valueText(value, metric, finer), range];
}

/** A range where no value is known: as beside a value inside it. */
export const rangeText = (range: UsualRange, metric: string): string => pairText(range.low, range, metric)[1];

const signOf = (value: number): string => (value === 0 ? "" : value < 0 ? minus : "+");

function pointsText(difference: number, isSigned: boolean): string {
  const points = Math.round(difference * 100);
  const size = Math.abs(points);
  return `${isSigned ? signOf(points) : ""}${size}${nbsp}${size === 1 ? "point" : "points"}`;
}

export function changeText(value: number, middle: number, metric: string): string {
  const kind = kindOf(metric);
  if (kind === "ratio") return pointsText(value - middle, true);
  if (kind === "count" ? middle < 10 : middle <= 0) return "";
  const percent = Math.round((value / middle - 1) * 100);
  return `${signOf(percent)}${grouped(Math.abs(percent))}${nbsp}%`;
}

export function differenceText(value: number, metric: string): string {
  if (kindOf(metric) === "ratio") return pointsText(value, true);
  const size = valueText(Math.abs(value), metric);
  return /^0\D*$/.test(size) ? size : `${signOf(value)}${size}`;
}

export function sizeText(value: number, metric: string): string {
  return kindOf(metric) === "ratio" ? pointsText(value, false) : valueText(Math.abs(value), metric);
}

export const shareText = (share: number): string => `${grouped(rounded(share * 100, 0))}${nbsp}%`;

export const countText = (count: number): string => small[count] ?? grouped(count);

export function listText(items: readonly string[]): string {
  if (items.length < 3) return items.join(" and ");
  return `${items.slice(0, -1).join(", ")}, and ${items.at(-1)}`;
}
