import type { ResultFile, ResultStore } from "./result-store.ts";
import { cellsOf, columnsOf, type Table } from "./table.ts";
import { markUntrusted } from "./untrusted.ts";

/** Characters of JSON that an answer may have: about 8,000 tokens at three characters each. */
const longestAnswer = 24_000;

const longestTable = 23_000;

/** Where all of a result is that was cut. */
export type ResultLink = {
  readonly uri: string;
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
};

export type Collected = {
  /** Every row while they fit, else none. */
  readonly rows: readonly unknown[];
  /** The first rows in short, when they do not fit. */
  readonly table: Table | undefined;
  readonly count: number;
  readonly link: ResultLink | undefined;
};

/** Takes rows one by one; what does not fit into an answer goes to a file, so memory stays flat. */
export function createCollector(store: ResultStore) {
  const rows: string[] = [];
  const cells: (readonly unknown[])[] = [];
  let columns: readonly string[] | undefined;
  let [length, tableLength, count] = [0, 0, 0];
  let file: ResultFile | undefined;

  return {
    async add(raw: unknown): Promise<void> {
      const row = markUntrusted(raw);
      const line = JSON.stringify(row);
      count += 1;
      length += line.length + 1;
      columns ??= columnsOf(row);
      if (tableLength < longestTable) {
        const own = cellsOf(row, columns);
        cells.push(own);
        tableLength += JSON.stringify(own).length + 1;
      }
      if (!file && length > longestAnswer) {
        file = await store.open();
        for (const earlier of rows.splice(0)) await file.write(earlier);
      }
      if (file) await file.write(line);
      else rows.push(line);
    },
    async end(): Promise<Collected> {
      if (!file) {
        return {
          rows: rows.map((line) => JSON.parse(line) as unknown),
          table: undefined,
          count,
          link: undefined,
        };
      }
      const bytes = await file.close();
      const link = { uri: file.uri, path: file.path, bytes, rows: count };
      return { rows: [], table: { columns: columns ?? [], rows: cells }, count, link };
    },
  };
}

/** One answer that is not paged, cut the same way when it is too big: its longest list becomes the table. */
export async function fitted(
  answer: Readonly<Record<string, unknown>>,
  store: ResultStore,
  mark: (value: unknown) => unknown = markUntrusted,
): Promise<{
  readonly structured: Readonly<Record<string, unknown>>;
  readonly link: ResultLink | undefined;
}> {
  const safe = mark(answer) as Readonly<Record<string, unknown>>;
  if (JSON.stringify(safe).length <= longestAnswer) return { structured: safe, link: undefined };
  const lists = Object.entries(safe).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const [list] = lists.toSorted(([, a], [, b]) => JSON.stringify(b).length - JSON.stringify(a).length);
  const file = await store.open();
  const lines = list ? list[1] : [safe];
  for (const each of lines) await file.write(JSON.stringify(each));
  const link = { uri: file.uri, path: file.path, bytes: await file.close(), rows: lines.length };
  const rest = Object.entries(safe).filter(
    ([name, value]) => name !== list?.[0] && JSON.stringify(value ?? null).length < 2000,
  );
  const columns = columnsOf(list?.[1][0]);
  const rows: (readonly unknown[])[] = [];
  let length = 0;
  for (const each of list?.[1] ?? []) {
    const own = cellsOf(each, columns);
    length += JSON.stringify(own).length + 1;
    if (length > longestTable) break;
    rows.push(own);
  }
  return {
    structured: {
      ...Object.fromEntries(rest),
      ...(list ? { [list[0]]: { columns, rows } } : {}),
      ...cutNote(rows.length, link),
    },
    link,
  };
}

/** What a reader of a cut answer must know. */
export function cutNote(shown: number, { uri, path, rows }: ResultLink) {
  return {
    truncated: true,
    shown,
    note:
      `Too big for an answer: ${shown} of ${rows} rows in short; a smaller limit may give whole rows. ` +
      `All of them, a row a line: ${uri} (on the server: ${path})`,
  };
}
