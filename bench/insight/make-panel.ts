import type { Grid, Row } from "../../src/insight/grid.ts";
import { counts, mixed } from "./random.ts";

/** What was planted: a row and week that a digest should tell. */
export type Planted = { readonly row: number; readonly week: number; readonly event: number };

export type MadePanel = {
  readonly grid: Grid;
  readonly planted: readonly Planted[];
  readonly events: number;
  /** `row week` of what is measured; all from week 20 on where it is left out. */
  readonly measured?: ReadonlySet<string>;
};

type Size = { readonly seed: number; readonly people: number; readonly weeks: number };

const perTeam = 8;
const firstEvent = 20;

/**
 * A made-up company with planted truth, always the same for a seed: counts that vary more than a Poisson's, leave,
 * holidays, and one event in about every 40 person-weeks from week 20 on: spikes, drops to zero, half weeks, shifts
 * of five weeks, shifts of a whole team, and other talk ratios.
 */
export function makePanel({ seed, people, weeks }: Size): MadePanel {
  const random = mixed(seed);
  const teamCount = Math.ceil(people / perTeam);
  const rows: Row[] = [];
  const values: number[][] = [];
  const bases: number[][] = [];
  const teamOf: number[] = [];
  const planted: Planted[] = [];
  let events = 0;
  const empty = () => Array.from({ length: weeks }, () => Number.NaN);
  const add = (row: Row, team: number): number => {
    teamOf.push(team);
    values.push(empty());
    bases.push(empty());
    return rows.push(row) - 1;
  };
  const holiday = Array.from({ length: weeks }, (_, week) => (week % 26 === 25 ? 0.4 : 1));
  const teamShift = Array.from({ length: teamCount }, () => Array.from({ length: weeks }, () => 1));
  const shiftOf = new Map<string, number>();
  for (const [team, factors] of teamShift.entries()) {
    if (random() > 0.4 || weeks <= firstEvent) continue;
    const start = firstEvent + Math.floor(random() * (weeks - firstEvent));
    events += 1;
    for (let week = start; week < Math.min(weeks, start + 3); week += 1) {
      factors[week] = 0.5;
      shiftOf.set(`${team} ${week}`, events);
    }
  }
  const totals = Array.from({ length: teamCount }, () => ({ hosted: empty(), attended: empty() }));
  for (let person = 0; person < people; person += 1) {
    const team = Math.floor(person / perTeam);
    const unit = `p${person}`;
    const hosted = add({ level: "person", unit, metric: "callsAsHost", kind: "count" }, team);
    const attended = add({ level: "person", unit, metric: "callsAttended", kind: "count" }, team);
    const talk = add({ level: "person", unit, metric: "talkRatio", kind: "ratio" }, team);
    const [rate, ratio] = [4 + random() * 16, 0.35 + random() * 0.3];
    let [away, effect, left, eventNow] = [0, 1, 0, 0];
    let talkMove = 0;
    for (let week = 0; week < weeks; week += 1) {
      if (away === 0 && random() < 0.03) away = random() < 0.5 ? 1 : 2;
      const isAway = away > 0;
      if (isAway) away -= 1;
      if (left === 0 && !isAway && week >= firstEvent && random() < 0.025) {
        const kind = Math.floor(random() * 5);
        events += 1;
        eventNow = events;
        [effect, left] = [[2.5, 0, 0.45, 0.5, 1][kind] ?? 1, kind === 3 ? 5 : 1];
        talkMove = kind === 4 ? 0.2 : 0;
      }
      const isEvent = left > 0 && !isAway;
      const usual = rate * (holiday[week] ?? 1) * (teamShift[team]?.[week] ?? 1);
      const calls = isAway ? 0 : counts(random, usual * (isEvent ? effect : 1), 0.12);
      put(values, hosted, week, calls);
      put(values, attended, week, isAway ? 0 : counts(random, usual / 2, 0.15));
      if (calls > 0) {
        const noise = (random() + random() + random() - 1.5) * 0.28;
        const mean = ratio + noise / Math.sqrt(calls) + (isEvent ? talkMove : 0);
        put(values, talk, week, Math.min(0.95, Math.max(0.05, mean)));
        put(bases, talk, week, calls);
      }
      if (isEvent) planted.push({ row: talkMove > 0 ? talk : hosted, week, event: eventNow });
      left = isEvent ? left - 1 : left;
      if (left === 0) [effect, talkMove] = [1, 0];
      const total = totals[team];
      if (!total) continue;
      total.hosted[week] = (total.hosted[week] || 0) + calls;
      total.attended[week] = (total.attended[week] || 0) + (values[attended]?.[week] ?? 0);
    }
  }
  for (const [team, { hosted, attended }] of totals.entries()) {
    const unit = `t${team}`;
    const row = add({ level: "team", unit, metric: "callsAsHost", kind: "count" }, team);
    values[row] = hosted;
    values[add({ level: "team", unit, metric: "callsAttended", kind: "count" }, team)] = attended;
    for (let week = 0; week < weeks; week += 1) {
      const event = shiftOf.get(`${team} ${week}`);
      if (event !== undefined) planted.push({ row, week, event });
    }
  }
  const teams = Int32Array.from(teamOf.flatMap((team) => Array.from({ length: weeks }, () => team)));
  const table = (cells: readonly (readonly number[])[]) => Float64Array.from(cells.flat());
  return {
    grid: { weeks, rows, values: table(values), bases: table(bases), teams, teamCount },
    planted,
    events,
  };
}

function put(cells: readonly number[][], row: number, week: number, value: number): void {
  const own = cells[row];
  if (own) own[week] = value;
}
