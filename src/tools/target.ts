import type { Action } from "../gong/action.ts";
import type { FlatInput } from "./input.ts";
import { inputSchemaOf } from "./input-schema.ts";

/** The id or address that a destructive call is about, and how many more like it. */
export type Target = { readonly text: string; readonly more: number };

/**
 * What a destructive call is about: the first id or address of its input, in the order of its fields. A person
 * types it again before anything is sent.
 */
export function targetOf(action: Action, input: FlatInput): Target | undefined {
  const names = Object.keys(inputSchemaOf(action).schema.properties).filter((name) => !/^client/.test(name));
  for (const name of names) {
    const [text, ...more] = textsOf(input[name]);
    if (text !== undefined) return { text, more: Array.isArray(input[name]) ? more.length : 0 };
  }
  return undefined;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
