import type { Log } from "../log.ts";
import type { Action, AnswerOf, InputOf, ListAction } from "./action.ts";
import { answerOf } from "./answer.ts";
import { checkedBaseUrl } from "./base-url.ts";
import { type CredentialSource, type Credentials, sourceOf } from "./credentials.ts";
import { GongError } from "./error.ts";
import { exchange, type Reply } from "./exchange.ts";
import { type OpenFile, openFile } from "./file.ts";
import { multipartOf } from "./multipart.ts";
import { type PageMemory, rememberedPages } from "./page-memory.ts";
import type { Page } from "./paging.ts";
import { createGate, type DayCount, type Pace } from "./rate.ts";
import { isNoResults, missingScopeOf, redirectHost, refusalError, refusalOf } from "./refusal.ts";
import { type CheckedInput, checkedInput, isRepeatable, requestOf } from "./request.ts";
import { sendPatiently } from "./retry.ts";
import { passTime, type TimeOptions } from "./time.ts";

export type GongOptions = TimeOptions & {
  readonly baseUrl: string;
  readonly credentials: Credentials | CredentialSource;
  readonly requestsPerSecond: number;
  readonly requestsPerDay: number;
  readonly dayCount: DayCount;
  /** Requests of the day that are not this client's to use; none when absent. */
  readonly reserved?: (() => number) | undefined;
  /** Shared with other clients of the same company; absent, this one keeps its own pace alone. */
  readonly pace?: Pace | undefined;
  /** The longest wait that Gong may ask for before the pass ends. */
  readonly patienceSeconds: number;
  /** For one answer, body included. */
  readonly timeoutSeconds: number;
  /** Attempts after the first. */
  readonly retries: number;
  readonly log: Log;
  /** From 0 to below 1. */
  readonly random: () => number;
};

/** What goes along with one call. */
export type Calling = {
  /** Asked before a request is made again; what it throws ends the call. */
  readonly beforeRepeat?: (() => void) | undefined;
  /** Rows that the caller has already of the list of which this call gets one page. */
  readonly had?: number | undefined;
};

export type Gong = {
  /**
   * One request and its answer, checked.
   *
   * @throws {GongError} `request` with status 404 when a list finds nothing
   */
  call<A extends Action>(action: A, input: InputOf<A>, calling?: Calling): Promise<AnswerOf<A>>;
  /**
   * Every page of a list from the first, checked against each other and against Gong's count. No page at all
   * means that Gong said it found nothing.
   *
   * @param memory pages that an earlier run kept; they are handed out first, and what arrives is added
   * @throws {GongError} `incomplete` when the pages contradict each other
   */
  pages<A extends ListAction>(
    action: A,
    input: InputOf<A>,
    memory?: PageMemory,
    calling?: Calling,
  ): AsyncGenerator<Page<A>, void, undefined>;
  /** HTTP requests made so far, repeated ones included. */
  readonly requests: number;
};

/**
 * A client of one customer's Gong for one pass.
 *
 * @throws {GongError} `base-url` or `credentials` when these cannot be used at all
 * @example
 * const gong = createGong({ baseUrl: "https://api.gong.io", credentials, ...limits, ...clock });
 * for await (const { rows } of gong.pages(listUsers, {})) console.log(rows[0]?.emailAddress);
 */
export function createGong(options: GongOptions): Gong {
  const { log, random, retries, signal, timeoutSeconds } = options;
  const baseUrl = checkedBaseUrl(options.baseUrl);
  const source = sourceOf(options.credentials);
  const redact = (text: string): string => source.redact(text);
  const time = passTime(options);
  const budget = { perDay: options.requestsPerDay, count: options.dayCount, reserved: options.reserved };
  const gate = createGate(options.requestsPerSecond, budget, time, options.pace);
  const patience = { retries, patienceMs: options.patienceSeconds * 1000, random, redact, time, gate, log };
  let requests = 0;

  type Extra = {
    readonly cursor?: string | undefined;
    readonly file?: OpenFile | undefined;
    readonly beforeRepeat?: (() => void) | undefined;
  };
  const send = async (action: Action, input: CheckedInput, extra: Extra): Promise<Reply> => {
    const { cursor, file, beforeRepeat } = extra;
    const request = requestOf(action, input, cursor);
    const mayRepeat = isRepeatable(action, input);
    let authorization = "";
    const attempt = async () => {
      authorization = await source.authorization(baseUrl);
      requests += 1;
      const leftMs = Math.max(1, time.left());
      const timeoutMs = Math.min(timeoutSeconds * 1000, leftMs);
      const multipart = file && action.upload && multipartOf(action.upload.part, file, random);
      const limits = { timeoutMs, leftMs, isRepeatable: mayRepeat };
      return exchange(request, { baseUrl, authorization, signal, multipart, ...limits });
    };
    const options = { ...patience, isRepeatable: mayRepeat, beforeRepeat };
    const sendOnce = () => sendPatiently(action, attempt, options);
    const reply = await sendOnce();
    if (!isExpiry(reply, redact)) return reply;
    const renewed = await source.renewed(authorization, baseUrl);
    if (renewed === null || !mayRepeat) return reply;
    beforeRepeat?.();
    return sendOnce();
  };

  return {
    async call(action, input, { beforeRepeat } = {}) {
      const checked = checkedInput(action, input);
      const file = await fileOf(action, checked);
      try {
        const reply = await send(action, checked, { file, beforeRepeat });
        return answerUnlessRefused(action, reply, baseUrl, redact);
      } finally {
        await file?.close();
      }
    },
    async *pages(action, input, memory, { beforeRepeat } = {}) {
      const checked = checkedInput(action, input);
      refuseCursor(action, checked);
      yield* rememberedPages(action, {
        ask: async (cursor) => {
          const reply = await send(action, checked, { cursor, beforeRepeat });
          return reply.status === 404 && isNoResults(action, refusalOf(reply, redact)) ? null : reply;
        },
        read: (reply) => answerUnlessRefused(action, reply, baseUrl, redact),
        memory,
      });
    },
    get requests() {
      return requests;
    },
  };
}

/** A right that is missing is a 401 as well, and no other token of the same app has it. */
function isExpiry(reply: Reply, redact: (text: string) => string): boolean {
  return reply.status === 401 && missingScopeOf(refusalOf(reply, redact)) === undefined;
}

function answerUnlessRefused<A extends Action>(
  action: A,
  reply: Reply,
  baseUrl: string,
  redact: (text: string) => string,
): AnswerOf<A> {
  if (reply.status >= 200 && reply.status < 300) return answerOf(action, reply, redact);
  throw refusalError(action, refusalOf(reply, redact), redirectHost(reply, baseUrl));
}

async function fileOf(action: Action, { file }: CheckedInput): Promise<OpenFile | undefined> {
  const { upload } = action;
  return upload && file && (await openFile({ ...action, upload }, file));
}

/** A pass that starts in the middle could not be checked against Gong's count. */
function refuseCursor({ route }: Action, { query, body }: CheckedInput): void {
  if (query?.cursor === undefined && (body === undefined || !("cursor" in body) || !body.cursor)) return;
  throw new GongError(
    "request",
    "pages are read from the first; leave the cursor out, or use call for one page",
    {
      route,
    },
  );
}
