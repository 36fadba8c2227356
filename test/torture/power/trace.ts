import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** One thing that happened to the history's files, or a step that the workload says is done. */
export type DiskEvent =
  | { readonly kind: "write"; readonly file: string; readonly offset: number | "end"; readonly data: Buffer }
  | { readonly kind: "truncate"; readonly file: string; readonly length: number }
  | { readonly kind: "sync" | "unlink"; readonly file: string }
  | { readonly kind: "told"; readonly fact: Fact };

/** What the workload says is done, so that it must be there whatever happens after. */
export type Fact =
  | { readonly what: "opened" | "closed" }
  | { readonly what: "week"; readonly week: string; readonly values: number }
  | { readonly what: "stored"; readonly messages: number }
  | { readonly what: "state"; readonly id: number; readonly state: string; readonly messageId?: string }
  | { readonly what: "settled"; readonly week: string };

/** Options for strace under which `readTrace` understands what it writes. */
export const straceOptions: readonly string[] = [
  "-f",
  "-qq",
  "-y",
  "-xx",
  "-s",
  "1000000",
  "-e",
  "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink",
];

/**
 * Reads what strace wrote: only what happened to the history, its journal and its witness, in order, and the steps told
 * on stdout. Shared memory and the lock hold nothing that a restart needs.
 *
 * @param history path of the history
 */
export function readTrace(file: string, history: string): readonly DiskEvent[] {
  const wanted = new Map(
    ["", "-wal", "-journal", ".told"].map((end) => [`${history}${end}`, basename(history) + end]),
  );
  return wholeLines(readFileSync(file, "latin1")).flatMap((line): DiskEvent[] => {
    const call = /^(\w+)\((.*)\)\s+= (-?\d+)/s.exec(line);
    if (call === null || Number(call[3]) < 0) return [];
    const [, name, args = ""] = call;
    if (name === "unlink") {
      const target = wanted.get(bytesOf(args).toString());
      return target === undefined ? [] : [{ kind: "unlink", file: target }];
    }
    const [, descriptor, path = "", rest = ""] = /^(\d+)<([^>]*)>(.*)$/s.exec(args) ?? [];
    if (name === "write" && descriptor === "1") {
      // The processes that tsx starts have a stdout of their own.
      const lines = bytesOf(rest)
        .toString()
        .split("\n")
        .filter((text) => text.startsWith('{"what":'));
      return lines.map((text) => ({ kind: "told", fact: JSON.parse(text) as Fact }));
    }
    const target = wanted.get(bytesOf(`"${path}"`).toString());
    if (target === undefined) return [];
    if (name === "fsync" || name === "fdatasync") return [{ kind: "sync", file: target }];
    if (name === "ftruncate") return [{ kind: "truncate", file: target, length: numbersOf(rest)[0] ?? 0 }];
    const [length = 0, offset] = numbersOf(rest);
    const data = bytesOf(rest).subarray(0, length);
    return [{ kind: "write", file: target, offset: name === "write" ? "end" : (offset ?? 0), data }];
  });
}

/** Calls that another thread interrupted come in two pieces. */
function wholeLines(text: string): readonly string[] {
  const open = new Map<string, string>();
  return text.split("\n").flatMap((line) => {
    const [, pid = "", rest = ""] = /^(\d+)\s+(.*)$/s.exec(line) ?? [];
    if (rest.endsWith("<unfinished ...>")) {
      open.set(pid, rest.slice(0, -"<unfinished ...>".length));
      return [];
    }
    const [, end] = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest) ?? [];
    return [end === undefined ? rest : `${open.get(pid) ?? ""}${end}`];
  });
}

/** The first quoted text, of which every byte may be written as `\x2f`. */
function bytesOf(args: string): Buffer {
  const quoted = /"([^"]*)"/.exec(args)?.[1] ?? "";
  return Buffer.from(
    quoted.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** The numbers behind the quoted text. */
const numbersOf = (rest: string): readonly number[] =>
  [...rest.replace(/"[^"]*"/, "").matchAll(/\d+/g)].map(([digits]) => Number(digits));
