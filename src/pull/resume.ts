import type { ListAction } from "../gong/action.ts";
import type { Gong } from "../gong/client.ts";
import { GongError, type GongErrorKind } from "../gong/error.ts";
import type { PageMemory } from "../gong/page-memory.ts";
import { keptText } from "./kept.ts";

/** Pages of lists that are not read to their end, kept from run to run. */
export type PageStore = {
  /** Opens what is kept of a list; pages that are too old to be used are none. */
  open(list: string): Pick<PageMemory, "get"> & { put(number: number, body: string): void };
  drop(lists: readonly string[]): void;
};

/** A page as it came, from Gong or from what is kept; `total` is Gong's count of all rows. */
export type SeenPage = { readonly number: number; readonly rows: number; readonly total: number };

export type ResumeOptions = {
  readonly store: PageStore;
  readonly onPage?: (page: SeenPage) => void;
  /** Called after each page that was kept, so that a long row of them holds up nobody. */
  readonly pause: () => Promise<void>;
  /** Hears why kept pages were of no use, before the lists are read from their first page. */
  readonly onAnew: (error: GongError) => void;
};

/** What was read, and the lists that it is from; they are kept until whoever saves the value drops them. */
export type Resumed<T> = { readonly value: T; readonly lists: readonly string[] };

/** Errors that speak of the pages themselves: what is kept may be at fault. */
const speaksOfPages: ReadonlySet<GongErrorKind> = new Set(["request", "contract", "incomplete"]);

/**
 * Reads with a Gong that remembers the pages of its lists: those that an earlier run kept are not asked for again,
 * and those that arrive are kept for a later one.
 *
 * When Gong does not go on behind kept pages, or what it says now contradicts them, everything is read once more
 * from the first page. Pages that contradict each other are not kept, nor is one that its reader refused.
 */
export async function resume<T>(
  gong: Gong,
  options: ResumeOptions,
  read: (gong: Gong) => Promise<T>,
): Promise<Resumed<T>> {
  const { store, onAnew } = options;
  const lists = new Set<string>();
  const first = remembering(gong, options, lists, { isAnew: false });
  try {
    return { value: await read(first.gong), lists: [...lists] };
  } catch (error) {
    if (!isOfPages(error)) {
      first.keepLast();
      throw error;
    }
    if (first.reused() === 0) {
      dropRefuted(store, lists, error);
      throw error;
    }
    onAnew(error);
  }
  const second = remembering(gong, options, lists, { isAnew: true });
  try {
    return { value: await read(second.gong), lists: [...lists] };
  } catch (error) {
    if (isOfPages(error)) dropRefuted(store, lists, error);
    else second.keepLast();
    throw error;
  }
}

/** A page that cannot be read says nothing against those before it. */
function dropRefuted(store: PageStore, lists: ReadonlySet<string>, error: GongError): void {
  if (error.kind !== "contract") store.drop([...lists]);
}

const isOfPages = (error: unknown): error is GongError =>
  error instanceof GongError && speaksOfPages.has(error.kind);

function remembering(
  gong: Gong,
  { store, onPage, pause }: ResumeOptions,
  lists: Set<string>,
  { isAnew }: { readonly isAnew: boolean },
): { readonly gong: Gong; readonly reused: () => number; readonly keepLast: () => void } {
  let reused = 0;
  // What a reader refuses is asked for again, so a page is kept only when its reader goes on or stops for another reason.
  let last: (() => void) | undefined;
  const keepLast = (): void => {
    last?.();
    last = undefined;
  };
  const memoryOf = (list: string): PageMemory => {
    const kept = store.open(list);
    return {
      get: (number) => {
        keepLast();
        const body = isAnew ? undefined : kept.get(number);
        if (body !== undefined) reused += 1;
        return body;
      },
      put: (number, answer) => {
        last = () => kept.put(number, keptText(answer));
      },
    };
  };
  return {
    reused: () => reused,
    keepLast,
    gong: {
      call: gong.call,
      get requests() {
        return gong.requests;
      },
      async *pages(action, input) {
        const list = listOf(action, input);
        lists.add(list);
        let before = reused;
        for await (const page of gong.pages(action, input, memoryOf(list))) {
          if (reused > before) await pause();
          before = reused;
          const { records } = page.answer as Counted;
          onPage?.({ number: page.number, rows: page.rows.length, total: records?.totalRecords ?? 0 });
          yield page;
        }
        keepLast();
      },
    },
  };
}

type Counted = { readonly records?: { readonly totalRecords: number } | null };

/** The same list has the same name in every run. */
const listOf = ({ name }: ListAction, input: unknown): string => `${name} ${JSON.stringify(input)}`;
