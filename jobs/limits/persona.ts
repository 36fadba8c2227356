import { ConfigError } from "../../src/config.ts";
import { actions } from "../../src/gong/actions.ts";
import { requestsOf, restorePersona, revocations, revokePersona } from "../../src/history/personas.ts";
import { LimitError } from "../../src/limits/error.ts";
import { type Guard, opened } from "../../src/limits/guard.ts";
import { whyApproval } from "../../src/limits/irreversible.ts";
import { noPersona, type Persona, personaOf } from "../../src/limits/persona.ts";
import { historyToolNames } from "../../src/limits/subjects.ts";
import { counted } from "../../src/text.ts";
import { findAction } from "../../src/tools/catalogue.ts";
import { inputOf } from "../../src/tools/input.ts";
import { mayCall, mayRead } from "../../src/tools/permission.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { readInput } from "../tools/input.ts";
import { databasesOf, limitClock, peopleOf, personaNow } from "./persona-guard.ts";

/** What a persona may do, in numbers. */
type Summary = {
  readonly name: string;
  /** ISO time, or `settings`; null when it is not. */
  readonly revoked: string | null;
  /** Actions that are open, by effect. */
  readonly open: { readonly read: number; readonly write: number; readonly destructive: number };
  readonly historyTools: number;
  readonly people: number | null;
  readonly workspace: string | null;
  readonly transcripts: boolean;
  readonly paid: boolean;
  readonly masked: readonly string[];
  readonly rows: number | null;
  readonly requestsPerDay: number | null;
  readonly requestsToday: number;
};

export async function listPersonas(
  session: Session,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { history: database, limits } = await databasesOf(session);
  const used = requestsOf(limits, limitClock().toISOString().slice(0, 10));
  const since = revocations(limits);
  const { personas } = session.settings.config;
  const all = Object.keys(personas).map((name) => {
    const persona = personaOf(name, personas, (config) => peopleOf(database, config));
    return summaryOf(persona, since(name), used.get(name) ?? 0);
  });
  if (json) session.print(`${JSON.stringify(all, null, 2)}\n`);
  else for (const each of all) session.print(`${textOf(each)}\n`);
  if (all.length === 0) session.log.info("The settings have no personas; config.example.yaml shows one");
  return exitCode.done;
}

function summaryOf(persona: Persona, since: string | null, requestsToday: number): Summary {
  const { name, people, workspace, transcripts, paid, mask, rows, requestsPerDay } = persona;
  const config = {
    caller: "person",
    writes: false,
    paid: false,
    persona: { ...persona, revoked: false },
  } as const;
  const count = (effect: string): number =>
    actions.filter((action) => action.effect === effect && mayCall(action, config) === null).length;
  return {
    name,
    revoked: since ?? (persona.revoked ? "settings" : null),
    open: { read: count("read"), write: count("write"), destructive: count("destructive") },
    historyTools: historyToolNames.filter((tool) => mayRead(tool, config) === null).length,
    people: people?.ids.length ?? null,
    workspace: workspace ?? null,
    transcripts,
    paid,
    masked: mask,
    rows: rows ?? null,
    requestsPerDay: requestsPerDay ?? null,
    requestsToday,
  };
}

function textOf({ name, revoked, open, historyTools, people, ...rest }: Summary): string {
  const { workspace, transcripts, paid, masked, rows, requestsPerDay, requestsToday } = rest;
  return [
    `${name}${revoked === null ? "" : ` (REVOKED, ${revoked})`}: reads ${open.read}, writes ${open.write}, destructive ${open.destructive}, history ${historyTools}`,
    ...(people === null ? [] : [counted(people, "person", "people")]),
    ...(workspace === null ? [] : [`workspace ${workspace}`]),
    transcripts ? "transcripts" : "no transcripts",
    ...(paid ? ["paid"] : []),
    ...(masked.length === 0 ? [] : [`masked ${masked.join(" ")}`]),
    ...(rows === null ? [] : [`${counted(rows, "row")} a call`]),
    ...(requestsPerDay === null ? [] : [`${requestsToday} of ${counted(requestsPerDay, "request")} today`]),
  ].join(" · ");
}

/** Says whether a persona may make a call, as the call itself would be told. Nothing is sent. */
export async function checkPersona(
  session: Session,
  name: string,
  wanted: string,
  { input }: { readonly input?: string },
): Promise<ExitCode> {
  known(session, name);
  const now = personaNow(session, await databasesOf(session));
  const guard: Guard = { persona: () => now(name), baseUrl: session.baseUrl() };
  const say = (reason: string | null, more = ""): ExitCode => {
    session.print(reason === null ? `allowed${more}\n` : `denied: ${reason}\n`);
    return reason === null ? exitCode.done : exitCode.findings;
  };
  try {
    const persona = now(name);
    const config = { caller: "person", writes: false, paid: false, persona } as const;
    if (historyToolNames.includes(wanted.toLowerCase())) return say(mayRead(wanted.toLowerCase(), config));
    const action = findAction(wanted);
    if (input === undefined) return say(mayCall(action, config), approvalText(whyApproval(action)));
    const own = inputOf(action, await readInput(action, input, []));
    opened(guard, action, own);
    return say(null, approvalText(whyApproval(action, own)));
  } catch (error) {
    if (error instanceof LimitError) return say(error.message);
    throw error;
  }
}

const approvalText = (why: string | null): string => (why === null ? "" : `, after an approval: ${why}`);

export async function revoke(session: Session, name: string): Promise<ExitCode> {
  known(session, name);
  const isNew = revokePersona((await databasesOf(session)).limits, name, limitClock().toISOString());
  session.log.info(
    isNew
      ? `Persona ${name} may call nothing any more; gong-digest persona restore ${name} gives it back`
      : `Persona ${name} was revoked already`,
  );
  return exitCode.done;
}

export async function restore(session: Session, name: string): Promise<ExitCode> {
  known(session, name);
  const was = restorePersona((await databasesOf(session)).limits, name);
  session.log.info(
    was ? `Persona ${name} may call again what its settings say` : `Persona ${name} was not revoked`,
  );
  return exitCode.done;
}

function known({ settings: { config } }: Session, name: string): void {
  if (Object.hasOwn(config.personas, name)) return;
  throw new ConfigError(noPersona(name, Object.keys(config.personas)));
}
