import type { AnswerOf, ListAction } from "./action.ts";
import { GongError } from "./error.ts";
import type { Reply } from "./exchange.ts";
import { type Page, pagesOf } from "./paging.ts";

/** The pages of one list, kept by whoever implements it from one run to the next. */
export type PageMemory = {
  /** A page as JSON, 1 for the first; undefined when it is to be asked for. */
  get(number: number): string | undefined;
  /** Keeps a page that passed every check, before its reader has it. The first one begins the list anew. */
  put(number: number, answer: object): void;
};

/** How the pages are got: by a request, and as an answer of what came. */
type Way<A extends ListAction> = {
  /** Null when Gong says that there is nothing. */
  readonly ask: (cursor: string | undefined) => Promise<Reply | null>;
  /** @throws {GongError} for a refusal, and for an answer that is not as documented */
  readonly read: (reply: Reply) => AnswerOf<A>;
  readonly memory: PageMemory | undefined;
};

/**
 * The pages of a list, those that are kept first. They go through the checks of {@link pagesOf} like all others, so
 * a list that was read in two runs is as whole as one that was read in one.
 *
 * @throws {StaleCursor} when Gong does not go on behind the last page that is kept
 */
export async function* rememberedPages<A extends ListAction>(
  action: A,
  { ask, read, memory }: Way<A>,
): AsyncGenerator<Page<A>, void, undefined> {
  let number = 0;
  let wasKept = false;
  let hasArrived = false;
  const turn = async (cursor: string | undefined): Promise<AnswerOf<A> | null> => {
    number += 1;
    const kept = memory?.get(number);
    const isFirstAsked = wasKept && kept === undefined;
    wasKept = kept !== undefined;
    hasArrived = kept === undefined;
    if (kept !== undefined) return read({ status: 200, headers: new Headers(), text: kept });
    try {
      const reply = await ask(cursor);
      return reply && read(reply);
    } catch (error) {
      throw isFirstAsked && isRefusal(error) ? new StaleCursor(action, number, error) : error;
    }
  };
  for await (const page of pagesOf(action, turn)) {
    if (hasArrived) memory?.put(page.number, page.answer);
    yield page;
  }
}

/** The cursor of a kept page leads nowhere any more; only the first page leads on. */
export class StaleCursor extends GongError {
  constructor({ route }: ListAction, number: number, cause: GongError) {
    super(
      "incomplete",
      `page ${number} cannot be had behind the pages that an earlier run kept (${cause.message})`,
      { route, status: cause.status, requestId: cause.requestId, cause },
    );
  }
}

/** Some servers answer an old cursor with a fault of their own. */
function isRefusal(error: unknown): error is GongError {
  return error instanceof GongError && (error.kind === "request" || (error.status ?? 0) >= 500);
}
