import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { Config, rereadWeeks } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { refuseUnreadable } from "./config-gate.ts";
import { withoutLogin } from "./secrets.ts";

/**
 * Reads the text of a `config.yaml`.
 *
 * @param file its name, for messages
 * @throws {ConfigError} with one line for each fault
 * @example
 * parseConfig("usual: { weeks: 2 }", "config.yaml");
 * // ConfigError: config.yaml:1: usual.weeks: got 2, expected a number from 6 to 52 …
 */
export function parseConfig(text: string, file: string): Config {
  refuseUnreadable(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, intAsBigInt: true });
  const [fault] = document.errors;
  if (fault)
    throw new ConfigError(`${file}:${lines.linePos(fault.pos[0]).line}: ${fault.message.split("\n")[0]}`);

  const plain = plainOf(document, file);
  const parsed = Config.safeParse(plain, { reportInput: true });
  if (parsed.success) return checkedWeeks(parsed.data, file);

  const place = (path: readonly PropertyKey[]): number | null => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  const faults = parsed.error.issues.flatMap(unfolded).map((issue) => ({
    line: place([...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])]) ?? 0,
    text: describe(issue, file, place),
  }));
  throw new ConfigError(
    faults
      .toSorted((a, b) => a.line - b.line)
      .map(({ text: fault }) => fault)
      .join("\n"),
  );
}

/** What every run would need and drop again is asked of Gong every week. */
function checkedWeeks(config: Config, file: string): Config {
  const { history, usual } = config;
  const least = usual.weeks + rereadWeeks;
  if (history.keepWeeks === undefined || history.keepWeeks >= least) return config;
  throw new ConfigError(
    `${file}: history.keepWeeks: got ${history.keepWeeks}, expected at least ${least}: usual.weeks is ${usual.weeks}, and the last ${rereadWeeks} are read again`,
  );
}

type Issue = z.core.$ZodIssue;

/** What is wrong with a recipient, as one of the form that it has: listed by address, or `auto`. */
function unfolded(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union" || issue.message.startsWith("expected")) return [issue];
  const isAuto = typeof issue.input === "object" && issue.input !== null && "auto" in issue.input;
  const inner = issue.errors[isAuto ? 1 : 0] ?? [];
  return inner.map((each): Issue => ({ ...each, path: [...issue.path, ...each.path] }));
}

function describe(
  issue: Issue,
  file: string,
  place: (path: readonly PropertyKey[]) => number | null,
): string {
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .map((key) => {
        const path = [...issue.path, key];
        return `${at(file, place(path))} ${path.join(".")}: no such setting; see config.example.yaml for all of them`;
      })
      .join("\n");
  }
  const got = issue.input === undefined ? "is missing" : `got ${shown(issue)}`;
  const name = issue.path.length === 0 ? "the whole file" : issue.path.join(".");
  return `${at(file, place(issue.path))} ${name}: ${got}, ${expectation(issue)}`;
}

/** Numbers as numbers, but for ids, which are longer than a number holds and stay as they were written. */
function plainOf(document: Document, file: string): unknown {
  const reviver = (_: unknown, value: unknown) => {
    if (typeof value !== "bigint") return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  };
  try {
    return document.toJS({ reviver, maxAliasCount: 50 }) ?? {};
  } catch (error) {
    throw new ConfigError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function expectation(issue: Issue): string {
  if (issue.code === "too_small" || issue.code === "too_big") {
    const least = issue.code === "too_small" && issue.inclusive === false ? "more than" : "at least";
    const bound = issue.code === "too_small" ? `${least} ${issue.minimum}` : `at most ${issue.maximum}`;
    return issue.message.startsWith("expected") ? issue.message : `expected ${bound}`;
  }
  const text = issue.message.replace(/^Invalid (input|option): /, "").replace(/, received .*$/, "");
  return /^(expected|holds)/.test(text) ? text : `expected ${text}`;
}

const at = (file: string, line: number | null): string => (line === null ? `${file}:` : `${file}:${line}:`);

/** The value as it was written, but for what must not be seen. */
function shown({ path, input }: Issue): string {
  return /^ping/.test(String(path.at(-1))) ? "a value that is none" : JSON.stringify(masked(input));
}

function masked(input: unknown): unknown {
  return typeof input === "string" ? withoutLogin(input) : input;
}
