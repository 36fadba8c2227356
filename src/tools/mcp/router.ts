import { ToolError } from "../error.ts";
import type { FlatInput } from "../input.ts";
import type { CallContext, Tool, ToolResult } from "../tool.ts";
import type { Toolbox } from "../toolbox.ts";

type Entry = Pick<Tool, "name" | "description" | "annotations" | "schema"> & {
  readonly call: (input: FlatInput, context: CallContext) => Promise<ToolResult>;
};

const reading = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** Three tools that stand for all: find one, read how it is called, call it. */
export function routerTools(toolbox: Toolbox): readonly Entry[] {
  const isReadOnly = toolbox.open.every(({ annotations }) => annotations.readOnlyHint);
  const areas = [...new Set(toolbox.open.map(({ area }) => area))].toSorted();
  return [
    {
      name: "search",
      description: `Find tools by what you want to know or do. Areas: ${areas.join(", ")}`,
      annotations: reading,
      schema: {
        type: "object",
        properties: { query: { type: "string" }, area: { type: "string" } },
        required: ["query"],
      },
      call: async (input) => {
        const query = textOf(input, "query");
        const area = input.area === undefined ? undefined : textOf(input, "area");
        const found = toolbox.search(query, area);
        return {
          structured: {
            tools: found.map(({ name, description, annotations }) => ({
              name,
              does: description,
              ...(annotations.readOnlyHint ? {} : { changesData: true }),
            })),
            ...(found.length === 0 ? { note: `nothing fits; areas are ${areas.join(", ")}` } : {}),
          },
        };
      },
    },
    {
      name: "describe",
      description: "What a tool takes: JSON Schema of its input, the right it needs, an example",
      annotations: reading,
      schema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
      call: async (input) => {
        const { name, description, fullSchema, details } = toolbox.find(textOf(input, "name"));
        return { structured: { name, does: description, ...details, input: fullSchema } };
      },
    },
    {
      name: "call",
      description: "Call a tool by name with its input, as describe gives it",
      annotations: {
        readOnlyHint: isReadOnly,
        destructiveHint: false,
        idempotentHint: isReadOnly,
        openWorldHint: true,
      },
      schema: {
        type: "object",
        properties: { name: { type: "string" }, input: { type: "object" } },
        required: ["name"],
      },
      call: async (input, context) => {
        const tool = toolbox.find(textOf(input, "name"));
        const own = input.input ?? {};
        if (typeof own === "object" && own !== null && !Array.isArray(own)) {
          return tool.call(own as FlatInput, context);
        }
        throw new ToolError("input", `input: got ${JSON.stringify(own)}, expected an object`);
      },
    },
  ];
}

function textOf(input: FlatInput, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new ToolError("input", `${name}: got ${JSON.stringify(value) ?? "nothing"}, expected text`);
}
