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

/** One week of a table: a place for each row. */
export type GridWeek = {
  /** Weeks of the whole table. */
  readonly weeks: number;
  readonly teamCount: number;
  readonly values: Float64Array;
  readonly bases: Float64Array;
  readonly teams: Int32Array;
  /** The value of any week, NaN where there is none. */
  readonly valueIn: (row: number, week: number) => number;
};

/** A table that is read a week at a time, however its numbers are kept. */
export type Table = Pick<Grid, "weeks" | "teamCount" | "restarts"> & {
  readonly rows: Iterable<Row>;
  readonly size: number;
  readonly valueIn: GridWeek["valueIn"];
  /** Fills in one week; NaN and −1 where there is nothing. */
  readonly read: (week: number, into: Pick<GridWeek, "values" | "bases" | "teams">) => void;
};

/** Numbers that lie row by row. */
export function tableOf(grid: Grid): Table {
  const { weeks, rows, values, bases, teams } = grid;
  return {
    ...grid,
    size: rows.length,
    valueIn: (row, week) => values[row * weeks + week] ?? Number.NaN,
    read: (week, into) => {
      for (let row = 0; row < rows.length; row += 1) {
        const cell = row * weeks + week;
        into.values[row] = values[cell] ?? Number.NaN;
        into.bases[row] = bases[cell] ?? Number.NaN;
        into.teams[row] = teams[cell] ?? -1;
      }
    },
  };
}

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
  /** For each of them: where its figures stand in a sheet. */
  readonly cells: Int32Array;
};

/** Talk ratio is a mean over calls, however whole it comes out; other ratios may be shares of calls. */
export function isMeanOfRatios(metric: string): boolean {
  const { kind, source } = metricOf(metric);
  return kind === "ratio" && source === "interaction";
}

export function isSumOfLengths(metric: string, kind: string): boolean {
  return kind === "duration" && metricOf(metric).across === "sum";
}

/** The blocks of a table, and how many units it is about: people, teams and the company. */
export type Blocks = { readonly blocks: readonly Block[]; readonly units: number };

/** The count that other values of a person are made from. */
export const hostedCalls = "callsAsHost";

/** Groups rows by level and metric, in the order of judging: people, teams, company; hosted calls first. */
export function blocksOf({ rows }: Pick<Table, "rows">): Blocks {
  const units = newPlaces();
  const hosted = new Map<number, number>();
  const members = new Map<
    string,
    { readonly first: Row; readonly rows: number[]; readonly units: number[] }
  >();
  let index = 0;
  for (const row of rows) {
    const unit = units.of(row);
    if (row.metric === hostedCalls) hosted.set(unit, index);
    const key = `${row.level} ${row.metric}`;
    const block = members.get(key) ?? { first: row, rows: [], units: [] };
    members.set(key, block);
    block.rows.push(index);
    block.units.push(unit);
    index += 1;
  }
  const blocks = [...members.values()].map(({ first, rows: own, units: behind }): Block => {
    const { level, metric, kind, isSum = false } = first;
    return {
      level,
      metric,
      kind,
      isSum,
      ...bothOf(Int32Array.from(own)),
      units: Int32Array.from(behind),
      hosted: Int32Array.from(behind, (unit) => hosted.get(unit) ?? -1),
    };
  });
  const order = { person: 0, team: 1, company: 2 } as const;
  const isHosted = ({ metric }: Block) => Number(metric === hostedCalls);
  blocks.sort((a, b) => order[a.level] - order[b.level] || isHosted(b) - isHosted(a));
  return { blocks, units: units.count() };
}

/** The sheet of a whole week has a place for each row. */
const bothOf = (rows: Int32Array) => ({ rows, cells: rows });

/** Numbers units as they come: people, teams and the company. */
function newPlaces() {
  const places = {
    person: new Map<string, number>(),
    team: new Map<string, number>(),
    company: new Map<string, number>(),
  };
  let count = 0;
  return {
    of: ({ level, unit }: Row): number => {
      const own = places[level];
      const known = own.get(unit) ?? count;
      if (known === count) {
        own.set(unit, known);
        count += 1;
      }
      return known;
    },
    count: () => count,
  };
}
