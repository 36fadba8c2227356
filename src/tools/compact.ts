import type { Action } from "../gong/action.ts";
import { type InputSchema, inputSchemaOf } from "./input-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isList } from "./pages.ts";

/** Length of a schema, as JSON, that a list of tools may spend on one action; about a quarter of it in tokens. */
const longestSchema = 400;

const longestNote = 180;

/**
 * An action's input for a model, as short as it can be said: what is long is one `object` with the names of
 * its members in a line, and whoever needs all of it asks for the description. Where a body is long because it
 * has many members, those that may be left out are `body`.
 */
export function compactSchemaOf(action: Action): JsonSchema {
  return compacted(inputSchemaOf(action), ownMembers(action));
}

export function compacted(
  { schema, placeOf }: InputSchema,
  own: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const required = new Set(schema.required);
  let properties = bare(schema).properties ?? {};
  while (length(properties) > longestSchema) {
    const [longest] = Object.entries(properties)
      .filter(([, member]) => innerOf(member) !== undefined)
      .toSorted(([, a], [, b]) => length(b) - length(a));
    if (!longest) break;
    const [name, member] = longest;
    properties = { ...properties, [name]: folded(member) };
  }
  if (length(properties) > longestSchema) properties = withoutNotes(properties);
  if (length(properties) > longestSchema) {
    const isKept = (name: string): boolean => required.has(name) || placeOf.get(name) !== "body";
    const entries = Object.entries(properties);
    const others = entries.flatMap(([name]) => (isKept(name) ? [] : [name]));
    const body = { type: "object", description: cut(`also: ${others.join(", ")}`) };
    properties = Object.fromEntries(entries.filter(([name]) => isKept(name)));
    if (others.length > 0) properties = { ...properties, body };
  }
  return {
    type: "object",
    properties: { ...properties, ...own },
    ...(schema.required ? { required: schema.required } : {}),
  };
}

/** What a tool takes besides the action's own input. */
export function ownMembers(action: Action): Readonly<Record<string, JsonSchema>> {
  if (action.effect !== "read") return { dryRun: { type: "boolean" } };
  return isList(action) ? { limit: { type: "integer" }, all: { type: "boolean" } } : {};
}

/** Without what a model can do without: that nothing else may be given, and where a cursor comes from. */
function bare(node: JsonSchema, name = ""): JsonSchema {
  const { additionalProperties, description, maxItems: _, ...rest } = node;
  const isOpen = typeof additionalProperties === "object" || node.properties === undefined;
  return {
    ...rest,
    ...(description === undefined || name === "cursor" ? {} : { description: cut(description) }),
    ...(node.items ? { items: bare(node.items) } : {}),
    ...(node.properties
      ? {
          properties: Object.fromEntries(
            Object.entries(node.properties).map(([own, member]) => [own, bare(member, own)]),
          ),
        }
      : {}),
    ...(isOpen && additionalProperties !== undefined && additionalProperties !== false
      ? { additionalProperties }
      : {}),
  };
}

/** `fromDate* date, userIds list`: names, a star for what must be given, the kind where it is not text. */
function folded(member: JsonSchema): JsonSchema {
  const inner = innerOf(member);
  const required = new Set(inner?.required);
  const members = Object.entries(inner?.properties ?? {}).toSorted(
    ([a], [b]) => Number(required.has(b)) - Number(required.has(a)),
  );
  const note = members
    .map(([name, own]) => `${name}${required.has(name) ? "*" : ""}${kindOf(own)}`)
    .join(", ");
  return {
    type: member.type ?? "object",
    ...(member.items ? { items: { type: "object" } } : {}),
    description: cut(note),
  };
}

/** Names say most of it; what stands for folded members stays. */
function withoutNotes(
  properties: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { description, ...member }]) => {
      const isFolded = member.type === "object" || member.items?.type === "object";
      return [name, isFolded && description !== undefined ? { ...member, description } : member];
    }),
  );
}

const innerOf = (member: JsonSchema): JsonSchema | undefined =>
  [member, member.items].find((node) => node?.properties !== undefined);

function kindOf({ type, format, enum: choices }: JsonSchema): string {
  if (choices) return ` ${choices.join("|")}`;
  if (format === "date" || format === "date-time") return ` ${format}`;
  return type === "array" ? " list" : "";
}

function cut(text: string): string {
  return text.length <= longestNote ? text : `${text.slice(0, longestNote - 1).replace(/,? [^ ]*$/, "")} …`;
}

const length = (value: unknown): number => JSON.stringify(value).length;
