import type { Action } from "../gong/action.ts";
import { exampleOf } from "./example.ts";
import { inputSchemaOf } from "./input-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isList } from "./pages.ts";

const retryText = {
  safe: "may be repeated at any time",
  key: "may be repeated with the same key of yours",
  never: "never repeated by itself",
} as const;

/** What there is to know before calling an action, as text. */
export function actionText(action: Action): string {
  const { slug, aliases = [], deprecated, cost } = action;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["route", action.route],
    ["scope", action.scope],
    ["effect", `${action.effect}; ${retryText[action.retry]}`],
    ["cost", cost === undefined ? undefined : "AI credits of the company; needs tools.paid: on"],
    ["paged", isList(action) ? `by ${action.rows}; --all reads every page` : undefined],
    ["also as", [slug, ...aliases].filter((name) => name !== undefined).join(", ") || undefined],
  ];
  const lines = [
    `${action.name}${deprecated === undefined ? "" : " (deprecated)"}`,
    action.summary,
    ...(deprecated === undefined ? [] : [`Deprecated: ${deprecated}`]),
    "",
    ...facts.flatMap(([label, value]) => (value === undefined ? [] : [`${label.padEnd(8)} ${value}`])),
    "",
    "Input",
    ...indented(schemaLines(inputSchemaOf(action).schema)),
    "",
    "Example",
    `  ${commandOf(action)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The command line that calls an action with its example. */
export function commandOf(action: Action): string {
  const input = JSON.stringify(exampleOf(action));
  return `gong-digest tools call ${action.name}${input === "{}" ? "" : ` --input '${input}'`}`;
}

/**
 * The members of a schema, a line each, members of members further in; a star marks what must be given.
 *
 * @example
 * schemaLines(schema); // => ["filter* object", "  fromDate* date", "  userIds list of text"]
 */
export function schemaLines(schema: JsonSchema): readonly string[] {
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return ["none"];
  const required = new Set(schema.required);
  return members.flatMap(([name, member]) => {
    const note = member.description === undefined ? "" : `: ${member.description}`;
    const inner = member.properties ? member : member.items?.properties ? member.items : undefined;
    return [
      `${name}${required.has(name) ? "*" : ""} ${typeText(member)}${note}`,
      ...(inner ? indented(schemaLines(inner)) : []),
    ];
  });
}

/** The kind of value that a schema takes, in a few words. */
export function typeText(node: JsonSchema): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return node.enum.map(String).join(" | ");
  if (node.anyOf) return [...new Set(node.anyOf.map(typeText))].join(" or ");
  if (node.type === "array") {
    const most = node.maxItems === undefined ? "" : `, at most ${node.maxItems}`;
    return `list of ${typeText(node.items ?? {})}${most}`;
  }
  if (node.type === "boolean") return "true | false";
  if (node.format === "date") return "date (2026-11-09)";
  if (node.format === "date-time") return "time with offset (2026-11-09T09:00:00Z)";
  if (node.type === "string") return node.format ?? "text";
  return node.type ?? "anything";
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
