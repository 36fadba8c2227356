import type { MetricId } from "../metrics.ts";
import { type Packed, type PackedMetric, PackedSeries, packed } from "../packed.ts";
import type { Entity, Panel, Series } from "../series.ts";
import { drained } from "../steps.ts";
import { cleanText } from "../text.ts";
import { addWeeks, type Week, weeksFrom } from "../week.ts";
import { readWeekValues } from "./aggregate.ts";
import type { AsOf } from "./as-of.ts";
import type { Database } from "./database.ts";
import { type WeekRows, weekRows } from "./week-rows.ts";

/**
 * One week and the weeks before it, for every person, team and the company. Weeks that were never completed
 * stand in it as missing.
 *
 * @param windowWeeks weeks before the judged one
 * @param asOf the moment whose knowledge is read; now when left out
 */
export function readPanel(database: Database, week: Week, windowWeeks: number, asOf?: AsOf): Panel {
  return drained(panelSteps(database, week, windowWeeks, asOf));
}

/** Reads a panel a week at a time, with a pause after each. */
export function* panelSteps(
  database: Database,
  week: Week,
  windowWeeks: number,
  asOf?: AsOf,
): Generator<void, Panel> {
  const weeks = weeksFrom(addWeeks(week, -windowWeeks), week);
  const rows = weekRows(database, asOf);
  const teamOf = readTeams(rows, weeks);
  const names = new Map([...rows.people.values()].map(({ id, name }) => [id, cleanText(name)]));
  const nameOf = (id: string): string => names.get(id) || `user ${id}`;
  const people = newLevel<number>(weeks.length, (key) => {
    const id = rows.people.get(key)?.id ?? "";
    return { level: "person", id, name: nameOf(id), teamId: teamOf.get(id)?.at(-1) ?? null };
  });
  const teams = newLevel<string>(weeks.length, (id) => {
    return { level: "team", id, name: `${nameOf(id)}'s team`, teamId: id };
  });
  const company = newLevel<string>(weeks.length, (id) => {
    return { level: "company", id, name: "The company", teamId: null };
  });
  for (const [index, each] of weeks.entries()) {
    const groups = readWeekValues(rows, each, ({ person, metric, value, base }) => {
      people.put(person, rows.metrics.get(metric) ?? "", value, base);
    });
    for (const { group, metric, value, base } of groups.teams) teams.put(group, metric, value, base);
    for (const { group, metric, value, base } of groups.company) company.put(group, metric, value, base);
    for (const level of [people, teams, company]) level.endWeek(index);
    yield;
  }
  return { weeks, series: [...people.series, ...teams.series, ...company.series], teamOf };
}

/** One metric while it is being read: this week's numbers as they come, those of the weeks before packed. */
type Filling<Key> = {
  readonly packed: PackedMetric & { readonly values: Packed[]; readonly bases: (Packed | null)[] };
  readonly places: Map<Key, number>;
  value: Float64Array;
  base: Float64Array;
};

function newLevel<Key>(weeks: number, entityOf: (key: Key) => Entity) {
  const series: Series[] = [];
  const entities = new Map<Key, Entity>();
  const blocks = new Map<MetricId, Filling<Key>>();
  const none = packed(new Float64Array(0));
  let weeksEnded = 0;

  const blockOf = (metric: MetricId): Filling<Key> => {
    const known = blocks.get(metric);
    if (known) return known;
    const values = Array.from({ length: weeksEnded }, () => none);
    const bases = values.map(() => null);
    const [value, base] = [missing(16), missing(16)];
    const block: Filling<Key> = { packed: { metric, values, bases }, places: new Map(), value, base };
    blocks.set(metric, block);
    return block;
  };
  const placeOf = (block: Filling<Key>, key: Key): number => {
    const known = block.places.get(key);
    if (known !== undefined) return known;
    const place = block.places.size;
    block.places.set(key, place);
    const entity = entities.get(key) ?? entityOf(key);
    entities.set(key, entity);
    series.push(new PackedSeries(entity, block.packed, place, weeks));
    if (place >= block.value.length) [block.value, block.base] = [grown(block.value), grown(block.base)];
    return place;
  };
  return {
    series,
    put: (key: Key, metric: MetricId, value: number | null, base: number | null): void => {
      const block = blockOf(metric);
      const place = placeOf(block, key);
      block.value[place] = value ?? Number.NaN;
      block.base[place] = base ?? Number.NaN;
    },
    endWeek: (week: number): void => {
      weeksEnded = week + 1;
      for (const block of blocks.values()) {
        const size = block.places.size;
        block.packed.values.push(packed(block.value.subarray(0, size)));
        const base = block.base.subarray(0, size);
        block.packed.bases.push(base.every((each) => Number.isNaN(each)) ? null : packed(base));
        block.value.fill(Number.NaN);
        block.base.fill(Number.NaN);
      }
    },
  };
}

const missing = (size: number): Float64Array => new Float64Array(size).fill(Number.NaN);

function grown(numbers: Float64Array): Float64Array {
  const larger = missing(2 * numbers.length);
  larger.set(numbers);
  return larger;
}

/** For each person and week the team they were in, of those who were there. */
function readTeams(rows: WeekRows, weeks: readonly Week[]): Map<string, (string | null | undefined)[]> {
  const teamOf = new Map<string, (string | null | undefined)[]>();
  // One text for each team, not one for each row.
  const ids = new Map<string, string>();
  for (const [index, week] of weeks.entries()) {
    for (const [key, team, isPresent] of rows.membersOf(week)) {
      const id = rows.people.get(key)?.id;
      if (id === undefined || isPresent === 0) continue;
      const teams = teamOf.get(id) ?? weeks.map(() => undefined);
      teamOf.set(id, teams);
      if (team !== null && !ids.has(team)) ids.set(team, team);
      teams[index] = team === null ? null : (ids.get(team) ?? team);
    }
  }
  return teamOf;
}
