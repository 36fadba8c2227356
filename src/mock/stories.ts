import type { MetricId } from "../metrics.ts";
import { addWeeks, type Week } from "../week.ts";
import { indexOfWeek } from "./days.ts";
import type { Person, Roster, Team } from "./roster.ts";

/** Something unusual that was put into the company on purpose. */
export type Story = {
  readonly week: Week;
  readonly level: "person" | "team" | "company";
  /** A person's id; for a team the id of its manager. */
  readonly entityId: string;
  readonly metric: MetricId;
  readonly direction: "up" | "down";
  /** Whoever makes most of the difference; for a person the person alone. */
  readonly driverIds: readonly string[];
  readonly text: string;
};

/** What a story does to one person's week. */
export type Effect = {
  /** Hosted calls are this many times the usual, with no chance in it. */
  readonly calls?: number;
  readonly commentsGiven?: number;
  readonly monologue?: number;
  /** Added to the talk ratio of each call. */
  readonly talkRatio?: number;
};

/** A quarter before the newest week is what most judge it by. */
const weeksWithoutLeave = 13;

export type Plot = {
  readonly stories: readonly Story[];
  /** The story that touches a person in a week, if any. */
  effectOn(person: number, weekIndex: number): Effect | undefined;
  /**
   * Whether this person takes no leave in a week: everyone in a story lately, so that what is usual for them
   * can be told, and most people in the newest week, so that the stories stand out.
   */
  isNeeded(person: number, weekIndex: number): boolean;
};

/**
 * Plants five stories on the newest closed week and the one before it. Team members take part by their
 * place: roster.ts gives the first two of each team the most calls.
 */
export function plantStories(roster: Roster, newestWeek: Week): Plot {
  const effects = new Map<string, Effect>();
  const needed = new Set<number>();
  const stories: Story[] = [];
  const plant = (story: Story, people: readonly Person[], effect: (person: Person) => Effect): void => {
    stories.push(story);
    for (const person of people) {
      const key = `${person.index}:${indexOfWeek(story.week)}`;
      effects.set(key, { ...effects.get(key), ...effect(person) });
      needed.add(person.index);
    }
  };
  const earlier = addWeeks(newestWeek, -1);
  const newest = indexOfWeek(newestWeek);

  const quiet = teamAt(roster, 0);
  const drivers = quiet.members.slice(0, 2);
  plant(
    {
      week: newestWeek,
      level: "team",
      entityId: quiet.manager.id,
      metric: "callsAsHost",
      direction: "down",
      driverIds: drivers.map((person) => person.id),
      text: `The team of ${quiet.manager.name} hosts about half its usual calls; ${namesOf(drivers)} hardly any`,
    },
    quiet.members,
    (person) => ({ calls: drivers.includes(person) ? 0.04 : 0.78 }),
  );

  const talker = memberAt(roster, 5, 0);
  plant(
    personStory(newestWeek, talker, "talkRatio", "up", "talks about 20 points more than usual"),
    [talker],
    () => ({
      talkRatio: 0.2,
    }),
  );
  const lecturer = memberAt(roster, 1, 0);
  plant(
    personStory(newestWeek, lecturer, "longestMonologue", "up", "speaks about twice as long without a pause"),
    [lecturer],
    () => ({ monologue: 2.1 }),
  );
  const sprinter = memberAt(roster, 10, 1);
  plant(
    personStory(
      earlier,
      sprinter,
      "callsAsHost",
      "up",
      "hosts two to four times the usual calls, then the usual again",
    ),
    [sprinter],
    () => ({ calls: 2.7 }),
  );

  const coaching = teamAt(roster, roster.teams.length > 6 ? 7 : 1);
  plant(
    {
      week: newestWeek,
      level: "team",
      entityId: coaching.manager.id,
      metric: "callsCommentsGiven",
      direction: "up",
      driverIds: coaching.members.map((person) => person.id),
      text: `The team of ${coaching.manager.name} comments on about four times as many calls as usual`,
    },
    coaching.members,
    () => ({ commentsGiven: 4.5 }),
  );

  // Left of a usual week when none of its calls are recorded from Wednesday on.
  for (const person of roster.people.filter(({ recordedUntil }) => recordedUntil !== undefined)) {
    effects.set(`${person.index}:${newest}`, { calls: 0.3 });
    needed.add(person.index);
  }

  return {
    stories,
    effectOn: (person, weekIndex) => effects.get(`${person}:${weekIndex}`),
    isNeeded: (person, weekIndex) =>
      (needed.has(person) && weekIndex >= newest - weeksWithoutLeave) ||
      (weekIndex === newest && person % 3 > 0),
  };
}

function personStory(
  week: Week,
  person: Person,
  metric: MetricId,
  direction: "up" | "down",
  does: string,
): Story {
  const text = `${person.name} ${does}`;
  return { week, level: "person", entityId: person.id, metric, direction, driverIds: [person.id], text };
}

/** The wanted team, or the second one in a company that is smaller. */
function teamAt(roster: Roster, wanted: number): Team {
  const team = roster.teams[wanted] ?? roster.teams[1];
  if (team === undefined) throw new RangeError("the company has fewer than two teams");
  return team;
}

function memberAt(roster: Roster, team: number, place: number): Person {
  const isFirstChoice = roster.teams[team] !== undefined;
  const members = teamAt(roster, team).members;
  const person = members[isFirstChoice ? place : place + 1] ?? members[0];
  if (person === undefined) throw new RangeError(`team ${team} is empty`);
  return person;
}

function namesOf(people: readonly Person[]): string {
  return people.map((person) => person.name).join(" and ");
}
