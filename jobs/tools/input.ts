import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { Action } from "../../src/gong/action.ts";
import { parseJson } from "../../src/gong/json.ts";
import { ToolError } from "../../src/tools/error.ts";
import { fieldsOf } from "../../src/tools/fields.ts";
import type { FlatInput } from "../../src/tools/input.ts";
import { merged } from "../../src/tools/merge.ts";

/**
 * The input of a call: JSON from the option itself, from a file (`@input.json`) or from stdin (`-`), and over it
 * what stands on the command line as `--key value`.
 */
export async function readInput(
  action: Action,
  option: string | undefined,
  words: readonly string[],
): Promise<FlatInput> {
  const base = option === undefined ? {} : parsed(await source(option));
  return merged(base, fieldsOf(action, words));
}

async function source(option: string): Promise<string> {
  if (option === "-") return text(process.stdin);
  if (!option.startsWith("@")) return option;
  try {
    return readFileSync(option.slice(1), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ToolError("input", `--input: ${option.slice(1)} cannot be read (${code})`);
  }
}

/** Ids beyond 2^53 that stand there as numbers keep their digits. */
function parsed(json: string): FlatInput {
  let value: unknown;
  try {
    value = parseJson(json);
  } catch (error) {
    throw new ToolError(
      "input",
      `--input: no JSON (${(error as Error).message}); expected an object, @FILE or -`,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as FlatInput;
  throw new ToolError("input", "--input: expected an object like '{\"filter\":{}}'");
}
