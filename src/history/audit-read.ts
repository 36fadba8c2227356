import { type AuditKeys, unseal } from "./audit-chain.ts";
import type { Database } from "./database.ts";

/** One attempt and how it ended; null where there is nothing to say. */
export type AuditRecord = {
  readonly sequence: number;
  readonly time: string;
  /** Null once the person was erased; arguments and reason too. */
  readonly user: string | null;
  readonly persona: string | null;
  readonly client: string;
  readonly promptId: string | null;
  readonly action: string;
  readonly route: string;
  readonly effect: string;
  readonly arguments: unknown;
  readonly decision: string;
  readonly reason: string | null;
  /** `none` for a call that was not made; `started` while it runs, and for ever when its process was ended. */
  readonly status: string;
  readonly failure: string | null;
  readonly httpStatus: number | null;
  readonly durationMs: number | null;
  readonly requestId: string | null;
  readonly rows: number | null;
  readonly requests: number | null;
  readonly previous: string;
  readonly hash: string;
  readonly isErased: boolean;
};

export type AuditFilter = {
  /** ISO times; from the first on, before the second. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly user?: string | undefined;
  readonly persona?: string | undefined;
  readonly action?: string | undefined;
  readonly decision?: string | undefined;
  readonly sequence?: number | undefined;
  /** The newest so many. */
  readonly limit?: number | undefined;
};

/** The attempts that a filter lets through, oldest first. */
export function auditRecords(database: Database, filter: AuditFilter = {}): readonly AuditRecord[] {
  const { since, until, user, persona, action, decision, sequence, limit } = filter;
  return database
    .prepare<[Record<string, unknown>], Stored>(
      `SELECT * FROM (
         SELECT a.sequence, a.time, a.facts, a.personal, a.previous, a.hash, o.facts AS outcome
         FROM entry a LEFT JOIN entry o ON o.attempt = a.sequence AND o.kind = 'outcome'
         WHERE a.kind = 'attempt'
           AND (@since IS NULL OR a.time >= @since) AND (@until IS NULL OR a.time < @until)
           AND (@sequence IS NULL OR a.sequence = @sequence)
           AND (@user IS NULL OR a.personal ->> 'user' = @user)
           AND (@persona IS NULL OR a.facts ->> 'persona' = @persona)
           AND (@action IS NULL OR a.facts ->> 'action' = @action)
           AND (@decision IS NULL OR a.facts ->> 'decision' = @decision)
         ORDER BY a.sequence DESC LIMIT @limit)
       ORDER BY sequence`,
    )
    .all({
      since: since ?? null,
      until: until ?? null,
      user: user ?? null,
      persona: persona ?? null,
      action: action ?? null,
      decision: decision ?? null,
      sequence: sequence ?? null,
      limit: limit ?? -1,
    })
    .map(recordOf);
}

/** Prompt, arguments and answer of an attempt; null where none were kept. @throws when the key is another one */
export function auditPayload(
  database: Database,
  sequence: number,
  keys: AuditKeys,
): Readonly<Record<string, unknown>> | null {
  const sealed = database
    .prepare<[number, number], { kind: string; sealed: Buffer }>(
      `SELECT kind, sealed FROM entry JOIN payload ON payload.entry = entry.sequence
       WHERE entry.sequence = ? OR entry.attempt = ? ORDER BY entry.sequence`,
    )
    .all(sequence, sequence);
  if (sealed.length === 0) return null;
  return Object.assign({}, ...sealed.map((part) => parsed(unseal(part.sealed, keys))));
}

type Stored = {
  readonly sequence: number;
  readonly time: string;
  readonly facts: string;
  readonly personal: string | null;
  readonly previous: string;
  readonly hash: string;
  readonly outcome: string | null;
};

type AttemptFacts = Pick<
  AuditRecord,
  "persona" | "client" | "promptId" | "action" | "route" | "effect" | "decision"
>;
type Personal = Pick<AuditRecord, "user" | "arguments" | "reason">;
type OutcomeFacts = Pick<
  AuditRecord,
  "status" | "failure" | "httpStatus" | "durationMs" | "requestId" | "rows" | "requests"
>;

function recordOf({ sequence, time, previous, hash, ...stored }: Stored): AuditRecord {
  const facts = JSON.parse(stored.facts) as AttemptFacts;
  const { persona, client, promptId, action, route, effect, decision } = facts;
  const personal = JSON.parse(stored.personal ?? '{"user":null,"arguments":null,"reason":null}') as Personal;
  const outcome = stored.outcome === null ? null : (JSON.parse(stored.outcome) as OutcomeFacts);
  return {
    sequence,
    time,
    user: personal.user,
    persona,
    client,
    promptId,
    action,
    route,
    effect,
    arguments: personal.arguments,
    decision,
    reason: personal.reason,
    status: outcome?.status ?? (decision === "allowed" ? "started" : "none"),
    failure: outcome?.failure ?? null,
    httpStatus: outcome?.httpStatus ?? null,
    durationMs: outcome?.durationMs ?? null,
    requestId: outcome?.requestId ?? null,
    rows: outcome?.rows ?? null,
    requests: outcome?.requests ?? null,
    previous,
    hash,
    isErased: stored.personal === null,
  };
}

/** A payload that was cut is no JSON any more. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return { cut: text };
  }
}
