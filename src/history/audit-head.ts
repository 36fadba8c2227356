import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";

/** A row's number and hash, as the file beside the log has them. */
export type Mark = { readonly sequence: number; readonly hash: string };

/**
 * What the file says: rows that were about to be written, and rows that were. A chain cannot tell by itself that its
 * end was cut off; this file can.
 */
export type Head = {
  readonly exists: boolean;
  readonly announced: readonly Mark[];
  readonly confirmed: readonly Mark[];
};

export const headFile = (path: string): string => `${path}.head`;

/** Called with the log's write lock held, before the row is committed. */
export function announce(path: string, mark: Mark, durable: boolean): void {
  append(headFile(path), `p ${mark.sequence} ${mark.hash}\n`, durable);
}

/** Called after the row is committed. */
export function confirm(path: string, mark: Mark): void {
  append(headFile(path), `c ${mark.sequence} ${mark.hash}\n`, false);
}

export function readHead(path: string): Head {
  const file = headFile(path);
  if (!existsSync(file)) return { exists: false, announced: [], confirmed: [] };
  const lines = readFileSync(file, "utf8").split("\n");
  const marks = (letter: string): readonly Mark[] =>
    lines.flatMap((line) => {
      const [first, sequence, hash] = line.split(" ");
      return first === letter && sequence && hash ? [{ sequence: Number(sequence), hash }] : [];
    });
  return { exists: true, announced: marks("p"), confirmed: marks("c") };
}

const longestHead = 256 * 1024;

export function isLongHead(path: string): boolean {
  return (statSync(headFile(path), { throwIfNoEntry: false })?.size ?? 0) > longestHead;
}

/** Called with the write lock held: a line that another process adds to the file of before is about a row in `marks`. */
export function rewriteHead(path: string, marks: readonly Mark[]): void {
  const file = headFile(path);
  const fresh = `${file}.new`;
  const handle = openSync(fresh, "w", 0o600);
  try {
    writeSync(handle, marks.map(({ sequence, hash }) => `c ${sequence} ${hash}\n`).join(""));
    fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}

/** One write of one short line, which other processes' lines cannot run into. */
function append(file: string, line: string, durable: boolean): void {
  const handle = openSync(file, "a", 0o600);
  try {
    if (writeSync(handle, line) !== line.length)
      throw new Error(`${file}: the disk took only a part of a line`);
    if (durable) fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
