import { type MetricKind, metricOf } from "../metrics.ts";
import type { Level } from "../series.ts";

/** What one series is about. */
export type Row = {
  readonly level: Level;
  /** Who: a person's, a team's or the company's id. */
  readonly unit: string;
  readonly metric: string;
  readonly kind: MetricKind;
  /** True for a sum of lengths, such as hours in calls: zero is a value, and no calls stand behind it. */
  readonly isSum?: boolean;
};

/**
 * Series as a table of numbers, row by row: `values[row * weeks + week]`, NaN where there is none.
 */
export type Grid = {
  readonly weeks: number;
  readonly rows: readonly Row[];
  readonly values: Float64Array;
  /** How many calls or cards stand behind a mean; NaN where that is not known. */
  readonly bases: Float64Array;
  /** A number for the team a person was in that week, and for a team its own; −1 for none. */
  readonly teams: Int32Array;
  readonly teamCount: number;
  /** By week: the rows whose past ends there, see `startRestarts`. */
  readonly restarts?: ReadonlyMap<number, readonly number[]>;
};

/** All series of one metric at one level: they are judged together, each with the others as its measure. */
export type Block = {
  readonly level: Level;
  readonly metric: string;
  readonly kind: MetricKind;
  readonly isSum: boolean;
  /** Rows of the grid. */
  readonly rows: Int32Array;
  /** For each of them: a number for its unit. */
  readonly units: Int32Array;
  /** For each of them: the same unit's row of hosted calls, −1 for none. */
  readonly hosted: Int32Array;
};

/** Talk ratio is a mean over calls, however whole it comes out; other ratios may be shares of calls. */
export function isMeanOfRatios(metric: string): boolean {
  const { kind, source } = metricOf(metric);
  return kind === "ratio" && source === "interaction";
}

export function isSumOfLengths(metric: string, kind: string): boolean {
  return kind === "duration" && metricOf(metric).across === "sum";
}

/** The count that other values of a person are made from. */
export const hostedCalls = "callsAsHost";

/** Groups rows by level and metric, in the order of judging: people, teams, company; hosted calls first. */
export function blocksOf({ rows }: Grid): readonly Block[] {
  const units = placesOf(rows.map(unitKey));
  const hosted = new Map<string, number>();
  const members = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    if (row.metric === hostedCalls) hosted.set(unitKey(row), index);
    const key = `${row.level} ${row.metric}`;
    const block = members.get(key);
    if (block) block.push(index);
    else members.set(key, [index]);
  }
  const blocks = [...members.values()].flatMap((indices): Block[] => {
    const own = indices.map((index) => rows[index]).filter((row) => row !== undefined);
    const [first] = own;
    if (!first) return [];
    const { level, metric, kind, isSum = false } = first;
    return [
      {
        level,
        metric,
        kind,
        isSum,
        rows: Int32Array.from(indices),
        units: Int32Array.from(own, (row) => units.get(unitKey(row)) ?? -1),
        hosted: Int32Array.from(own, (row) => hosted.get(unitKey(row)) ?? -1),
      },
    ];
  });
  const order = { person: 0, team: 1, company: 2 } as const;
  const isHosted = ({ metric }: Block) => Number(metric === hostedCalls);
  return blocks.sort((a, b) => order[a.level] - order[b.level] || isHosted(b) - isHosted(a));
}

/** How many units a grid is about: people, teams and the company. */
export function unitCount({ rows }: Grid): number {
  return new Set(rows.map(unitKey)).size;
}

const unitKey = ({ level, unit }: Row): string => `${level} ${unit}`;

function placesOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const key of keys) if (!places.has(key)) places.set(key, places.size);
  return places;
}
