import type { Week } from "../week.ts";
import { type Day, dateOf, indexOfWeek, type LocalTime, mondayOfIndex } from "./days.ts";
import { idKind, idOf } from "./ids.ts";
import { addressOf, hostileNames, type Name, nameOf } from "./names.ts";
import { hashOf, purpose, type Stream, streamOf } from "./random.ts";

export type PersonKind = "head" | "director" | "manager" | "sdr" | "ae" | "cs" | "dormant" | "avatar";

/** One member of the made-up company, as it stands today. */
export type Person = {
  /** Place in the company, which all of a person's randomness is drawn from. */
  readonly index: number;
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly name: string;
  readonly email: string;
  readonly title: string | null;
  /** Whom they report to now. */
  readonly managerId: string | null;
  /** Whom they reported to before a day on which that changed. */
  readonly before?: { readonly managerId: string | null; readonly until: Day };
  /** The day from whose morning on Gong records none of their calls. */
  readonly recordedUntil?: Day;
  /** ISO with the company's offset. */
  readonly created: string;
  readonly active: boolean;
  /** Last day at work, `2026-09-04`; absent for who is still here. */
  readonly left?: string;
  readonly kind: PersonKind;
  /** Team number; absent above the teams. */
  readonly team?: number;
  /** First and last day with possible activity. */
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Hosted calls in an ordinary week. */
  readonly callsPerWeek: number;
  /** Whether Gong analyses this person's calls. Without it there are no interaction statistics. */
  readonly whisper: boolean;
};

export type Team = { readonly manager: Person; readonly members: readonly Person[] };

export type Roster = {
  /** Everyone in Gong's list of users. */
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  /** A member of Gong's own staff: in statistics, but in the list of users only on request. */
  readonly avatar: Person;
};

export type RosterOptions = {
  readonly seed: number;
  /** Members of teams; managers and others come on top. */
  readonly people: number;
  readonly newestWeek: Week;
  readonly time: LocalTime;
};

/** Weeks of history before the newest closed one. */
export const weeksOfHistory = 156;

const teamKinds = ["sdr", "ae", "ae", "cs", "ae"] as const;
const sizes = [-2, 1, 1, 0, 0, 0] as const;
const titles: Readonly<Record<PersonKind, string>> = {
  head: "Chief Revenue Officer",
  director: "Regional Director",
  manager: "Team Manager",
  sdr: "Sales Development Representative",
  ae: "Account Executive",
  cs: "Customer Success Manager",
  dormant: "Advisor",
  avatar: "Gong staff",
};

/**
 * Builds the company: a head, directors, teams under managers, people who joined and left lately, two who
 * were never active, names that try to break whatever prints them.
 *
 * The first members of every team host the most calls, so that stories planted on them can be seen.
 *
 * @throws {RangeError} when there are too few people for the planted stories or too many for the ids
 */
export function createRoster(options: RosterOptions): Roster {
  const { seed, people: count, newestWeek, time } = options;
  if (!Number.isInteger(count) || count < 12 || count > 12_000) {
    throw new RangeError(`people: ${count} does not make a company, expected 12 to 12000`);
  }
  const newest = indexOfWeek(newestWeek);
  const people: Person[] = [];
  const teams: Team[] = [];

  const add = (kind: PersonKind, more: Partial<Person> & { readonly callsPerWeek: number }): Person => {
    const person = personOf(people.length, kind, more);
    people.push(person);
    return person;
  };
  const personOf = (
    index: number,
    kind: PersonKind,
    more: Partial<Person> & { readonly callsPerWeek: number; readonly hostile?: Name },
  ): Person => {
    const { hostile, ...facts } = more;
    const name = hostile ?? nameOf(seed, index);
    const hash = hashOf(seed, index, purpose.profile);
    const createdDay = facts.firstDay ?? mondayOfIndex(newest - weeksOfHistory - 10) - (hash % 700);
    return {
      index,
      id: String(idOf(seed, idKind.person, index)),
      firstName: name.first,
      lastName: name.last,
      name: `${name.first} ${name.last}`,
      email: addressOf(name, index),
      title: hash % 9 === 0 ? null : titles[kind],
      managerId: null,
      created: time.iso(createdDay, 34_200_000_000 + (hash % 28_800_000) * 1000 + (hash % 977), hash % 7),
      active: true,
      kind,
      firstDay: createdDay + 1,
      lastDay: Number.MAX_SAFE_INTEGER,
      whisper: true,
      ...facts,
      ...(facts.firstDay === undefined ? {} : { firstDay: facts.firstDay + 1 }),
    };
  };

  const head = add("head", { callsPerWeek: 0.4 });
  const directors = [0, 1, 2].map(() => add("director", { callsPerWeek: 1.2, managerId: head.id }));
  for (const [team, size] of teamSizes(count).entries()) {
    const kind = teamKinds[team % teamKinds.length] ?? "ae";
    const rates = streamOf(seed, team, purpose.team);
    const manager = add("manager", {
      callsPerWeek: team % 3 === 1 ? 0 : 1 + 3 * rates(),
      managerId: directors[team % 3]?.id ?? head.id,
    });
    const members = Array.from({ length: size }, (_, place) =>
      add(kind, {
        team,
        callsPerWeek: rateOf(kind, team, place, rates),
        managerId: manager.id,
        whisper: !((team === 1 || team === 3) && place === 5),
        ...comingOrGoing(team, place, size, newest),
        ...hostileAt(team, place),
      }),
    );
    teams.push({ manager, members });
  }
  changeLately(people, teams, mondayOfIndex(newest));
  for (const _ of [0, 1]) add("dormant", { callsPerWeek: 0, active: false });
  const avatar = personOf(16_000, "avatar", { callsPerWeek: 1.5 });
  return { people, teams, avatar: { ...avatar, email: "avatar.16000@gong-staff.example" } };
}

