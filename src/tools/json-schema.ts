import { z } from "zod";

/** As much of JSON Schema (2020-12) as our inputs need. */
export type JsonSchema = {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly [keyword: string]: unknown;
};

/**
 * A zod schema as JSON Schema, as its caller writes the input.
 *
 * What zod adds for its own use goes: the `$schema` address, bounds of a safe integer, and the patterns behind
 * formats, of which the one for an address alone has 120 characters. Ids are text throughout: a client that
 * sees `integer` sends digits that JavaScript cannot hold. That null may stand for nothing goes, too: leaving a
 * member out says the same, and some providers refuse a list of types.
 *
 * @example
 * jsonSchemaOf(z.strictObject({ id: Id })); // => { type: "object", properties: { id: { type: "string" } }, … }
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...plain } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return simplified(plain as JsonSchema);
}

function simplified(whole: JsonSchema): JsonSchema {
  const node = withoutNull(whole);
  const choices = node.anyOf?.map(simplified);
  const types = new Set(choices?.map(({ type }) => type));
  if (choices && types.size === 2 && types.has("string") && (types.has("integer") || types.has("number"))) {
    const { anyOf: _, ...rest } = node;
    return { type: "string", ...rest };
  }
  const { pattern, minLength, minimum, maximum, examples: _, ...rest } = node;
  const keptPattern = pattern !== undefined && node.format === undefined ? { pattern } : {};
  const keptLength = typeof minLength === "number" && minLength > 1 ? { minLength } : {};
  return {
    ...rest,
    ...keptPattern,
    ...keptLength,
    ...(isSafeBound(minimum) ? {} : { minimum }),
    ...(isSafeBound(maximum) ? {} : { maximum }),
    ...(choices ? { anyOf: choices } : {}),
    ...(node.items ? { items: simplified(node.items) } : {}),
    ...(node.properties
      ? {
          properties: Object.fromEntries(
            Object.entries(node.properties).map(([name, member]) => [name, simplified(member)]),
          ),
        }
      : {}),
    ...(typeof node.additionalProperties === "object"
      ? { additionalProperties: simplified(node.additionalProperties) }
      : {}),
  };
}

function withoutNull(node: JsonSchema): JsonSchema {
  const { anyOf, type, ...rest } = node;
  const types: readonly unknown[] = Array.isArray(type) ? type.filter((each) => each !== "null") : [type];
  const [only] = types;
  const own = { ...rest, ...(types.length === 1 && typeof only === "string" ? { type: only } : {}) };
  if (!anyOf) return types.length > 1 ? node : own;
  const choices = anyOf.filter((choice) => choice.type !== "null");
  const [choice] = choices;
  return choices.length === 1 ? { ...own, ...choice } : { ...own, anyOf: choices };
}

const isSafeBound = (bound: unknown): boolean =>
  bound === undefined || bound === Number.MAX_SAFE_INTEGER || bound === Number.MIN_SAFE_INTEGER;

/** What stands at a path of the schema; list places are skipped over. */
export function memberAt(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let node: JsonSchema | undefined = schema;
  for (const name of path) node = /^\d+$/.test(name) ? node?.items : node?.properties?.[name];
  return node;
}
