import type { Action, InputOf, ListAction } from "../gong/action.ts";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";

/** One page of a list, or the whole of an answer that is not paged. */
export type AnswerPage = {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly rows: readonly unknown[];
  /** Of the whole list, undefined when Gong does not count. */
  readonly total: number | undefined;
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
  /** 1 for the first that was read. */
  readonly number: number;
  /** What the caller's limits took out of it, in words. */
  readonly withheld?: string | undefined;
};

export const isList = (action: Action): action is ListAction =>
  action.rows !== undefined && action.rowKey !== undefined;

/**
 * The pages of a list, from the first or from a cursor. No page at all means that Gong found nothing.
 *
 * From the first, pages are checked against each other and Gong's count; from the middle only against
 * each other.
 */
export async function* readPages(
  gong: Gong,
  action: ListAction,
  input: InputOf<Action>,
): AsyncGenerator<AnswerPage, void, undefined> {
  const start = cursorOf(input);
  if (start === undefined) {
    for await (const page of gong.pages(action, input)) {
      yield pageOf(action, page.answer as Readonly<Record<string, unknown>>, page.number);
    }
    return;
  }
  const cursors = new Set<string>();
  const keys = new Set<string>();
  let cursor: string | undefined = start;
  let had = 0;
  for (let number = 1; cursor !== undefined; number += 1) {
    cursors.add(cursor);
    const answer = await gong.call(action as Action, withCursor(action, input, cursor), { had });
    const page = pageOf(action, answer as Readonly<Record<string, unknown>>, number);
    if (page.next !== undefined && cursors.has(page.next)) throw circle(action, "a cursor");
    for (const row of page.rows) {
      const key = (action.rowKey as (row: unknown) => string | null)(row);
      if (key === null) continue;
      if (keys.has(key)) throw circle(action, `${action.rows} ${key}`);
      keys.add(key);
    }
    yield page;
    had += page.rows.length;
    cursor = page.next;
  }
}

function circle({ route }: Action, what: string): GongError {
  return new GongError("incomplete", `${what} came a second time; start again without a cursor`, { route });
}

function pageOf(action: ListAction, answer: Readonly<Record<string, unknown>>, number: number): AnswerPage {
  const records = answer.records as { totalRecords?: number; cursor?: string | null } | null | undefined;
  return {
    answer,
    rows: (answer[action.rows] ?? []) as readonly unknown[],
    total: records?.totalRecords,
    next: records?.cursor || undefined,
    number,
    withheld: typeof answer.withheld === "string" ? answer.withheld : undefined,
  };
}

type Placed = { readonly query?: { cursor?: string }; readonly body?: { cursor?: string } };

function cursorOf(input: InputOf<Action>): string | undefined {
  const { query, body } = input as Placed;
  return query?.cursor ?? body?.cursor;
}

function withCursor(action: Action, input: InputOf<Action>, cursor: string): InputOf<Action> {
  const part = action.route.startsWith("GET ") ? "query" : "body";
  return { ...input, [part]: { ...(input as Placed)[part], cursor } } as InputOf<Action>;
}
