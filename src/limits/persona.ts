import { ConfigError } from "../config.ts";
import type { Effect } from "../gong/action.ts";
import { getCall, listCallDetails, listCalls } from "../gong/calls.ts";
import { scorecardSettings } from "../gong/settings.ts";
import {
  activityByDay,
  activityByPeriod,
  activityTotals,
  answeredScorecards,
  interactionStats,
} from "../gong/stats.ts";
import { listUsers, userSettingsHistory } from "../gong/users.ts";
import { didYouMean } from "../nearest.ts";
import { jobPersonaName, type PersonaConfig, type Personas } from "../persona.ts";
import type { People } from "./people.ts";
import { entryFault, entryMeans, type Subject, subjects } from "./subjects.ts";

/** A named set of limits for a caller, ready to decide by. */
export type Persona = Pick<
  PersonaConfig,
  "readOnly" | "paid" | "transcripts" | "revoked" | "mask" | "rows" | "requestsPerDay" | "workspace"
> & {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Null where everybody may be known about. */
  readonly people: People | null;
};

/**
 * @param people those that `people` or `own` stand for; asked only where one of them is set
 * @throws {ConfigError} when there is no such persona
 */
export function personaOf(
  name: string,
  personas: Personas,
  people: (config: PersonaConfig) => People,
): Persona {
  const config = Object.hasOwn(personas, name) ? personas[name] : undefined;
  if (!config) throw new ConfigError(noPersona(name, Object.keys(personas)));
  const isBound = config.people !== undefined || config.own !== undefined;
  return { ...config, name, people: isBound ? people(config) : null };
}

export function noPersona(name: string, known: readonly string[]): string {
  const has = known.length === 0 ? "config.yaml has none" : `personas has ${known.join(", ")}`;
  return `${JSON.stringify(name)} is no persona; ${has}.${didYouMean(name, known)}`;
}

/** What is wrong with the entries of all personas, a line each; the shape was checked before. */
export function personaFaults(personas: Personas): string[] {
  return Object.entries(personas).flatMap(([name, config]) =>
    (["include", "exclude"] as const).flatMap((list) =>
      config[list].flatMap((entry, index) => {
        const fault = entryFault(entry);
        return fault === null ? [] : [`personas.${name}.${list}.${index}: ${JSON.stringify(entry)} ${fault}`];
      }),
    ),
  );
}

/** The weekly job, backfill and doctor: the reading that they do, and nothing else. */
export const jobPersona: Persona = {
  name: jobPersonaName,
  include: [
    listUsers,
    userSettingsHistory,
    activityTotals,
    activityByPeriod,
    activityByDay,
    interactionStats,
    answeredScorecards,
    scorecardSettings,
    listCalls,
    listCallDetails,
    getCall,
  ].map(({ name }) => name),
  exclude: [],
  readOnly: true,
  paid: false,
  // It asks for counts and names alone, and takes nothing out of what it asked for.
  transcripts: true,
  revoked: false,
  people: null,
  workspace: undefined,
  mask: [],
  rows: undefined,
  requestsPerDay: undefined,
};

/** Trying a key: one question of every kind, none of which changes or costs anything. */
export const keyPersona: Persona = { ...jobPersona, include: ["read"] };

/** Is a subject open, by what the persona includes, leaves out and may change? Null when it is, else why not. */
export function closedFor(persona: Persona, subject: Subject): string | null {
  const { name, include, exclude, readOnly } = persona;
  const out = exclude.find((entry) => entryMeans(entry, subject));
  if (readOnly && subject.effect !== "read") {
    return `${subject.name} changes data in Gong, and persona ${name} is read-only`;
  }
  if (out !== undefined) return `personas.${name}.exclude has ${out}, which closes ${subject.name}`;
  if (include.some((entry) => entryMeans(entry, subject))) return null;
  return `personas.${name}.include has nothing that opens ${subject.name}`;
}

/** An action or a tool by one of its names; the effect is that of the very call, where one is given. */
export function subjectNamed(name: string, effect?: Effect): Subject | undefined {
  const wanted = name.toLowerCase();
  const subject = subjects.find(({ names }) => names.some((each) => each.toLowerCase() === wanted));
  return subject && { ...subject, effect: effect ?? subject.effect };
}
