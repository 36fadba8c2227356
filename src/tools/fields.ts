import type { Action } from "../gong/action.ts";
import { didYouMean } from "../nearest.ts";
import { ToolError } from "./error.ts";
import type { FlatInput } from "./input.ts";
import { inputSchemaOf } from "./input-schema.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * Input from words of a command line, `--key value` or `--key=value`.
 *
 * A key is a path (`--filter.fromDate`), or the last name alone where only one field has it (`--fromDate`,
 * `--from-date`). Lists take commas or the same key again; whole objects take JSON, a file its path; a key alone
 * means true.
 *
 * @throws {ToolError} `input` for a key that no field has, or a value of another kind
 * @example
 * fieldsOf(activityTotals, ["--from-date", "2026-11-09", "--userIds", "1,2"]);
 * // => { filter: { fromDate: "2026-11-09", userIds: ["1", "2"] } }
 */
export function fieldsOf(action: Action, words: readonly string[]): FlatInput {
  const places = placesOf(inputSchemaOf(action).schema);
  const input: Record<string, unknown> = {};
  for (const [key, text] of pairsOf(words)) {
    const place = placeFor(key, places);
    const { path, node } = isFileName(place, text) ? placeFor("file.path", places) : place;
    put(input, path, fieldValue(key, text, node));
  }
  return input;
}

/** `--file calls.ldjson` for `--file.path calls.ldjson`. */
const isFileName = ({ path, node }: Place, text: string | undefined): boolean =>
  path.join() === "file" && node.properties?.path !== undefined && !/^\s*\{/.test(text ?? "");

type Place = { readonly path: readonly string[]; readonly node: JsonSchema };

function placesOf(schema: JsonSchema, above: readonly string[] = []): readonly Place[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, node]) => {
    const path = [...above, name];
    return [{ path, node }, ...placesOf(node, path)];
  });
}

function pairsOf(words: readonly string[]): readonly (readonly [string, string | undefined])[] {
  const pairs: (readonly [string, string | undefined])[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("--") || word.length < 3) {
      throw new ToolError("input", `${JSON.stringify(word)} belongs to no field; expected --key value`);
    }
    const [key = "", ...rest] = word.slice(2).split("=");
    const next = words[at + 1];
    if (rest.length > 0) pairs.push([key, rest.join("=")]);
    else if (next === undefined || next.startsWith("--")) pairs.push([key, undefined]);
    else {
      pairs.push([key, next]);
      at += 1;
    }
  }
  return pairs;
}

function placeFor(key: string, places: readonly Place[]): Place {
  const wanted = plain(key);
  const full = places.filter(({ path }) => plain(path.join(".")) === wanted);
  const last = places.filter(({ path }) => plain(path.at(-1) ?? "") === wanted);
  const found = full.length > 0 ? full : last;
  const names = found.map(({ path }) => path.join("."));
  const [place] = found;
  if (place && found.length === 1) return place;
  if (found.length > 1) {
    throw new ToolError(
      "input",
      `--${key}: several fields have this name, expected --${names.join(" or --")}`,
    );
  }
  const all = places.map(({ path }) => path.join("."));
  const has = all.length === 0 ? "the action takes no input" : `expected one of ${all.join(", ")}`;
  throw new ToolError("input", `--${key}: no such field; ${has}.${didYouMean(key, all)}`);
}

const plain = (key: string): string => key.toLowerCase().replace(/[-_]/g, "");

function fieldValue(key: string, text: string | undefined, node: JsonSchema): unknown {
  const refuse = (expected: string): never => {
    throw new ToolError("input", `--${key}: got ${JSON.stringify(text ?? "nothing")}, expected ${expected}`);
  };
  if (node.type === "boolean") {
    if (text === undefined || text === "true") return true;
    return text === "false" ? false : refuse("true or false");
  }
  if (text === undefined) return refuse("a value");
  if (node.type === "integer" || node.type === "number") {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : refuse("a number");
  }
  const isWhole = node.type === "object" || /^\s*[[{]/.test(text);
  if (node.type === "array" && !isWhole && node.items?.type !== "object") {
    return text.split(",").map((part) => fieldValue(key, part.trim(), node.items ?? {}));
  }
  if (node.type !== "object" && node.type !== "array") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return refuse("JSON");
  }
}

function put(input: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = "", ...rest] = path;
  const there = input[name];
  if (rest.length > 0) {
    const inner = (typeof there === "object" && there !== null ? there : {}) as Record<string, unknown>;
    input[name] = inner;
    put(inner, rest, value);
  } else input[name] = Array.isArray(there) && Array.isArray(value) ? [...there, ...value] : value;
}
