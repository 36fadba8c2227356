import { randomInt } from "node:crypto";
import { ConfigError } from "../../src/config.ts";
import { approvalsOf, expireApprovals } from "../../src/history/approvals.ts";
import type { Database } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { takeOverRevocations } from "../../src/history/limits.ts";
import { findPerson, listPeople, peopleBelow } from "../../src/history/people.ts";
import { personaBudget, revocations } from "../../src/history/personas.ts";
import { LimitError } from "../../src/limits/error.ts";
import type { Guard } from "../../src/limits/guard.ts";
import { type People, peopleFrom } from "../../src/limits/people.ts";
import { noPersona, type Persona, personaOf } from "../../src/limits/persona.ts";
import type { PersonaConfig, Personas } from "../../src/persona.ts";
import type { Environment } from "../session/secret.ts";
import type { Session } from "../session/session.ts";
import { personasNow } from "./personas-now.ts";

/**
 * The persona that a command works under: `--persona`, else `GONG_DIGEST_PERSONA`, else `tools.persona`; null when
 * none of them is set.
 *
 * @throws {ConfigError} when it is none of those in the settings
 */
export function chosenPersona(
  session: Session,
  option: string | undefined,
  environment: Environment,
): string | null {
  const { personas, tools } = session.settings.config;
  const name = option ?? (environment.GONG_DIGEST_PERSONA || undefined) ?? tools.persona ?? null;
  if (name === null || Object.hasOwn(personas, name)) return name;
  throw new ConfigError(noPersona(name, Object.keys(personas)));
}

/** The clock of limits: the machine's, and never `--now`, by which a caller could make an approval last. */
export const limitClock = (): Date => new Date();

/** What each call of a caller is held against; null stands for the owner, who is kept from nothing but erasing unasked. */
export async function guardOf(session: Session, name: string | null): Promise<Guard> {
  const databases = await databasesOf(session);
  const { limits } = databases;
  expireApprovals(limits, limitClock());
  const now = personaNow(session, databases);
  return {
    persona: () => (name === null ? null : now(name)),
    budget: personaBudget(limits, () => limitClock().toISOString().slice(0, 10)),
    approvals: approvalsOf(limits, { now: limitClock, newId: newApprovalId }),
    baseUrl: session.baseUrl(),
  };
}

/** The roster by which people are known, and what was taken from personas by hand. */
export type LimitDatabases = { readonly history: Database; readonly limits: Database };

export async function databasesOf(session: Session): Promise<LimitDatabases> {
  const [history, limits] = [await session.history(), await session.limits()];
  takeOverRevocations(history, limits);
  return { history, limits };
}

/** A persona by name as it is at this moment. @throws {LimitError} `denied` when it is gone or revoked */
export function personaNow(session: Session, { history, limits }: LimitDatabases): (name: string) => Persona {
  const personas = personasNow(session.settings);
  const revokedSince = revocations(limits);
  const resolved = keptFor(resolveMs, (all: Personas, name: string) =>
    personaOf(name, all, (config) => peopleOf(history, config)),
  );
  return (name) => {
    const all = personas();
    if (!Object.hasOwn(all, name))
      throw new LimitError("denied", `persona ${name} is not in the settings any more`);
    const since = revokedSince(name);
    if (since !== null || all[name]?.revoked) {
      const when =
        since === null
          ? "in the settings"
          : `since ${since}; gong-digest persona restore ${name} gives it back`;
      throw new LimitError("denied", `persona ${name} is revoked (${when})`);
    }
    return resolved(all, name);
  };
}

/** Whom `people` or `own` stand for, by the roster of the history. */
export function peopleOf(database: Database, { people, own }: PersonaConfig): People {
  const colleagues = listPeople(database).flatMap(({ email }) => email ?? []);
  if (own === undefined) {
    return peopleFrom(
      (people ?? []).map((each) => {
        const found = findPerson(database, each);
        if (found) return { id: found.id, email: found.email ?? undefined };
        return each.includes("@") ? { email: each } : { id: each };
      }),
      colleagues,
    );
  }
  const root = findPerson(database, own);
  const week = completeWeeks(database).at(-1);
  if (!root) return peopleFrom(own.includes("@") ? [{ email: own }] : [{ id: own }], colleagues);
  const below = week === undefined ? [] : [...peopleBelow(database, root.id, week)];
  return peopleFrom(
    [root.id, ...below].map((id) => ({ id, email: findPerson(database, id)?.email ?? undefined })),
    colleagues,
  );
}

/** How long a roster that was read counts. */
const resolveMs = 30_000;

/** Keeps results while the settings stay the same, for a while. */
function keptFor<T>(ms: number, make: (personas: Personas, name: string) => T) {
  let [from, made] = [undefined as Personas | undefined, new Map<string, { at: number; value: T }>()];
  return (personas: Personas, name: string): T => {
    if (from !== personas) [from, made] = [personas, new Map()];
    const kept = made.get(name);
    if (kept && performance.now() - kept.at < ms) return kept.value;
    const value = make(personas, name);
    made.set(name, { at: performance.now(), value });
    return value;
  };
}

/** Letters and digits that nobody takes for one another, to be typed from one screen into another. */
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

const newApprovalId = (): string =>
  Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");
