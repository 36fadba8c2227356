import type { Action } from "../gong/action.ts";
import type { FlatInput } from "./input.ts";
import { inputSchemaOf } from "./input-schema.ts";

/**
 * What a destructive call is about: the first id or address of its input, in the order of its fields. A person
 * types it again before anything is sent.
 */
export function targetOf(action: Action, input: FlatInput): string | undefined {
  const names = Object.keys(inputSchemaOf(action).schema.properties).filter((name) => !/^client/.test(name));
  return names.map((name) => firstText(input[name])).find((text) => text !== undefined);
}

function firstText(value: unknown): string | undefined {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.values(value)
    .map(firstText)
    .find((text) => text !== undefined);
}
