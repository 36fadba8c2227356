import type { MetricId } from "../metrics.ts";
import type { Week } from "../week.ts";
import { type Adding, adding } from "./adding.ts";
import type { Database } from "./database.ts";
import { type MemberRow, type WeekRows, weekRows } from "./week-rows.ts";

/** One metric of a team (`group` is the manager's id) or of the company in one week. */
export type GroupValue = {
  readonly group: string;
  readonly metric: MetricId;
  /** Null where no mean can be made: nobody in the group has a base. */
  readonly value: number | null;
  readonly base: number | null;
};

type Put = (group: string, metric: MetricId, value: number | null, base: number | null) => void;

/** What is given every number of a week: people by metric, then teams and the company, by group and within one by metric. */
export type WeekReader = {
  readonly member?: (...row: MemberRow) => void;
  readonly person?: (key: number, metric: MetricId, value: number, base: number | null) => void;
  readonly team?: Put;
  readonly company?: Put;
};

/**
 * Reads weeks of people and adds them up: counts and hours by sum, means weighted by each person's calls or cards. A
 * team is the direct reports of one manager in the roster of that very week, without the manager; the company is
 * everybody in it.
 *
 * What it needs for that is taken once and used for every week.
 */
export function weekReading(rows: WeekRows): (week: Week, reader: WeekReader) => void {
  const homes = new Int32Array(Math.max(0, ...rows.people.keys()) + 1);
  const numbers = new Map<string, number>();
  const sums = new Map<MetricId, { teams: Adding; readonly company: Adding; capacity: number }>();

  const sumsOf = (metric: MetricId) => {
    const known = sums.get(metric);
    if (known && known.capacity >= numbers.size) return known;
    const capacity = 2 * numbers.size;
    const own = { teams: adding(metric, capacity), company: adding(metric, 1), capacity };
    sums.set(metric, own);
    return own;
  };
  const readHomes = (week: Week, { member }: WeekReader): void => {
    homes.fill(nowhere);
    for (const [person, team, isPresent] of rows.membersOf(week)) {
      if (team !== null && !numbers.has(team)) numbers.set(team, numbers.size);
      homes[person] = team === null ? noTeam : (numbers.get(team) ?? noTeam);
      member?.(person, team, isPresent);
    }
  };
  return (week, reader) => {
    readHomes(week, reader);
    for (const own of sums.values()) {
      own.teams.clear();
      own.company.clear();
    }
    const order: MetricId[] = [];
    let last = -1;
    let now: ReturnType<typeof sumsOf> | undefined;
    for (const [key, person, value, base] of rows.valuesOf(week)) {
      const metric = rows.metrics.get(key) ?? "";
      if (key !== last) {
        now = sumsOf(metric);
        order.push(metric);
        last = key;
      }
      reader.person?.(person, metric, value, base);
      const home = homes[person] ?? nowhere;
      if (home === nowhere) continue;
      if (home !== noTeam) now?.teams.add(home, value, base);
      now?.company.add(0, value, base);
    }
    tell(order, [...numbers].sort(byId), (metric) => sums.get(metric)?.teams, reader.team);
    tell(order, [["company", 0]], (metric) => sums.get(metric)?.company, reader.company);
  };
}

/** Somebody who is in no roster, and somebody who reports to nobody. */
const [nowhere, noTeam] = [-2, -1];

const byId = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : 1);

function tell(
  metrics: readonly MetricId[],
  groups: readonly (readonly [id: string, group: number])[],
  sumsOf: (metric: MetricId) => Adding | undefined,
  put: Put | undefined,
): void {
  if (!put) return;
  for (const [id, group] of groups) {
    for (const metric of metrics) {
      const sums = sumsOf(metric);
      if (sums?.has(group)) put(id, metric, sums.valueOf(group), sums.baseOf(group));
    }
  }
}

/** The teams or the company of one week, as an export has them. */
export function groupValues(
  database: Database,
  level: "team" | "company",
  week: Week,
): readonly GroupValue[] {
  const found: GroupValue[] = [];
  const put: Put = (group, metric, value, base) => {
    found.push({ group, metric, value, base });
  };
  weekReading(weekRows(database))(week, { [level]: put });
  return found;
}
