import type { MetricId } from "../metrics.ts";
import { type Packed, type PackedMetric, PackedSeries, packed } from "../packed.ts";
import type { Entity, Panel, Series } from "../series.ts";
import { drained } from "../steps.ts";
import { cleanText } from "../text.ts";
import { addWeeks, type Week, weeksFrom } from "../week.ts";
import { weekReading } from "./aggregate.ts";
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
  const read = weekReading(rows);
  const { teamOf, put: putMember } = newTeams(rows, weeks.length);
  const lastTeams = teamsIn(rows, week);
  const names = new Map([...rows.people.values()].map(({ id, name }) => [id, cleanText(name)]));
  const nameOf = (id: string): string => names.get(id) || `user ${id}`;
  const people = newLevel(weeks.length, (key) => {
    const id = rows.people.get(key)?.id ?? "";
    return { level: "person", id, name: nameOf(id), teamId: lastTeams.get(key) ?? null };
  });
  const teamIds = newKeys();
  const teams = newLevel(weeks.length, (key) => {
    const id = teamIds.idOf(key);
    return { level: "team", id, name: `${nameOf(id)}'s team`, teamId: id };
  });
  const company = newLevel(weeks.length, () => {
    return { level: "company", id: "company", name: "The company", teamId: null };
  });
  for (const [index, each] of weeks.entries()) {
    read(each, {
      member: (person, team, isPresent) => putMember(index, person, team, isPresent),
      person: people.put,
      team: (id, metric, value, base) => teams.put(teamIds.keyOf(id), metric, value, base),
      company: (_, metric, value, base) => company.put(0, metric, value, base),
    });
    for (const level of [people, teams, company]) level.endWeek(index);
    yield;
  }
  return { weeks, series: [...people.series, ...teams.series, ...company.series], teamOf: shared(teamOf) };
}

/** One metric while it is being read: this week's numbers as they come, those of the weeks before packed. */
type Filling = {
  readonly packed: PackedMetric & { readonly values: Packed[]; readonly bases: (Packed | null)[] };
  /** The place of each entity by its key, −1 for none. */
  places: Int32Array;
  size: number;
  value: Float64Array;
  base: Float64Array;
};

/** Numbers for ids, as they come. */
function newKeys() {
  const keys = new Map<string, number>();
  const ids: string[] = [];
  return {
    idOf: (key: number): string => ids[key] ?? "",
    keyOf: (id: string): number => {
      const known = keys.get(id);
      if (known !== undefined) return known;
      keys.set(id, ids.length);
      return ids.push(id) - 1;
    },
  };
}

/** @param entityOf the entity with a key, a small number */
function newLevel(weeks: number, entityOf: (key: number) => Entity) {
  const series: Series[] = [];
  const entities = new Map<number, Entity>();
  const blocks = new Map<MetricId, Filling>();
  const none = packed(new Float64Array(0));
  let weeksEnded = 0;

  const blockOf = (metric: MetricId): Filling => {
    const known = blocks.get(metric);
    if (known) return known;
    const values = Array.from({ length: weeksEnded }, () => none);
    const bases = values.map(() => null);
    const [value, base] = [missing(16), missing(16)];
    const places = new Int32Array(16).fill(-1);
    const block: Filling = { packed: { metric, values, bases }, places, size: 0, value, base };
    blocks.set(metric, block);
    return block;
  };
  const placeOf = (block: Filling, key: number): number => {
    const known = block.places[key] ?? -1;
    if (known >= 0) return known;
    const place = block.size;
    block.size += 1;
    if (key >= block.places.length) {
      const larger = new Int32Array(Math.max(key + 1, 2 * block.places.length)).fill(-1);
      larger.set(block.places);
      block.places = larger;
    }
    block.places[key] = place;
    const entity = entities.get(key) ?? entityOf(key);
    entities.set(key, entity);
    series.push(new PackedSeries(entity, block.packed, place, weeks));
    if (place >= block.value.length) [block.value, block.base] = [grown(block.value), grown(block.base)];
    return place;
  };
  return {
    series,
    put: (key: number, metric: MetricId, value: number | null, base: number | null): void => {
      const block = blockOf(metric);
      const place = placeOf(block, key);
      block.value[place] = value ?? Number.NaN;
      block.base[place] = base ?? Number.NaN;
    },
    endWeek: (week: number): void => {
      weeksEnded = week + 1;
      for (const block of blocks.values()) {
        const { size } = block;
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
function newTeams(rows: WeekRows, weeks: number) {
  const teamOf = new Map<string, (string | null | undefined)[]>();
  // One text for each team, not one for each row.
  const ids = new Map<string, string>();
  const put = (week: number, key: number, team: string | null, isPresent: 0 | 1): void => {
    const id = rows.people.get(key)?.id;
    if (id === undefined || isPresent === 0) return;
    const teams = teamOf.get(id) ?? Array.from({ length: weeks }, () => undefined);
    teamOf.set(id, teams);
    if (team !== null && !ids.has(team)) ids.set(team, team);
    teams[week] = team === null ? null : (ids.get(team) ?? team);
  };
  return { teamOf, put };
}

/** People who were always in the same team share one list: a list each takes 5 MB where there are ten thousand. */
function shared(
  teamOf: ReadonlyMap<string, readonly (string | null | undefined)[]>,
): ReadonlyMap<string, readonly (string | null | undefined)[]> {
  const lists = new Map<string | null | undefined, readonly (string | null | undefined)[]>();
  const listOf = (teams: readonly (string | null | undefined)[]) => {
    const [team] = teams;
    if (!teams.every((each) => each === team)) return teams;
    const known = lists.get(team) ?? teams;
    lists.set(team, known);
    return known;
  };
  return new Map([...teamOf].map(([person, teams]) => [person, listOf(teams)]));
}

/** The teams of those who were there in one week, by the person's key. */
function teamsIn(rows: WeekRows, week: Week): ReadonlyMap<number, string | null> {
  const teams = new Map<number, string | null>();
  for (const [key, team, isPresent] of rows.membersOf(week)) if (isPresent === 1) teams.set(key, team);
  return teams;
}
