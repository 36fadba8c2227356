import type { MetricId } from "../metrics.ts";
import type { Week } from "../week.ts";
import { adding } from "./adding.ts";
import type { Database } from "./database.ts";
import { type WeekRows, weekRows } from "./week-rows.ts";

/** One metric of a team (`group` is the manager's id) or of the company in one week. */
export type GroupValue = {
  readonly group: string;
  readonly metric: MetricId;
  /** Null where no mean can be made: nobody in the group has a base. */
  readonly value: number | null;
  readonly base: number | null;
};

/** One metric of one person. */
export type OwnValue = {
  /** The person's and the metric's key in the history. */
  readonly person: number;
  readonly metric: number;
  readonly value: number;
  readonly base: number | null;
};

/** What a week holds of each level; groups by id, within one by metric. */
export type WeekValues = { readonly teams: readonly GroupValue[]; readonly company: readonly GroupValue[] };

/**
 * Reads one week of people and adds them up: counts and hours by sum, means weighted by each person's calls or cards. A
 * team is the direct reports of one manager in the roster of that very week, without the manager; the company is
 * everybody.
 *
 * @param each is given every person's value, by metric and then by person
 */
export function readWeekValues(
  rows: WeekRows,
  week: Week,
  each: (own: OwnValue) => void = () => undefined,
): WeekValues {
  const homes = homesOf(rows, week);
  const [teams, company] = [newGroups(homes.teams), newGroups(["company"])];
  for (const [metric, person, value, base] of rows.valuesOf(week)) {
    const id = rows.metrics.get(metric);
    if (id === undefined) continue;
    each({ person, metric, value, base });
    const home = homes.of.get(person);
    if (home === undefined) continue;
    if (home >= 0) teams.add(id, home, value, base);
    company.add(id, 0, value, base);
  }
  return { teams: teams.end(), company: company.end() };
}

/** The teams or the company of one week, as an export has them. */
export function groupValues(
  database: Database,
  level: "team" | "company",
  week: Week,
): readonly GroupValue[] {
  const { teams, company } = readWeekValues(weekRows(database), week);
  return level === "team" ? teams : company;
}

/** Who belongs where in one week: a number for each person's team, −1 without one; not there for who is in no roster. */
function homesOf(rows: WeekRows, week: Week) {
  const teams = new Map<string, number>();
  const of = new Map<number, number>();
  for (const [person, team] of rows.membersOf(week)) {
    if (team !== null && !teams.has(team)) teams.set(team, teams.size);
    of.set(person, team === null ? -1 : (teams.get(team) ?? -1));
  }
  return { teams: [...teams.keys()], of };
}

function newGroups(ids: readonly string[]) {
  const found: (GroupValue & { readonly order: number })[] = [];
  let now: {
    readonly metric: MetricId;
    readonly sums: ReturnType<typeof adding>;
    readonly order: number;
  } | null = null;
  const close = (): void => {
    if (now === null) return;
    const { metric, order } = now;
    for (const { group, value, base } of now.sums.take()) {
      found.push({ group: ids[group] ?? "", metric, value, base, order });
    }
  };
  return {
    add: (metric: MetricId, group: number, value: number, base: number | null): void => {
      if (now?.metric !== metric) {
        close();
        now = { metric, sums: adding(metric, ids.length), order: (now?.order ?? -1) + 1 };
      }
      now.sums.add(group, value, base);
    },
    end: (): readonly GroupValue[] => {
      close();
      found.sort((a, b) => (a.group === b.group ? a.order - b.order : a.group < b.group ? -1 : 1));
      return found.map(({ order: _, ...group }) => group);
    },
  };
}
