import { once } from "node:events";
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { ToolError } from "./error.ts";

/** A file with what did not fit into an answer, one JSON value a line. */
export type ResultFile = {
  readonly uri: string;
  readonly path: string;
  write(line: string): Promise<void>;
  close(): Promise<number>;
};

export type ResultStore = {
  open(): Promise<ResultFile>;
  /** @throws {ToolError} `unknown` when there is no such file */
  read(uri: string): Promise<{ readonly text: string; readonly next: string | undefined }>;
};

export const resultTemplate = "gong-digest://results/{file}{?line,part}";

const keptMs = 86_400_000;

/** Characters that one reading of a file gives. */
const longestReading = 100_000;

/**
 * Files for results that are too big, in a folder that nobody else may read.
 *
 * @param newId a name that was not there before
 * @param now what is older than a day by it is removed whenever a file is opened
 */
export function createResultStore(folder: string, newId: () => string, now: () => Date): ResultStore {
  return {
    async open() {
      removeResultsBefore(folder, new Date(now().getTime() - keptMs));
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const name = `${newId()}.jsonl`;
      const path = join(folder, name);
      const stream = createWriteStream(path, { mode: 0o600, flags: "wx" });
      await once(stream, "open");
      return {
        uri: `gong-digest://results/${name}`,
        path,
        async write(line) {
          if (!stream.write(`${line}\n`)) await once(stream, "drain");
        },
        async close() {
          await finished(stream.end());
          return stream.bytesWritten;
        },
      };
    },
    read: (uri) => readLines(folder, uri),
  };
}

/** Results are copies of customers' words; they do not stay. */
export function removeResultsBefore(folder: string, moment: Date): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    // no folder, so nothing to remove
    return;
  }
  for (const name of names.filter((each) => each.endsWith(".jsonl"))) {
    const path = join(folder, name);
    if (statSync(path).mtime < moment) rmSync(path, { force: true });
  }
}

async function readLines(folder: string, uri: string) {
  const [, name, line = "1", part = "1"] =
    /^gong-digest:\/\/results\/([\w-]+\.jsonl)(?:\?line=(\d+)(?:&part=(\d+))?)?$/.exec(uri) ?? [];
  if (name === undefined) throw noResult(uri);
  const stream = createReadStream(join(folder, name), "utf8");
  try {
    await once(stream, "open");
  } catch {
    throw noResult(uri);
  }
  const first = Math.max(1, Number(line));
  const kept: string[] = [];
  let [number, length, next] = [0, 0, undefined as string | undefined];
  for await (const each of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (number < first) continue;
    if (kept.length > 0 && length + each.length > longestReading) {
      next = `gong-digest://results/${name}?line=${number}`;
      break;
    }
    if (each.length > longestReading) {
      // A row that is longer than a reading comes in parts, to be put together again.
      const from = number === first ? Math.max(1, Number(part)) : 1;
      kept.push(partOf(each, from));
      next =
        cutBefore(each, from) < each.length
          ? `gong-digest://results/${name}?line=${number}&part=${from + 1}`
          : `gong-digest://results/${name}?line=${number + 1}`;
      break;
    }
    kept.push(each);
    length += each.length;
  }
  stream.destroy();
  return { text: kept.join("\n"), next };
}

/**
 * One part of a row. What somebody said is between marks in each part of it; put together, the parts are JSON with
 * the same text and these marks in it.
 */
function partOf(row: string, part: number): string {
  const [start, end] = [part === 1 ? 0 : cutBefore(row, part - 1), cutBefore(row, part)];
  const isOpen = (place: number): boolean => {
    const before = row.slice(0, place);
    return before.lastIndexOf("<untrusted>") > before.lastIndexOf("</untrusted>");
  };
  return `${isOpen(start) ? "<untrusted>" : ""}${row.slice(start, end)}${isOpen(end) ? "</untrusted>" : ""}`;
}

/** Where a part ends: never within a mark, an escape of JSON or a letter of two halves. */
function cutBefore(row: string, part: number): number {
  const place = part * longestReading;
  if (place >= row.length) return row.length;
  const broken = /(?:<\/?\w{0,9}|\\u?[0-9a-f]{0,3}|[\ud800-\udbff])$/i.exec(row.slice(place - 12, place));
  return place - (broken?.[0].length ?? 0);
}

const noResult = (uri: string): ToolError =>
  new ToolError("unknown", `${uri}: no such result; results are kept for a day, so make the call again`);
