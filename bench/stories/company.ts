import type { Member, WeekRecord } from "../../src/pull/assemble.ts";
import type { PersonValue } from "../../src/pull/part.ts";
import type { RosterPerson } from "../../src/pull/roster.ts";
import { addWeeks, type Week } from "../../src/week.ts";
import { driftStep, type Plan, plot, type Story } from "./plot.ts";
import { type Chance, chanceOf } from "./random.ts";

export const timeZone = "Europe/Paris";

/** A made-up company as Gong would have told it, week by week, and what was planted into it. */
export type MadeCompany = {
  readonly roster: readonly RosterPerson[];
  readonly records: readonly WeekRecord[];
  readonly stories: readonly Story[];
  /** Ids of a team's people, those with the most calls first. */
  readonly membersOf: (team: number) => readonly string[];
  readonly teamId: (team: number) => string;
};

export type CompanySize = Omit<Plan, "teams"> & {
  readonly seed: number;
  readonly teams: number;
  readonly perTeam: number;
  readonly lastWeek: Week;
  /** Names as Gong has them; "Person 1001" where absent. */
  readonly nameOf?: (place: number) => string;
};

/** Habits of one person, which no week changes. */
type Habits = {
  readonly id: string;
  readonly team: number | null;
  readonly place: number;
  readonly calls: number;
  readonly attended: number;
  readonly talk: number;
  readonly length: number;
  readonly monologue: number;
  readonly comments: number;
  readonly cards: number;
  readonly score: number;
  readonly from: number;
  readonly to: number;
};

/** What a story does to somebody's week: factors, and an addition to the talk ratio. */
type Effect = {
  readonly calls: number;
  readonly comments: number;
  readonly talk: number;
  readonly isMissing: boolean;
};

const head = "1";

/**
 * People of a few teams below their managers, all below one head: calls, their length and talk, comments that a
 * manager gives and their people receive, and scorecards. With joiners, leavers, leave, one holiday for all where
 * the plot says so, and values that are missing.
 */
export function makeCompany(size: CompanySize): MadeCompany {
  const chance = chanceOf(size.seed);
  const everybody = peopleOf(size, chance);
  const stories = plot(size);
  const teamId = (team: number): string => String(100 + team);
  const managerOf = ({ id, team }: Habits): string | null =>
    id === head ? null : team === null ? head : teamId(team);
  const name = size.nameOf ?? ((place) => `Person ${everybody[place]?.id}`);
  const roster = everybody.map(
    (person, place): RosterPerson => ({
      id: person.id,
      name: name(place),
      email: null,
      managerId: managerOf(person),
      active: true,
      createdAt: null,
    }),
  );
  const away = new Map<string, number>();
  const records = Array.from({ length: size.weeks }, (_, at): WeekRecord => {
    const effects = effectsOf(stories, at);
    const members = everybody.map((person): Member => {
      const presence = at < person.from ? "joined later" : at > person.to ? "left" : "present";
      return { person: person.id, teamId: managerOf(person), presence };
    });
    const here = everybody.filter(({ from, to }) => at >= from && at <= to);
    return {
      week: addWeeks(size.lastWeek, at - size.weeks + 1),
      timeZone,
      sources: ["activity", "interaction", "calls", "scorecards"],
      members,
      values: weekOf(here, effects, away, chance),
      notes: [],
    };
  });
  return {
    roster,
    records,
    stories,
    teamId,
    membersOf: (team) => everybody.filter((person) => person.team === team).map(({ id }) => id),
  };
}

function peopleOf({ teams, perTeam, weeks }: CompanySize, chance: Chance): readonly Habits[] {
  const person = (id: string, team: number | null, place: number): Habits => ({
    id,
    team,
    place,
    calls: team === null ? chance.between(1, 4) : place === 0 ? 24 : place === 1 ? 20 : chance.between(5, 14),
    attended: chance.between(1, 6),
    // Every second person talks a lot, so that a team's mean moves with who makes the calls.
    talk: (place % 2 === 0 ? 0.34 : 0.6) + 0.03 * chance.bell(),
    length: chance.between(900, 2400),
    monologue: chance.between(60, 200),
    comments: team === null ? 14 : chance.between(0.3, 2),
    cards: team === null ? 0 : chance.between(0.5, 3),
    score: chance.between(2.5, 4.2),
    from: 0,
    to: weeks,
  });
  const managers = Array.from({ length: teams }, (_, team) => person(String(100 + team), null, team));
  const members = managers.flatMap((_, team) =>
    Array.from({ length: perTeam }, (__, place): Habits => {
      const own = person(String(1000 + team * 100 + place), team, place);
      // The last two of a team come and go.
      if (place === perTeam - 1) return { ...own, from: chance.below(weeks) };
      return place === perTeam - 2 && chance.next() < 0.5 ? { ...own, to: chance.below(weeks) } : own;
    }),
  );
  return [person(head, null, teams), ...managers, ...members];
}

