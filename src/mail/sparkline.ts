import { Resvg } from "@resvg/resvg-js";
import type { UsualRange } from "../finding.ts";
import type { Point } from "../series.ts";

/** CSS pixels; the PNG holds twice as many each way. */
export const sparklineSize = { width: 264, height: 76 } as const;

const padding = { x: 12, y: 12 } as const;
const ink = {
  range: "#e4e8ee",
  middle: "#b9c0cb",
  line: "#6b7482",
  now: "#1b2a4a",
  ground: "#ffffff",
} as const;

/**
 * The weeks before and the judged one as a PNG: the usual range shaded, this week's point marked, a gap where a
 * value is missing. White ground with padding, so that it stays readable in dark mode; no text, so no font.
 * The same points give the same bytes.
 *
 * @param history oldest first, the judged week last
 */
export function sparkline(history: readonly Point[], usual: UsualRange): Buffer {
  const image = new Resvg(sparklineSvg(history, usual), {
    fitTo: { mode: "width", value: sparklineSize.width * 2 },
    font: { loadSystemFonts: false },
  });
  return Buffer.from(image.render().asPng());
}

/** The picture as SVG, in CSS pixels. */
export function sparklineSvg(history: readonly Point[], usual: UsualRange): string {
  const { width, height } = sparklineSize;
  const known = history.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.min(usual.low, ...known);
  const high = Math.max(usual.high, ...known);
  const x = (place: number): number =>
    padding.x + (place * (width - 2 * padding.x)) / Math.max(1, history.length - 1);
  const y = (value: number): number =>
    high === low ? height / 2 : padding.y + ((high - value) * (height - 2 * padding.y)) / (high - low);
  const places = history.map(({ value }, place) => (value === null ? null : { x: x(place), y: y(value) }));
  const runs = runsOf(places);
  const last = places.at(-1);
  const rangeTop = y(usual.high) - 1;
  const parts = [
    `<rect width="${width}" height="${height}" fill="${ink.ground}"/>`,
    `<rect x="4" y="${round(rangeTop)}" width="${width - 8}" height="${round(y(usual.low) + 1 - rangeTop)}" rx="2" fill="${ink.range}"/>`,
    `<path d="M4 ${round(y(usual.middle))}H${width - 4}" stroke="${ink.middle}" stroke-width="1" stroke-dasharray="2 4"/>`,
    `<path d="${runs.map(pathOf).join("")}" fill="none" stroke="${ink.line}" stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round"/>`,
    ...runs.filter((run) => run.length === 1).map(([point]) => dot(point, 1.75, ink.line)),
    last ? `${dot(last, 6.5, ink.ground)}${dot(last, 4.5, ink.now)}` : "",
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${parts.join("")}</svg>`;
}

/**
 * The same line for plain text, one block a week and a dot where the value is missing.
 *
 * @example
 * sparkBlocks([{ week: "2026-W45", value: 1, base: null }, { week: "2026-W46", value: 9, base: null }]); // => "▁█"
 */
export function sparkBlocks(history: readonly Point[]): string {
  const known = history.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const block = (value: number): string =>
    "▁▂▃▄▅▆▇█".charAt(span === 0 ? 3 : Math.round(((value - low) / span) * 7));
  return history.map(({ value }) => (value === null ? "·" : block(value))).join("");
}

type Place = { readonly x: number; readonly y: number };

function runsOf(places: readonly (Place | null)[]): Place[][] {
  const runs: Place[][] = [[]];
  for (const place of places) {
    if (place === null) runs.push([]);
    else runs.at(-1)?.push(place);
  }
  return runs.filter((run) => run.length > 0);
}

function pathOf(run: readonly Place[]): string {
  return run.map((place, at) => `${at === 0 ? "M" : "L"}${round(place.x)} ${round(place.y)}`).join("");
}

function dot(place: Place | undefined, radius: number, fill: string): string {
  if (!place) return "";
  return `<circle cx="${round(place.x)}" cy="${round(place.y)}" r="${radius}" fill="${fill}"/>`;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
