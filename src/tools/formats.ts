import type { Action } from "../gong/action.ts";
import { toolNameOf } from "./catalogue.ts";
import { compactSchemaOf } from "./compact.ts";
import type { Format } from "./format.ts";
import { inputSchemaOf } from "./input-schema.ts";

/**
 * Actions as definitions of tools. `openai` is the `tools` of chat completions, `anthropic` those of messages,
 * `ai-sdk` an object of `{ description, inputSchema }` to put through `jsonSchema()` and `tool()`, `mcp` the
 * answer of `tools/list`, and `json-schema` one whole schema per action.
 */
export function exportOf(actions: readonly Action[], format: Format): unknown {
  if (format === "mcp") return { tools: actions.map(mcpToolOf) };
  const all = actions.map((action) => ({
    name: toolNameOf(action),
    description: descriptionOf(action),
    schema: inputSchemaOf(action).schema,
  }));
  if (format === "openai") {
    return all.map(({ name, description, schema }) => ({
      type: "function",
      function: { name, description, parameters: schema },
    }));
  }
  if (format === "anthropic") {
    return all.map(({ name, description, schema }) => ({ name, description, input_schema: schema }));
  }
  if (format === "ai-sdk") {
    return Object.fromEntries(
      all.map(({ name, description, schema }) => [name, { description, inputSchema: schema }]),
    );
  }
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  return Object.fromEntries(
    all.map(({ name, description, schema }) => [name, { $schema, title: name, description, ...schema }]),
  );
}

/** One line for a model: what the action does, and that it is on its way out. */
export function descriptionOf(action: Action): string {
  const { deprecated } = action;
  return deprecated === undefined ? action.summary : `Deprecated: ${deprecated}. ${action.summary}`;
}

/** An action as an entry of `tools/list`. */
export function mcpToolOf(action: Action) {
  return {
    name: toolNameOf(action),
    description: descriptionOf(action),
    inputSchema: compactSchemaOf(action),
    annotations: annotationsOf(action),
  };
}

/** Hints for a client's questions to its user, all four always said. */
export function annotationsOf({ effect, retry }: Pick<Action, "effect" | "retry">) {
  return {
    readOnlyHint: effect === "read",
    destructiveHint: effect === "destructive",
    idempotentHint: effect === "read" || retry !== "never",
    openWorldHint: true,
  };
}