/**
 * In a company with so many teams: the first of the sixth reports to the manager of the eleventh since the newest
 * week, and the second is not recorded from its Wednesday on.
 */
function changeLately(people: Person[], teams: readonly Team[], monday: Day): void {
  const [first, second] = teams[5]?.members ?? [];
  const manager = teams[10]?.manager;
  if (!first || !second || !manager) return;
  const change = (person: Person, more: Partial<Person>): void => {
    const changed = { ...person, ...more };
    people[person.index] = changed;
    (teams[5]?.members as Person[])[person === first ? 0 : 1] = changed;
  };
  change(first, { managerId: manager.id, before: { managerId: first.managerId, until: monday } });
  change(second, { recordedUntil: monday + 2 });
}

/** About nine to a team, between six and eleven, the first one small. */
function teamSizes(count: number): readonly number[] {
  const teams = Math.max(2, Math.ceil(count / 9.5));
  const base = Math.floor(count / teams);
  const found: number[] = [];
  let left = count;
  for (let team = 0; team < teams - 1; team++) {
    const size =
      base + (team >= teams - (count - base * teams) ? 1 : 0) + (base < 8 ? 0 : (sizes[team % 6] ?? 0));
    found.push(size);
    left -= size;
  }
  return [...found, left];
}

/** Team 0 leans on two people with a power dialer; elsewhere the first two only lead. */
function rateOf(kind: "sdr" | "ae" | "cs", team: number, place: number, rates: Stream): number {
  const share = rates();
  if (team === 0 && place < 2) return 44 - 2 * place;
  if (kind === "sdr") return place < 2 ? 23 : 15 + (team === 0 ? 3 : 8) * share;
  if (kind === "ae") return place < (team === 1 ? 3 : 2) ? 10.5 : 5 + 5 * share;
  return place < 2 ? 8 : 4 + 4 * share;
}

/** Five joiners and four leavers in the last half year and a bit, away from the first team and the stories. */
function comingOrGoing(team: number, place: number, size: number, newest: number): Partial<Person> {
  const joined = [0, 0, 26, 20, 14, 0, 8, 3][team];
  if (joined && place === size - 1) return { firstDay: mondayOfIndex(newest - joined) + 2 };
  const gone = [0, 0, 0, 34, 0, 0, 19, 11, 2, 0][team];
  if (!gone || place !== size - 2) return {};
  const lastDay = mondayOfIndex(newest - gone) + 2;
  return { active: false, lastDay, left: dateOf(lastDay) };
}

function hostileAt(team: number, place: number): { readonly hostile?: Name } {
  const slot = place === 3 || place === 4 ? 2 * (team - 1) + place - 3 : -1;
  const name = team > 0 ? hostileNames[slot] : undefined;
  return name === undefined ? {} : { hostile: name };
}

/** The Monday on which the company's history starts. */
export function firstDayOfHistory(newestWeek: Week): Day {
  return mondayOfIndex(indexOfWeek(newestWeek) - weeksOfHistory);
}
