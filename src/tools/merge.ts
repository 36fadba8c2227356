import type { FlatInput } from "./input.ts";

/** Two inputs in one, objects member by member; what stands in `over` wins. */
export function merged(under: FlatInput, over: FlatInput): FlatInput {
  const both: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const there = both[name];
    both[name] = isObject(there) && isObject(value) ? merged(there, value) : value;
  }
  return both;
}

const isObject = (value: unknown): value is FlatInput =>
  typeof value === "object" && value !== null && !Array.isArray(value);
