import { counted } from "../text.ts";
import type { AnswerOf, ListAction, RowOf } from "./action.ts";
import { GongError } from "./error.ts";

export type Page<A extends ListAction> = {
  readonly rows: readonly RowOf<A>[];
  readonly answer: AnswerOf<A>;
  /** 1 for the first. */
  readonly number: number;
};

/** Gets the page behind a cursor, the first without one; null when Gong says that there is nothing. */
export type Turn<A extends ListAction> = (cursor: string | undefined) => Promise<AnswerOf<A> | null>;

/**
 * All pages of a list. Yields no page at all when Gong says that it found nothing; a page without rows is
 * Gong's, too, but of another kind: "none of 0".
 *
 * Whoever reads to the end has every row once: a page that contradicts the ones before it, or Gong's count,
 * ends the pass before it is handed out.
 *
 * @throws {GongError} `incomplete`, naming the page and what disagreed
 */
export async function* pagesOf<A extends ListAction>(
  action: A,
  turn: Turn<A>,
): AsyncGenerator<Page<A>, void, undefined> {
  const keys = new Set<string>();
  let seen = 0;
  const cursors = new Set<string>();
  let expected: number | undefined;
  let cursor: string | undefined;
  for (let number = 1; ; number += 1) {
    const fail = (fault: string): GongError =>
      new GongError(
        "incomplete",
        `page ${number}: ${fault}. Nothing is concluded from this pass; run it again`,
        {
          route: action.route,
        },
      );
    const answer = await turn(cursor);
    if (answer === null) {
      if (number === 1) return;
      throw fail("Gong says that it found nothing, after pages with rows");
    }
    const { rows, total, next } = partsOf(action, answer);
    expected ??= total;
    if (total !== expected) throw fail(`totalRecords is ${total}, on page 1 it was ${expected}`);
    for (const row of rows) {
      const key = keyOf(action, row);
      if (key === null) continue;
      if (keys.has(key)) throw fail(`${action.rows} has ${key} a second time`);
      keys.add(key);
    }
    seen += rows.length;
    if (seen > expected) throw fail(`${counted(seen, "row")} came, more than totalRecords (${expected})`);
    if (next === undefined && seen < expected) {
      throw fail(`the last page is read and only ${counted(seen, "row")} came, totalRecords is ${expected}`);
    }
    if (next !== undefined && rows.length === 0) throw fail("it has no rows and yet a cursor to a next page");
    if (next !== undefined && cursors.has(next))
      throw fail("its cursor came before, so the pages go in a circle");

    yield { rows, answer, number };

    if (next === undefined) return;
    cursors.add(next);
    cursor = next;
  }
}

type Listed = {
  readonly records?: { readonly totalRecords: number; readonly cursor?: string | null } | null;
};

/**
 * An empty cursor is none. Without `records` nobody could tell the first page from the whole list.
 *
 * @throws {GongError} `contract`
 */
function partsOf<A extends ListAction>(action: A, answer: AnswerOf<A>) {
  const { records } = answer as Listed;
  if (!records) {
    throw new GongError(
      "contract",
      "records: is missing, expected totalRecords and, with more pages, a cursor",
      {
        route: action.route,
      },
    );
  }
  return {
    rows: (answer as Record<string, unknown>)[action.rows] as readonly RowOf<A>[],
    total: records.totalRecords,
    next: records.cursor || undefined,
  };
}

function keyOf<A extends ListAction>(action: A, row: RowOf<A>): string | null {
  const rowKey = action.rowKey as (row: RowOf<A>) => string | null;
  return rowKey(row);
}
