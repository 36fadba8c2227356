import type { MetricId } from "./metrics.ts";
import type { Entity, Series } from "./series.ts";

/** Numbers in as few bytes as hold them exactly, one of them standing for a value that is missing. */
export type Packed = {
  readonly numbers: Uint8Array | Uint16Array | Float64Array;
  readonly missing: number;
};

const [byte, word] = [0xff, 0xffff];

/**
 * Packs numbers: a byte each where all are whole and below 255, two where they are below 65,535, else eight.
 *
 * @param numbers NaN where there is none
 */
export function packed(numbers: Float64Array): Packed {
  let most = 0;
  for (const number of numbers) {
    if (Number.isNaN(number)) continue;
    // A count is no −0; a table that has one keeps it.
    if (!Number.isInteger(number) || number < 0 || Object.is(number, -0)) most = Number.POSITIVE_INFINITY;
    if (number > most) most = number;
  }
  if (most >= word) return { numbers: numbers.slice(), missing: Number.NaN };
  const missing = most < byte ? byte : word;
  const whole = most < byte ? new Uint8Array(numbers.length) : new Uint16Array(numbers.length);
  for (let place = 0; place < numbers.length; place += 1) {
    const number = numbers[place] ?? Number.NaN;
    whole[place] = Number.isNaN(number) ? missing : number;
  }
  return { numbers: whole, missing };
}

/** The number at a place; NaN where there is none, and past the end. */
export function unpacked({ numbers, missing }: Packed, place: number): number {
  const number = numbers[place];
  return number === undefined || number === missing ? Number.NaN : number;
}

/** One metric at one level over the weeks of a panel: for each week a number for each entity, by its place. */
export type PackedMetric = {
  readonly metric: MetricId;
  readonly values: readonly Packed[];
  /** Null in a week in which no value has a base. */
  readonly bases: readonly (Packed | null)[];
};

/**
 * A series whose numbers lie packed with those of others: a quarter of a million series of a year take 60 MB so, and
 * a gigabyte as lists. Its lists are made anew each time they are asked for; who wants one number takes {@link valueIn}.
 */
export class PackedSeries implements Series {
  readonly entity: Entity;
  readonly #block: PackedMetric;
  readonly #place: number;
  readonly #weeks: number;

  /** @param weeks how many of the block's weeks the series has */
  constructor(entity: Entity, block: PackedMetric, place: number, weeks: number) {
    this.entity = entity;
    this.#block = block;
    this.#place = place;
    this.#weeks = weeks;
  }

  get metric(): MetricId {
    return this.#block.metric;
  }

  get values(): readonly (number | null)[] {
    return Array.from({ length: this.#weeks }, (_, week) => this.valueIn(week));
  }

  get bases(): readonly (number | null)[] {
    return Array.from({ length: this.#weeks }, (_, week) => this.baseIn(week));
  }

  valueIn(week: number): number | null {
    const weekly = week < this.#weeks ? this.#block.values[week] : undefined;
    return weekly === undefined ? null : orNull(unpacked(weekly, this.#place));
  }

  baseIn(week: number): number | null {
    const weekly = week < this.#weeks ? (this.#block.bases[week] ?? null) : null;
    return weekly === null ? null : orNull(unpacked(weekly, this.#place));
  }

  until(weeks: number, entity: Entity): PackedSeries {
    return new PackedSeries(entity, this.#block, this.#place, weeks);
  }
}

const orNull = (number: number): number | null => (Number.isNaN(number) ? null : number);

/** A series as it ended in an earlier week, and with what is known of its entity then. */
export function seriesUntil(series: Series, weeks: number, entity: Entity): Series {
  if (series instanceof PackedSeries) return series.until(weeks, entity);
  const { metric, values, bases } = series;
  return { entity, metric, values: values.slice(0, weeks), bases: bases.slice(0, weeks) };
}

/** One value of a series, by its place among the weeks of the panel; null where it is missing. */
export function valueIn(series: Series, week: number): number | null {
  return series instanceof PackedSeries ? series.valueIn(week) : (series.values[week] ?? null);
}

export function baseIn(series: Series, week: number): number | null {
  return series instanceof PackedSeries ? series.baseIn(week) : (series.bases[week] ?? null);
}
