import type { z } from "zod";
import type { Action, InputOf } from "../gong/action.ts";
import { didYouMean } from "../nearest.ts";
import { ToolError } from "./error.ts";
import { inputSchemaOf, type Part } from "./input-schema.ts";
import { type JsonSchema, memberAt } from "./json-schema.ts";
import { typeText } from "./show.ts";

/** A flat input, as a person or a model writes it. */
export type FlatInput = Readonly<Record<string, unknown>>;

/**
 * A flat input put into path, query and body, and checked against the action.
 *
 * A whole body may also be given as `body`; single members win over it.
 *
 * @throws {ToolError} `input`, a line for each fault with the field, what it is and the rule
 * @example
 * inputOf(userSettingsHistory, { id: "7782342274025937895" }); // => { path: { id: "7782342274025937895" } }
 */
export function inputOf(action: Action, flat: FlatInput): InputOf<Action> {
  const { placeOf, schema } = inputSchemaOf(action);
  const given: { [Name in Part | "file"]?: unknown } = {};
  const faults: string[] = [];
  if ("body" in flat && action.body && placeOf.get("body") !== "body") given.body = flat.body;
  for (const [name, value] of Object.entries(flat)) {
    const place = placeOf.get(name);
    if (value === undefined || (name === "body" && "body" in given)) continue;
    if (place === "file") given.file = value;
    else if (place === "path" || place === "query" || place === "body") {
      given[place] = { ...(given[place] as object | undefined), [name]: value };
    } else faults.push(unknownField(name, schema));
  }
  for (const part of ["path", "query", "body"] as const) {
    const zod = action[part] as z.ZodType | undefined;
    const result = zod?.safeParse(given[part] ?? {}, { reportInput: true });
    if (!result || result.success) continue;
    const prefix = part === "body" && placeOf.get("body") === "whole body" ? ["body"] : [];
    faults.push(...result.error.issues.flatMap((issue) => faultsOf(issue, prefix, schema)));
  }
  if (placeOf.get("file") === "file") faults.push(...fileFaults(given.file, schema));
  if (faults.length === 0) return given as InputOf<Action>;
  throw new ToolError("input", `${action.name}: nothing was sent.\n${faults.join("\n")}`);
}

/** Streams are handed in by programs, which know what they do. */
function fileFaults(file: unknown, schema: JsonSchema): readonly string[] {
  if (typeof file !== "object" || file === null) {
    return [`file: ${file === undefined ? "is missing" : `got ${shown(file)}`}, expected { path }`];
  }
  const { path, deletes, ...rest } = file as FlatInput;
  const node = memberAt(schema, ["file"]);
  const known = Object.keys(node?.properties ?? {});
  return [
    ...(typeof path === "string" && path !== "" ? [] : ["file.path: expected the path of a file"]),
    ...(deletes === undefined || (typeof deletes === "boolean" && known.includes("deletes"))
      ? []
      : [
          `file.deletes: got ${shown(deletes)}, expected ${known.includes("deletes") ? "true | false" : "none"}`,
        ]),
    ...Object.keys(rest).map((name) => `file.${name}: no such field; expected ${known.join(", ")}.`),
  ];
}

function unknownField(name: string, schema: JsonSchema): string {
  const names = Object.keys(schema.properties ?? {});
  const has = names.length === 0 ? "it takes no input" : `it has ${names.join(", ")}`;
  return `${name}: no such field; ${has}.${didYouMean(name, names)}`;
}

function faultsOf(issue: z.core.$ZodIssue, prefix: readonly string[], schema: JsonSchema): string[] {
  const path = [...prefix, ...issue.path.map(String)];
  if (issue.code === "unrecognized_keys") {
    const names = Object.keys(memberAt(schema, path)?.properties ?? {});
    return issue.keys.map(
      (key) =>
        `${[...path, key].join(".")}: no such field; expected ${names.join(", ")}.${didYouMean(key, names)}`,
    );
  }
  const got = issue.input === undefined ? "is missing" : `got ${shown(issue.input)}`;
  const node = memberAt(schema, path);
  return [`${path.join(".") || "body"}: ${got}, ${ruleOf(issue, node)}`];
}

/** The rule in the schema's own words, else in ours; zod's names of types say little to a reader. */
function ruleOf({ message }: z.core.$ZodIssue, node: JsonSchema | undefined): string {
  const [own] = /expected .*/.exec(message.replace(/, received .*$/, "")) ?? [];
  const isOurs = own !== undefined && !message.startsWith("Invalid input");
  if (isOurs || node === undefined) return own ?? `expected ${message}`;
  return `expected ${typeText(node)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
