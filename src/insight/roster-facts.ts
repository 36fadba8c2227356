import type { Panel } from "../series.ts";
import type { Week } from "../week.ts";

/** Weeks, the judged one included, in which somebody is new: whoever joined six weeks ago is not. */
const recentWeeks = 6;

type Teams = readonly (string | null | undefined)[];

/** Somebody came to another manager: with most of their colleagues, or away from them. */
export type ManagerChange = {
  readonly kind: "new-manager" | "moved-team";
  readonly week: Week;
  readonly from: string | null;
  readonly to: string;
};

/** How many of a team's people came or went, of how many there were, and since which week. */
export type Turnover = {
  readonly kind: "left" | "movedOut" | "joined" | "movedIn";
  readonly people: number;
  readonly of: number;
  readonly since: Week;
};

/** Is a week among the judged one and the five before it? */
export function isRecent({ weeks }: Panel, week: Week): boolean {
  return week >= (weeks[firstRecent(weeks)] ?? "") && week <= (weeks.at(-1) ?? "");
}

/**
 * The last change of somebody's manager in the last six weeks; null when there was none, or when they report to
 * nobody now. A manager's change that took at least half of the colleagues along is the team's, not the person's.
 */
export function managerChange({ weeks, teamOf }: Panel, person: string): ManagerChange | null {
  const teams = teamOf.get(person) ?? [];
  for (let now = weeks.length - 1; now >= firstRecent(weeks); now -= 1) {
    const before = teams.findLastIndex((team, index) => index < now && team !== undefined);
    const [from, to] = [teams[before], teams[now]];
    if (before < 0 || from === undefined || to === undefined || from === to) continue;
    if (to === null) return null;
    const colleagues = [...teamOf].filter(
      ([other, own]) => other !== person && from !== null && own[before] === from && own[now] !== undefined,
    );
    const along = colleagues.filter(([, own]) => own[now] === to).length;
    const kind = along * 2 >= colleagues.length ? "new-manager" : "moved-team";
    return { kind, week: weeks[now] ?? "", from, to };
  }
  return null;
}

/**
 * Who came to a team or went from it in the last six weeks, by what became of them. Nothing is said of people
 * before the first week that is known.
 *
 * @param isNew whether somebody was added to Gong in these weeks, as against somebody who was there unseen
 */
export function turnoverOf(
  panel: Panel,
  team: string,
  isNew: (person: string) => boolean,
): readonly Turnover[] {
  const { weeks, teamOf } = panel;
  const last = weeks.length - 1;
  const start = firstRecent(weeks) - 1;
  const everybody = [...teamOf.values()];
  if (start < 0) return [];
  const isKnown = (index: number): boolean => everybody.some((teams) => teams[index] !== undefined);
  const known = weeks.map((_, index) => index).filter(isKnown);
  const size = (index = -1): number => everybody.filter((teams) => teams[index] === team).length;
  const changes = new Map<Turnover["kind"], number[]>();
  if (!known.includes(start)) return [];
  for (const [person, teams] of teamOf) {
    const change = changeOf(teams, team, start, last, isNew(person));
    if (change) changes.set(change.kind, [...(changes.get(change.kind) ?? []), change.index]);
  }
  return [...changes].flatMap(([kind, indexes]) => {
    const first = Math.min(...indexes);
    // A week that was never read cannot be the one in which somebody went.
    const since = known.find((index) => index >= first) ?? last;
    const isLoss = kind === "left" || kind === "movedOut";
    const of = isLoss ? size(known.findLast((index) => index < first)) : size(last);
    return indexes.length > of ? [] : [{ kind, people: indexes.length, of, since: weeks[since] ?? "" }];
  });
}

function changeOf(
  teams: Teams,
  team: string,
  start: number,
  last: number,
  isNew: boolean,
): { readonly kind: Turnover["kind"]; readonly index: number } | null {
  const isIn = (index: number): boolean => teams[index] === team;
  if (isIn(last)) {
    if (isIn(start)) return null;
    const index = teams.findIndex((_, each) => each > start && isIn(each));
    const before = teams[index - 1];
    if (before !== undefined) return { kind: "movedIn", index };
    return isNew ? { kind: "joined", index } : null;
  }
  const gone = teams.findLastIndex((_, each) => each >= start && isIn(each)) + 1;
  if (gone === 0) return null;
  return { kind: teams[last] === undefined ? "left" : "movedOut", index: gone };
}

const firstRecent = (weeks: readonly Week[]): number => weeks.length - recentWeeks;
