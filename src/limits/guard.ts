import { failpoint } from "../failpoint.ts";
import type { Action, AnswerOf, InputOf, ListAction } from "../gong/action.ts";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import type { PageMemory } from "../gong/page-memory.ts";
import type { Page } from "../gong/paging.ts";
import { checkedInput } from "../gong/request.ts";
import { counted } from "../text.ts";
import { type Approvals, type Claim, wishOf } from "./approval.ts";
import type { Members } from "./at.ts";
import { closedAction, decide, withWithheld } from "./decide.ts";
import { LimitError } from "./error.ts";
import { whyApproval } from "./irreversible.ts";
import type { Persona } from "./persona.ts";

/** What a call is held against. */
export type Guard = {
  /**
   * Whose limits hold now; asked before each call, so that what the owner changes counts at once. Null is the owner,
   * who has none but the approvals.
   *
   * @throws {LimitError} `denied` when the persona is gone, revoked or cannot be read
   */
  readonly persona: () => Persona | null;
  /** Where what Gong costs a persona a day is counted; a persona with a limit is closed without it. */
  readonly budget?: Budget | undefined;
  /** Without it, nothing that needs an approval can be called. */
  readonly approvals?: Approvals | undefined;
  /** Of the company's Gong; an approval holds for it alone. */
  readonly baseUrl: string;
  /** Hears of calls that were not made. */
  readonly note?: (
    action: Action,
    input: unknown,
    decision: "denied" | "approval-needed",
    reason: string,
  ) => void;
};

export type Budget = {
  /** Counts one request against today, unless `limit` are counted; false then. Shared by all processes. */
  readonly take: (persona: string, limit: number) => boolean;
  readonly giveBack: (persona: string) => void;
};

/**
 * The same client, through which a caller does what the guard allows and nothing else. Every call is decided anew,
 * narrowed, counted, and its answer cut to what the persona may see.
 *
 * @throws {LimitError} before anything is sent
 */
export function guarded(gong: Gong, guard: Guard): Gong {
  return {
    async call(action, input, { had = 0 } = {}) {
      const open = opened(guard, action, input);
      takeRequest(guard, open.persona, action, input);
      const claim = await claimed(guard, open, action, input);
      const calling = { beforeRepeat: () => takeRepeat(guard, open.persona) };
      const answer = await withClaim(claim, () => gong.call(action, open.input as typeof input, calling));
      return cut(open.answer(answer), action, open.persona, had).answer as AnswerOf<typeof action>;
    },
    async *pages<A extends ListAction>(action: A, input: InputOf<A>, memory?: PageMemory) {
      let open = opened(guard, action, input);
      takeRequest(guard, open.persona, action, input);
      let rows = 0;
      const calling = { beforeRepeat: () => takeRepeat(guard, open.persona) };
      for await (const page of gong.pages(action, open.input as InputOf<A>, memory, calling)) {
        const { answer, isCut } = cut(open.answer(page.answer), action, open.persona, rows);
        const own = (answer[action.rows] ?? []) as Page<A>["rows"];
        rows += own.length;
        yield { rows: own, answer: answer as AnswerOf<A>, number: page.number };
        if (isCut) return;
        const { records } = page.answer as { readonly records?: { readonly cursor?: unknown } | null };
        if (!records?.cursor) continue;
        // Between two pages a persona may be revoked.
        open = opened(guard, action, input);
        takeRequest(guard, open.persona, action, input);
      }
    },
    get requests() {
      return gong.requests;
    },
  };
}

type Open = {
  readonly persona: Persona | null;
  readonly input: InputOf<Action>;
  readonly answer: <T>(answer: T) => T;
};

/**
 * The decision about a call, without making it.
 *
 * @throws {LimitError} `denied`
 * @throws {GongError} `request` when the input does not fit the action
 */
export function opened(guard: Guard, action: Action, given: object): Open {
  const persona = personaNow(guard, action, given);
  const closed = persona && closedAction(persona, action, given);
  if (closed !== null) throw denied(guard, action, given, closed);
  // A copy, which no caller can change between decision and call.
  const input = checkedInput(action, given as InputOf<Action>) as InputOf<Action>;
  if (persona === null) return { persona, input, answer: (answer) => answer };
  const decision = decide(persona, action, input);
  if (decision.allowed) return { persona, ...decision };
  throw denied(guard, action, given, decision.reason);
}

function personaNow(guard: Guard, action: Action, input: unknown): Persona | null {
  try {
    return guard.persona();
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    guard.note?.(action, input, "denied", error.message);
    throw new LimitError(error.kind, error.message, { isNoted: guard.note !== undefined });
  }
}

