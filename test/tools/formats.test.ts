import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { ownMembers } from "../../src/tools/compact.ts";
import { formats } from "../../src/tools/format.ts";
import { exportOf } from "../../src/tools/formats.ts";
import { inputSchemaOf } from "../../src/tools/input-schema.ts";
import type { JsonSchema } from "../../src/tools/json-schema.ts";

type Definition = { readonly name: string; readonly schema: JsonSchema };

/** The tools of an export, whatever form it has. */
function definitionsOf(format: (typeof formats)[number]): readonly Definition[] {
  const whole = JSON.parse(JSON.stringify(exportOf(actions, format))) as never;
  if (format === "openai") {
    return (whole as { function: { name: string; parameters: JsonSchema } }[]).map((each) => ({
      name: each.function.name,
      schema: each.function.parameters,
    }));
  }
  if (format === "anthropic") {
    return (whole as { name: string; input_schema: JsonSchema }[]).map((each) => ({
      name: each.name,
      schema: each.input_schema,
    }));
  }
  if (format === "mcp") {
    return (whole as { tools: { name: string; inputSchema: JsonSchema }[] }).tools.map((each) => ({
      name: each.name,
      schema: each.inputSchema,
    }));
  }
  return Object.entries(whole as Record<string, JsonSchema>).map(([name, each]) => ({
    name,
    schema: format === "ai-sdk" ? (each.inputSchema as JsonSchema) : each,
  }));
}

/** What some provider refuses, with the whole list of tools for one bad schema. */
function faultsOf({ name, schema }: Definition): readonly string[] {
  const faults: string[] = [];
  const say = (path: string, fault: string): void => void faults.push(`${name} ${path}: ${fault}`);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) say("", "name");
  if (schema.type !== "object") say("", "the root is no object");
  for (const keyword of ["anyOf", "oneOf", "allOf", "not", "enum"]) {
    if (keyword in schema) say("", `${keyword} at the root`);
  }
  const visit = (node: JsonSchema, path: string): void => {
    for (const keyword of ["$ref", "$defs", "definitions", "$id", "oneOf", "allOf", "not"]) {
      if (keyword in node) say(path, keyword);
    }
    if (path !== "" && "$schema" in node) say(path, "$schema");
    const required = node.required ?? [];
    if (new Set(required).size !== required.length) say(path, "required names one twice");
    for (const member of required) {
      if (node.properties && !(member in node.properties))
        say(path, `required names ${member}, which is not there`);
    }
    if (typeof node.pattern === "string" && node.pattern.length > 60) say(path, "a long pattern");
    const named = path.split(".").at(-1) ?? "";
    // Channel 0 or 1 of a recording is called an id and is a number all the same.
    const isId = /(^id$|Ids?$)/.test(named) && node.maximum === undefined;
    if (Array.isArray(node.type)) say(path, "a list of types");
    if (isId && (node.items?.type ?? node.type) !== "string") say(path, "an id that is no text");
    for (const [member, child] of Object.entries(node.properties ?? {})) {
      if (!/^[A-Za-z0-9_.-]{1,64}$/.test(member)) say(path, `property name ${member}`);
      visit(child, path === "" ? member : `${path}.${member}`);
    }
    if (node.items) visit(node.items, `${path}[]`);
    for (const child of node.anyOf ?? []) visit(child, path);
    if (node.type === "array" && !node.items) say(path, "a list without items");
  };
  visit(schema, "");
  return faults;
}

describe.each(formats)("the export for %s", (format) => {
  it("has every action once", () => {
    const names = definitionsOf(format).map(({ name }) => name);

    expect(new Set(names).size).toBe(actions.length);
    expect(names.length).toBe(actions.length);
  });

  it("has no schema that a provider refuses", () => {
    expect(definitionsOf(format).flatMap(faultsOf)).toEqual([]);
  });
});

describe("the lint itself", () => {
  it.each<[string, JsonSchema]>([
    ["a root combinator", { type: "object", anyOf: [] }],
    ["a reference", { type: "object", properties: { a: { $ref: "#/$defs/a" } } }],
    ["a doubled required", { type: "object", properties: { a: {} }, required: ["a", "a"] }],
    ["an id that is a number", { type: "object", properties: { callId: { type: "integer" } } }],
    ["no object", { type: "array", items: {} }],
  ])("finds %s", (_, schema) => {
    expect(faultsOf({ name: "x", schema })).not.toEqual([]);
  });
});

describe("what tools take besides an action's input", () => {
  it.each(actions.map((action) => [action.name, action] as const))(
    "%s has no field of that name",
    (_, action) => {
      const own = Object.keys(ownMembers(action));
      const fields = Object.keys(inputSchemaOf(action).schema.properties);

      expect(fields.filter((field) => own.includes(field))).toEqual([]);
    },
  );
});
