import { sideOf, type UsualRange } from "../finding.ts";
import type { Point } from "../series.ts";
import type { Week } from "../week.ts";
import { type Markup, markup } from "./markup.ts";

/** One week of a chart; the usual range as it was known in that week. */
export type ChartPoint = {
  readonly week: Week;
  readonly value: number | null;
  readonly usual: UsualRange | null;
};

/** The words around a chart, so that no label is drawn and none can vanish. */
export type ChartWords = {
  /** States what is seen. */
  readonly alt: string;
  readonly top: string;
  readonly bottom: string;
  readonly weeks: readonly string[];
  readonly legend: readonly { readonly mark: "now" | "range" | "outside"; readonly text: string }[];
};

/** Units of the drawing, stretched to whatever room there is; lines and dots keep their widths. */
const [width, height] = [1000, 200];

/** To the sides as much as a dot needs on the narrowest phone, where the drawing is a fourth as wide. */
const [margin, padding] = [28, 12];

/**
 * The judged week and up to a year before it: usual ranges shaded, values outside them marked, a gap where a value is
 * missing. The axis words stand beside the drawing as text of the page.
 *
 * @param points oldest first, the judged week last
 */
export function controlChart(points: readonly ChartPoint[], words: ChartWords): Markup {
  const { low, high } = extentOf(points);
  const step = (width - 2 * margin) / Math.max(1, points.length - 1);
  const x = (place: number): number => round(margin + place * step);
  const y = (value: number): number =>
    high === low ? height / 2 : round(padding + ((high - value) * (height - 2 * padding)) / (high - low));
  const known = points.map(({ value, usual }, place) => ({ value, usual, place }));
  const ranges = runsOf(known, ({ usual }) => usual !== null);
  const lines = runsOf(known, ({ value }) => value !== null);
  const dots = known.slice(0, -1).filter(({ value }) => value !== null);
  const outside = dots.filter(({ value, usual }) => isOutside(value, usual));
  const last = known.at(-1);
  const dot = ({ place, value }: { place: number; value: number | null }): string =>
    `M${x(place)} ${y(value ?? 0)}h0`;
  return markup`<figure class="chart"><div class="axis"><span>${words.top}</span><span>${words.bottom}</span></div>
<svg role="img" aria-label="${words.alt}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${ranges.map(
    (run) => markup`<path class="range" d="${areaOf(run, x, y, step)}"/>`,
  )}${ranges.map(
    (run) =>
      markup`<path class="middle" d="${lineOf(run.map(({ place, usual }) => [x(place), y(usual?.middle ?? 0)]))}"/>`,
  )}<path class="line" d="${lines.map((run) => lineOf(run.map(({ place, value }) => [x(place), y(value ?? 0)]))).join("")}"/>
<path class="dots" d="${dots.map(dot).join("")}"/>${
    outside.length > 0 &&
    markup`<path class="outside" d="${outside.map(dot).join("")}"/><path class="hole" d="${outside.map(dot).join("")}"/>`
  }${
    last &&
    last.value !== null &&
    markup`<path class="halo" d="${dot(last)}"/><path class="now" d="${dot(last)}"/>`
  }</svg>
<div class="weeks">${words.weeks.map((week) => markup`<span>${week}</span>`)}</div>
<figcaption>${words.legend.map(({ mark, text }) => markup`<span class="key key-${mark}">${text}</span> `)}</figcaption></figure>`;
}

/** The least and the greatest of what a chart shows: its values, and the ranges around them. */
export function extentOf(points: readonly ChartPoint[]): { readonly low: number; readonly high: number } {
  const all = points.flatMap(({ value, usual }) => [
    ...(value === null ? [] : [value]),
    ...(usual === null ? [] : [usual.low, usual.high]),
  ]);
  return { low: Math.min(...all), high: Math.max(...all) };
}

/** Joins a history with the range of each week; a week without one has none, and the judged one has `usual`. */
export function chartPoints(
  history: readonly Point[],
  ranges: ReadonlyMap<Week, UsualRange>,
  usual: UsualRange,
): readonly ChartPoint[] {
  return history.map(({ week, value }, place) => ({
    week,
    value,
    usual: place === history.length - 1 ? usual : (ranges.get(week) ?? null),
  }));
}

/** Is a value outside the range of its week? A missing one is not. */
export function isOutside(value: number | null, usual: UsualRange | null): boolean {
  return value !== null && usual !== null && sideOf(value, usual) !== "usual";
}

type Placed = { readonly place: number; readonly value: number | null; readonly usual: UsualRange | null };

function runsOf(points: readonly Placed[], isKnown: (point: Placed) => boolean): Placed[][] {
  const runs: Placed[][] = [[]];
  for (const point of points) {
    if (isKnown(point)) runs.at(-1)?.push(point);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

/** Half a week to each side, so that the range of a single week is seen. */
function areaOf(
  run: readonly Placed[],
  x: (place: number) => number,
  y: (value: number) => number,
  step: number,
): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return "";
  const [from, to] = [
    { ...first, at: x(first.place) - step / 2 },
    { ...last, at: x(last.place) + step / 2 },
  ];
  const inner = run.map((point) => ({ ...point, at: x(point.place) }));
  const all = [from, ...inner, to];
  const top = all.map(({ at, usual }): [number, number] => [round(at), y(usual?.high ?? 0)]);
  const bottom = all.map(({ at, usual }): [number, number] => [round(at), y(usual?.low ?? 0)]);
  return `${lineOf([...top, ...bottom.toReversed()])}Z`;
}

const lineOf = (places: readonly (readonly [number, number])[]): string =>
  places.map(([left, top], at) => `${at === 0 ? "M" : "L"}${left} ${top}`).join("");

const round = (number: number): number => Math.round(number * 10) / 10;