function effectsOf(stories: readonly Story[], at: number): (person: Habits) => Effect {
  const now = stories.filter(({ first, last }) => at >= first && at <= last);
  return (person) => {
    let effect: Effect = { calls: 1, comments: 1, talk: 0, isMissing: false };
    for (const story of now) effect = { ...effect, ...effectOf(story, person, at) };
    return effect;
  };
}

function effectOf(story: Story, { id, team, place }: Habits, at: number): Partial<Effect> {
  if (story.kind === "holiday") return { calls: 0.4, comments: 0.4 };
  if (story.kind === "mirrored comments") return id === String(100 + story.team) ? { comments: 4.5 } : {};
  if (team !== story.team) return {};
  if (story.kind === "outage") return { isMissing: true };
  if (story.kind === "drift") return { calls: driftStep ** (at - story.first + 1) };
  if (story.kind === "mix only") return { calls: place % 2 === 0 ? 0.55 : 1.6 };
  if (story.kind === "team drop, spread") return { calls: 0.55 };
  if (!story.doers.includes(place)) return {};
  if (story.kind === "person spike") return { calls: 2.4 };
  if (story.kind === "team ratio, one person") return { talk: 0.3 };
  if (story.kind === "small sample") return { calls: 0.1, talk: 0.12 };
  return { calls: 0.08 };
}

function weekOf(
  here: readonly Habits[],
  effectOn: (person: Habits) => Effect,
  away: Map<string, number>,
  chance: Chance,
): readonly PersonValue[] {
  const values: PersonValue[] = [];
  const received = new Map<string, number>();
  for (const person of here) {
    if (person.team === null || chance.next() > 0.02 || (away.get(person.id) ?? 0) > 0) continue;
    away.set(person.id, 1 + chance.below(2));
  }
  const works = here.filter(({ id }) => (away.get(id) ?? 0) === 0);
  for (const person of here) {
    const effect = effectOn(person);
    const isAway = !works.includes(person);
    if (isAway) away.set(person.id, (away.get(person.id) ?? 1) - 1);
    const own = { ...effect, calls: isAway ? 0 : effect.calls };
    const comments = isAway ? 0 : chance.count(person.comments * own.comments);
    const reports = works.filter(
      ({ team, id }) => team !== null && String(100 + team) === person.id && id !== person.id,
    );
    for (let one = 0; one < comments && reports.length > 0; one += 1) {
      const to = reports[chance.below(reports.length)]?.id ?? "";
      received.set(to, (received.get(to) ?? 0) + 1);
    }
    const made = valuesOf(person, own, comments, isAway, chance);
    if (!own.isMissing && chance.next() > 0.003) values.push(...made);
  }
  for (const person of here) {
    if (effectOn(person).isMissing) continue;
    values.push([person.id, "callsCommentsReceived", received.get(person.id) ?? 0, null]);
  }
  return values;
}

function valuesOf(
  person: Habits,
  effect: Effect,
  comments: number,
  isAway: boolean,
  chance: Chance,
): readonly PersonValue[] {
  const { id } = person;
  const calls = chance.count(person.calls * effect.calls);
  const noise = (spread: number): number => (spread * chance.bell()) / Math.sqrt(Math.max(1, calls));
  const length = Math.round(person.length * Math.exp(noise(0.35)) * 100) / 100;
  const talk = Math.min(0.98, Math.max(0.02, person.talk + effect.talk + noise(0.12)));
  const monologue = person.monologue * Math.exp(noise(0.4));
  const cards = isAway ? 0 : chance.count(person.cards);
  const score = Math.min(
    5,
    Math.max(1, person.score + (0.7 * chance.bell()) / Math.sqrt(Math.max(1, cards))),
  );
  const hasTalk = calls > 0 && chance.next() > 0.01;
  return [
    [id, "callsAsHost", calls, null],
    [id, "callsAttended", isAway ? 0 : chance.count(person.attended), null],
    [id, "callsCommentsGiven", comments, null],
    [id, "callHours", (calls * length) / 3600, null],
    [id, "scorecardCount", cards, null],
    ...(calls > 0 ? ([[id, "meanCallLength", length, calls]] as const) : []),
    ...(hasTalk
      ? ([
          [id, "talkRatio", talk, calls],
          [id, "longestMonologue", monologue, calls],
        ] as const)
      : []),
    ...(cards > 0 ? ([[id, "scorecardAverage", score, cards]] as const) : []),
  ];
}
