import type { ContextFact, Driver, Evidence, Finding } from "../finding.ts";
import type { Panel } from "../series.ts";
import { carriersIn, distinct, linksOf, mostLinks } from "./context-calls.ts";
import type { ContextInput } from "./context-input.ts";
import { personSaid, teamSaid } from "./context-said.ts";
import * as say from "./context-sentences.ts";
import { driversOf } from "./drivers.ts";
import { type Judgement, type Verdict, verdictFor } from "./judge.ts";

/** Sentences and people that one finding takes on. */
const [mostSentences, mostPeople] = [4, 3];

/** A driver with less of the change is not named for it. */
const leastShare = 0.1;

/** What a finding takes on from its context; empty where there is none. */
export type ToldContext = {
  readonly sentences: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly context: readonly ContextFact[];
};

/** The finding with its context; the very same one where there is nothing to say. */
export function withContext(
  finding: Finding,
  verdict: Verdict,
  drivers: readonly Driver[],
  input: ContextInput,
): Finding {
  const { sentences, evidence, context } = contextOf(verdict, drivers, input);
  if (sentences.length === 0 && evidence.length === 0) return finding;
  return {
    ...finding,
    sentences: [...finding.sentences, ...sentences],
    evidence: [...finding.evidence, ...evidence].slice(0, mostLinks),
    ...(context.length > 0 ? { context } : {}),
  };
}

/**
 * What Gong tells beside a verdict, as sentences that state and never explain: of the person, or of the people and
 * teams that drive a team's or the company's change.
 */
export function contextOf(verdict: Verdict, drivers: readonly Driver[], input: ContextInput): ToldContext {
  const { entity } = verdict.series;
  const isPerson = entity.level === "person";
  const people = peopleBehind(verdict, drivers, input.judgement, input.panel).filter((id) =>
    input.isWithin({ level: "person", id, name: "", teamId: null }),
  );
  const teams =
    entity.level === "company" ? mainDrivers(drivers).map(({ id }) => id) : isPerson ? [] : [entity.id];
  const said = [
    ...people.flatMap((id) => personSaid(id, verdict, isPerson, input)),
    ...teams.flatMap((id) => teamSaid(id, entity, input)),
  ];
  const told = said.slice(0, mostSentences);
  const carriers = isPerson ? carriersIn(verdict, input.facts.people.get(entity.id)) : null;
  return {
    sentences: [
      ...told.map(({ sentence }) => sentence),
      ...(carriers ? [say.carried(carriers.values, carriers.calls, verdict.metric)] : []),
    ],
    evidence: distinct(
      people.flatMap((id) => linksOf(id, verdict, people.length, carriers?.values.length, input)),
    ),
    context: said.flatMap(({ facts }) => facts),
  };
}

/**
 * The people whose context a verdict asks for: the person; of a team its main drivers, at most three; of the company
 * the first driver of each of its main teams.
 */
export function peopleBehind(
  { series, metric }: Verdict,
  drivers: readonly Driver[],
  judgement: Judgement,
  panel: Panel,
): readonly string[] {
  const { entity } = series;
  if (entity.level === "person") return [entity.id];
  const main = mainDrivers(drivers).map(({ id }) => id);
  if (entity.level === "team") return main;
  return main.flatMap((id) => {
    const team = verdictFor(judgement, "team", id, metric.id);
    return team
      ? driversOf(team, panel)
          .slice(0, 1)
          .map((driver) => driver.id)
      : [];
  });
}

function mainDrivers(drivers: readonly Driver[]): readonly Driver[] {
  return drivers.filter(({ share }) => share >= leastShare).slice(0, mostPeople);
}