function denied({ note }: Guard, action: Action, input: unknown, reason: string): LimitError {
  note?.(action, input, "denied", reason);
  return new LimitError("denied", `${reason}. Nothing was sent`, { isNoted: note !== undefined });
}

function takeRequest(guard: Guard, persona: Persona | null, action: Action, input: unknown): void {
  const reason = overBudget(guard, persona);
  if (reason === null) return;
  guard.note?.(action, input, "denied", reason);
  throw new LimitError("budget", `${reason}. Nothing was sent`);
}

/** A request that is made again costs Gong as much as the first. */
function takeRepeat(guard: Guard, persona: Persona | null): void {
  const reason = overBudget(guard, persona);
  if (reason !== null) throw new LimitError("budget", `${reason}; it was not tried again`);
}

/** Counts one request. Null when it may be made. */
function overBudget({ budget }: Guard, persona: Persona | null): string | null {
  const limit = persona?.requestsPerDay;
  if (persona === null || limit === undefined || budget?.take(persona.name, limit)) return null;
  return budget
    ? `persona ${persona.name} has used its ${counted(limit, "request")} of today (UTC)`
    : `persona ${persona.name} has a budget a day, and nothing here counts it`;
}

type Claimed = Extract<Claim, { readonly state: "claimed" }>;

async function claimed(
  guard: Guard,
  { persona, input }: Open,
  action: Action,
  given: unknown,
): Promise<Claimed | null> {
  const why = whyApproval(action, input);
  if (why === null) return null;
  const giveBack = (): void => {
    if (persona?.requestsPerDay !== undefined) guard.budget?.giveBack(persona.name);
  };
  try {
    if (!guard.approvals) {
      throw denied(
        guard,
        action,
        given,
        `${action.name} needs an approval (${why}), and nothing here keeps any`,
      );
    }
    const { baseUrl } = guard;
    const wish = await wishOf(action, input, { persona: persona?.name ?? null, baseUrl, why });
    failpoint("approval.claiming");
    const claim = guard.approvals.claim(wish);
    if (claim.state === "claimed") {
      failpoint("approval.claimed");
      return claim;
    }
    const reason = `${action.name} needs an approval: ${why}`;
    guard.note?.(action, given, "approval-needed", reason);
    throw new LimitError("approval", askedText(reason, claim), { isNoted: true });
  } catch (error) {
    giveBack();
    throw error;
  }
}

function askedText(reason: string, { id, until, lost }: Exclude<Claim, Claimed>): string {
  const earlier =
    lost === null
      ? ""
      : ` An approval of this very call was used at ${lost} and the call never ended here: look in Gong whether it happened before you approve another.`;
  return (
    `approval-needed ${id}: ${reason}. Nothing was sent. A person runs gong-digest approve ${id} at a terminal before ${until}; ` +
    `then make the same call again, within ten minutes.${earlier}`
  );
}

async function withClaim<T>(claim: Claimed | null, call: () => Promise<T>): Promise<T> {
  if (!claim) return call();
  try {
    const answer = await call();
    failpoint("approval.answered");
    claim.end("done");
    failpoint("approval.ended");
    return answer;
  } catch (error) {
    const status = error instanceof GongError ? error.status : undefined;
    claim.end(status !== undefined && status >= 400 && status < 500 ? "refused" : "unknown");
    throw error;
  }
}

/** At most so many rows as the persona may have of one call, `had` of them earlier. */
function cut(given: unknown, action: Action, persona: Persona | null, had: number) {
  const answer = given as Members;
  const most = persona?.rows;
  const name = action.rows ?? longestList(answer);
  const rows = name === undefined ? undefined : answer[name];
  if (persona === null || most === undefined || name === undefined || !Array.isArray(rows)) {
    return { answer, isCut: false };
  }
  const hasMore = (answer.records as Members | undefined)?.cursor;
  const isCut = rows.length > most - had || (rows.length === most - had && Boolean(hasMore));
  if (!isCut) return { answer, isCut };
  const note = `persona ${persona.name} gets at most ${counted(most, "row")} a call`;
  const short = withWithheld({ ...answer, [name]: rows.slice(0, most - had) }, note) as Members;
  if (rows.length === most - had) return { answer: short, isCut };
  // A cursor behind a page of which only a part was given would pass over the rest.
  const { cursor: _, ...records } = (answer.records ?? {}) as Members;
  return { answer: answer.records ? { ...short, records } : short, isCut };
}

/** Of an answer that does not come in pages. */
function longestList(answer: Members): string | undefined {
  const lists = Object.entries(answer).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  return lists.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
