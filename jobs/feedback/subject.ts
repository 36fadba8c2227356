import { ConfigError } from "../../src/config.ts";
import type { SeriesName, Subject } from "../../src/feedback.ts";
import type { Database } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import {
  directReports,
  findPerson,
  knownMetrics,
  listPeople,
  type Person,
} from "../../src/history/people.ts";
import { didYouMean, nearest } from "../../src/nearest.ts";
import type { Level } from "../../src/series.ts";
import { cleanText } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import { weekOption } from "../pull/backfill.ts";

/** How the command line says what something is about: a finding, or a metric with or without a person or team. */
export type SubjectOptions = {
  readonly metric?: string;
  readonly person?: string;
  readonly team?: string;
  readonly company?: boolean;
  readonly people?: boolean;
};

/** A finding's id, taken apart. */
export type FindingName = SeriesName & { readonly week: Week };

const shape = /^(\d{4}-W\d{2}):(person|team|company):([^:]+):([^:]+)$/;

/** An id taken apart; null for anything else. */
export function nameOf(text: string): FindingName | null {
  const [, week = "", level, id = "", metric = ""] = shape.exec(text) ?? [];
  return level === undefined ? null : { week, level: level as Level, id, metric };
}

/** @throws {ConfigError} when it is no id of a finding, or its week is not in the history */
export function findingName(database: Database, text: string): FindingName {
  const name = nameOf(text);
  if (name === null) {
    throw new ConfigError(
      `FINDING: got ${JSON.stringify(cleanText(text))}, expected an id from digest.json like 2026-W46:team:4001:callsAsHost`,
    );
  }
  const week = weekOption("FINDING", name.week);
  const weeks = completeWeeks(database);
  if (!weeks.includes(week)) {
    throw new ConfigError(
      `FINDING: ${week} is not whole in the history, which has ${weeks[0] ?? "no week"}${weeks.length > 1 ? ` to ${weeks.at(-1)}` : ""}; gong-digest backfill --from ${week} reads it`,
    );
  }
  return name;
}

/** The newest week that is whole. @throws {ConfigError} when there is none */
export function newestWeek(database: Database): Week {
  const newest = completeWeeks(database).at(-1);
  if (newest !== undefined) return newest;
  throw new ConfigError("the history is empty; gong-digest backfill --from 2026-W01 fills it");
}

/**
 * What the options name, all of it known to the history.
 *
 * @throws {ConfigError} when they name nothing, two things, or something that is not there
 */
export function subjectOf(database: Database, options: SubjectOptions): Subject {
  const { metric, person, team, company = false, people = false } = options;
  const named = [person, team, company || undefined].filter((each) => each !== undefined);
  if (named.length > 1) throw new ConfigError("expected one of --person, --team and --company, got more");
  if (named.length === 0 && metric === undefined) {
    throw new ConfigError(
      "expected the id of a finding, or --metric, --person, --team or --company; --help has examples",
    );
  }
  if (people && team === undefined) throw new ConfigError("--people: is for --team, or for a team's finding");
  const entity =
    person !== undefined
      ? ({ level: "person", id: personOf(database, "--person", person).id } as const)
      : team !== undefined
        ? ({ level: "team", id: teamOf(database, team) } as const)
        : company
          ? ({ level: "company", id: "company" } as const)
          : { level: null, id: null };
  return { ...entity, metric: metric === undefined ? null : metricIn(database, metric), withPeople: people };
}

function metricIn(database: Database, wanted: string): string {
  const metrics = knownMetrics(database);
  const found = metrics.find((id) => id.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw new ConfigError(
    `--metric: ${JSON.stringify(cleanText(wanted))} is not in the history, expected one of ${metrics.join(", ")}.${didYouMean(wanted, metrics)}`,
  );
}

function personOf(database: Database, option: string, wanted: string): Person {
  const person = findPerson(database, wanted);
  if (person !== null) return person;
  throw new ConfigError(
    `${option}: ${JSON.stringify(cleanText(wanted))} is nobody in the history; expected a Gong user id or an address.${nearPeople(listPeople(database), wanted)}`,
  );
}

function teamOf(database: Database, wanted: string): string {
  const manager = personOf(database, "--team", wanted);
  const week = newestWeek(database);
  if (directReports(database, manager.id, week).size > 0) return manager.id;
  const managers = listPeople(database).filter(({ id }) => directReports(database, id, week).size > 0);
  const names = managers.slice(0, 8).map(nameAndId);
  const rest = managers.length - names.length;
  throw new ConfigError(
    `--team: ${nameAndId(manager)} leads nobody in ${week}; teams are those of ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
  );
}

/** People by the id, address or name that comes nearest. */
function nearPeople(people: readonly Person[], wanted: string): string {
  const byText = new Map(
    people.flatMap((person) => [person.id, person.email ?? "", person.name].map((text) => [text, person])),
  );
  byText.delete("");
  const near = new Set(nearest(wanted, byText.keys()).map((text) => byText.get(text)));
  const names = [...near].flatMap((person) => (person ? [nameAndId(person)] : []));
  return names.length === 0 ? "" : ` Did you mean ${names.join(" or ")}?`;
}

const nameAndId = ({ name, id }: Person): string => `${cleanText(name) || "user"} (${id})`;
