import { ConfigError } from "../../src/config.ts";
import type { Action } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import { type Connection, fingerprintOf } from "../../src/keys/connection.ts";
import { counted } from "../../src/text.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { probeScopes, probes, type Usable } from "./probe.ts";

/** What is known of the key, without anything of its value. */
type Facts = {
  readonly kind: "basic" | "bearer" | "oauth";
  readonly from: "environment" | "store";
  readonly store: string | null;
  /** Where the key of the store is. */
  readonly storeKey: string | null;
  readonly fingerprint: string;
  readonly baseUrl: string;
  readonly state: "ready" | "reauthorise";
  readonly refreshAt: string | null;
  readonly expiresAt: string | null;
  /** Null where only asking tells. */
  readonly scopes: readonly string[] | null;
};

/**
 * Which key is used, from where, and which actions it can call. Asks Gong nothing but with `probe`: then one request
 * for each scope that some free reading action has.
 *
 * @returns 2 when there is no key, none that can be read, or one that somebody has to renew
 */
export async function authStatus(
  session: Session,
  { json, probe }: { readonly json?: boolean; readonly probe?: boolean },
): Promise<ExitCode> {
  const facts = factsOf(session);
  if (facts instanceof ConfigError) {
    if (json)
      session.print(
        `${JSON.stringify({ schemaVersion: 1, state: "none", problem: facts.message }, null, 2)}\n`,
      );
    throw facts;
  }
  const before = session.requests();
  const probed = probe ? await probeScopes(session) : new Map<string, Usable>();
  const requests = session.requests() - before;
  const usable = (action: Action): Usable => {
    if (facts.scopes) return facts.scopes.includes(action.scope) ? "yes" : "no";
    return probed.get(action.scope) ?? "unknown";
  };
  const rows = actions.map((action) => ({
    name: action.name,
    slug: action.slug ?? null,
    aliases: action.aliases ?? [],
    scope: action.scope,
    effect: action.effect,
    usable: usable(action),
  }));
  const counts = { yes: 0, no: 0, unknown: 0 };
  for (const row of rows) counts[row.usable] += 1;
  if (json) {
    session.print(
      `${JSON.stringify({ schemaVersion: 1, ...facts, requests, usable: counts, actions: rows }, null, 2)}\n`,
    );
  } else {
    const named = rows.reduce((sum, { slug, aliases }) => sum + (slug === null ? 0 : 1) + aliases.length, 0);
    const of = `of ${rows.length} actions, which have ${named} names in the catalogue`;
    const lines = [
      ...linesOf(facts),
      `can use     ${counts.yes}; cannot ${counts.no}; not known ${counts.unknown}; ${of}`,
      ...rows.map(({ name, scope, usable: can }) => `  ${can.padEnd(7)}  ${name.padEnd(34)}  ${scope}`),
    ];
    session.print(`${lines.join("\n")}\n`);
  }
  if (counts.unknown > 0 && !probe) {
    session.log.info(
      `gong-digest auth status --probe asks Gong, in ${counted(probes().length, "request")}, reading alone`,
    );
  }
  if (facts.state === "ready") return exitCode.done;
  session.log.error("The app has to be authorised again; run gong-digest auth login --oauth");
  return exitCode.usage;
}

function factsOf(session: Session): Facts | ConfigError {
  try {
    const given = session.settings.credentials();
    const own = {
      store: null,
      storeKey: null,
      state: "ready",
      refreshAt: null,
      expiresAt: null,
      scopes: null,
    } as const;
    const baseUrl = session.baseUrl();
    if (given.kind === "basic") {
      return {
        ...own,
        kind: "basic",
        from: "environment",
        fingerprint: fingerprintOf(given.accessKey),
        baseUrl,
      };
    }
    if (given.kind === "bearer") {
      return {
        ...own,
        kind: "bearer",
        from: "environment",
        fingerprint: fingerprintOf(given.token),
        baseUrl,
      };
    }
    const { store } = given;
    const connection = store.read();
    if (connection === null)
      return new ConfigError("somebody has just logged out; run gong-digest auth login");
    const place = { from: "store", store: store.file, storeKey: store.keyPlace } as const;
    return { ...own, ...place, baseUrl, ...storedFacts(connection) };
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function storedFacts(connection: Connection) {
  if (connection.kind === "basic")
    return { kind: "basic", fingerprint: fingerprintOf(connection.accessKey) } as const;
  const { clientId, state, refreshAt, expiresAt, scopes } = connection;
  return {
    kind: "oauth",
    fingerprint: fingerprintOf(clientId),
    state,
    refreshAt,
    expiresAt,
    scopes,
  } as const;
}

const kinds = { basic: "API key", bearer: "bearer token", oauth: "app by OAuth" } as const;

function linesOf({
  kind,
  from,
  store,
  storeKey,
  fingerprint,
  baseUrl,
  state,
  ...times
}: Facts): readonly string[] {
  const { expiresAt, refreshAt } = times;
  return [
    `key         ${kinds[kind]} ${fingerprint}`,
    `from        ${from === "store" ? `${store}, encrypted with the key in ${storeKey}` : "the environment"}`,
    `gong        ${baseUrl}`,
    `state       ${state === "ready" ? "ready" : "has to be authorised again"}`,
    ...(expiresAt === null
      ? []
      : [`token       good until ${expiresAt}, the next one is got from ${refreshAt} on`]),
  ];
}
