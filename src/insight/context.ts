import type { ContextFact, Driver, Found, FoundLink } from "../finding.ts";
import type { Panel } from "../series.ts";
import type { Statement } from "../words/statement.ts";
import { carriersIn, linksOf, mostLinks } from "./context-calls.ts";
import type { ContextInput } from "./context-input.ts";
import { personSaid, teamSaid } from "./context-said.ts";
import { driversOf } from "./drivers.ts";
import type { Judgement, Verdict } from "./judge.ts";
import { verdictFor } from "./verdicts.ts";

/** Statements and people that one finding takes on. */
const [mostStatements, mostPeople] = [4, 3];

/** A driver with less of the change is not named for it. */
const leastShare = 0.1;

/** What a finding takes on from its context; empty where there is none. */
export type ToldContext = {
  readonly statements: readonly Statement[];
  readonly evidence: readonly FoundLink[];
  readonly context: readonly ContextFact[];
};

/** The finding with its context; the very same one where there is nothing to say. */
export function withContext(
  found: Found,
  verdict: Verdict,
  drivers: readonly Driver[],
  input: ContextInput,
): Found {
  const { statements, evidence, context } = contextOf(verdict, drivers, input);
  if (statements.length === 0 && evidence.length === 0) return found;
  return {
    ...found,
    statements: [...found.statements, ...statements],
    evidence: [...found.evidence, ...evidence].slice(0, mostLinks),
    ...(context.length > 0 ? { context } : {}),
  };
}

/**
 * What Gong tells beside a verdict, as statements of what was, never of why: of the person, or of the people and
 * teams that drive a team's or the company's change.
 */
export function contextOf(verdict: Verdict, drivers: readonly Driver[], input: ContextInput): ToldContext {
  const { entity } = verdict.series;
  const isPerson = entity.level === "person";
  const people = peopleBehind(verdict, drivers, input.judgement, input.panel).filter((id) =>
    input.isWithin({ level: "person", id, name: "", teamId: null }),
  );
  const teams =
    entity.level === "company"
      ? mainDrivers(drivers, verdict.score).map(({ id }) => id)
      : isPerson
        ? []
        : [entity.id];
  const said = [
    ...people.flatMap((id) => personSaid(id, verdict, isPerson, input)),
    ...teams.flatMap((id) => teamSaid(id, entity, input)),
  ];
  const told = said.slice(0, mostStatements);
  const carriers = isPerson ? carriersIn(verdict, input.facts.people.get(entity.id)) : null;
  return {
    statements: [...told.map(({ statement }) => statement), ...(carriers ? [carriers.statement] : [])],
    evidence: people
      .flatMap((id) => linksOf(id, verdict, people.length, carriers?.calls, input))
      .slice(0, mostLinks),
    context: said.flatMap(({ facts }) => facts),
  };
}

/**
 * The people whose context a verdict asks for: the person; of a team its main drivers, at most three; of the company
 * the first driver of each of its main teams.
 */
export function peopleBehind(
  { series, metric, score }: Verdict,
  drivers: readonly Driver[],
  judgement: Judgement,
  panel: Panel,
): readonly string[] {
  const { entity } = series;
  if (entity.level === "person") return [entity.id];
  const main = mainDrivers(drivers, score).map(({ id }) => id);
  if (entity.level === "team") return main;
  return main.flatMap((id) => {
    const team = verdictFor(judgement, "team", id, metric.id);
    return team
      ? mainDrivers(driversOf(team, judgement, panel).parts, team.score)
          .slice(0, 1)
          .map((driver) => driver.id)
      : [];
  });
}

/** Those with a part worth naming who are outside their own usual range, as the sentences name them. */
function mainDrivers(drivers: readonly Driver[], score: number): readonly Driver[] {
  const side = score < 0 ? "down" : "up";
  return drivers.filter(({ share, own }) => share >= leastShare && own === side).slice(0, mostPeople);
}
