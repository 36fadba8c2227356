import type { Action } from "../gong/action.ts";
import type { FlatInput } from "./input.ts";
import { inputSchemaOf } from "./input-schema.ts";
import { type JsonSchema, memberAt } from "./json-schema.ts";

/** Values that look like what a field of this name holds. Ids are made up. */
const byName: readonly (readonly [RegExp, unknown])[] = [
  [/e-?mail|address/i, "ana@example.com"],
  [/phone/i, "+14155550123"],
  [/url$/i, "https://example.com/page"],
  [/^from|start|timestamp|actualStart/i, "2026-11-09T09:00:00Z"],
  [/^to|end/i, "2026-11-16T09:00:00Z"],
  [/^client/, "import-2026-11-16-1"],
  [/^body$/, "0015400000AbCdE"],
  [/ids?$|user$/i, "7782342274025937895"],
  [/^system|system$/i, "web shop"],
  [/origin$/i, "https://mail.example.com"],
  [/^eventType$/, "web visit"],
  [/name$/i, "Weekly review"],
  [/title$/i, "Price list"],
  [/question/i, "What does the customer want next?"],
];

/** What to fill first where nothing must be given. */
const rank = (name: string): number => (/^userIds?$/.test(name) ? 2 : /(^id|Ids?)$/.test(name) ? 1 : 0);

const days: Readonly<Record<string, string>> = { from: "2026-11-09", to: "2026-11-16" };

/**
 * The least input that an action takes, made up from its schema. Where every member of a filter may be left
 * out, a span of time or an id is put in, so that the example does not ask for everything.
 */
export function exampleOf(action: Action): FlatInput {
  const { schema } = inputSchemaOf(action);
  const example = objectExample(schema, true);
  if (action.upload)
    example.file = { path: action.upload.kind === "ldjson" ? "accounts.ldjson" : "call.mp3" };
  for (const path of missing(action, example)) fill(example, path, schema);
  if (action.effect !== "read") giveBody(action, example, schema);
  return example;
}

/** A change with an empty body would change everything to nothing; some of its members show what is meant. */
function giveBody(action: Action, example: FlatInput, schema: JsonSchema): void {
  const { placeOf } = inputSchemaOf(action);
  const members = Object.entries(schema.properties ?? {}).filter(([name]) => placeOf.get(name) === "body");
  if (members.some(([name]) => name in example)) return;
  const some = members.slice(0, 2).map(([name, member]) => [name, valueExample(name, member)]);
  Object.assign(example, Object.fromEntries(some));
}

/** Places that may be empty by the schema and not by a rule on top of it, as where one of two must be given. */
function missing(action: Action, example: FlatInput): readonly (readonly string[])[] {
  return (["path", "query", "body"] as const).flatMap((part) => {
    const { placeOf } = inputSchemaOf(action);
    const isWhole = part === "body" && placeOf.get("body") === "whole body";
    const own = Object.fromEntries(Object.entries(example).filter(([name]) => placeOf.get(name) === part));
    const result = action[part]?.safeParse(isWhole ? example.body : own);
    const issues = result?.error?.issues ?? [];
    return issues.map(({ path }) => [...(isWhole ? ["body"] : []), ...path.map(String)]);
  });
}

function fill(example: Record<string, unknown>, path: readonly string[], schema: JsonSchema): void {
  const name = path.at(-1) ?? "";
  let target: unknown = example;
  for (const each of path.slice(0, -1)) target = (target as Record<string, unknown> | undefined)?.[each];
  const node = memberAt(schema, path);
  if (node && typeof target === "object" && target !== null)
    Object.assign(target, { [name]: valueExample(name, node) });
}

function objectExample(node: JsonSchema, isTop = false): Record<string, unknown> {
  const required = new Set(node.required);
  const members = Object.entries(node.properties ?? {});
  const isSpan = (name: string): boolean => /^(from|to)Date(Time)?$|^review(From|To)Date$/.test(name);
  const chosen = members.filter(
    ([name]) => required.has(name) || (!isTop && required.size === 0 && isSpan(name)),
  );
  const [first] = members.toSorted(([a], [b]) => rank(b) - rank(a));
  const given = !isTop && chosen.length === 0 && first ? [first] : chosen;
  return Object.fromEntries(given.map(([name, member]) => [name, valueExample(name, member)]));
}

function valueExample(name: string, node: JsonSchema): unknown {
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  const [choice] = node.anyOf ?? [];
  if (choice) return valueExample(name, choice);
  if (node.type === "array") {
    const least = Math.max(1, Number(node.minItems ?? 1));
    return Array.from({ length: least }, () => valueExample(name, node.items ?? {}));
  }
  if (node.type === "object") return objectExample(node);
  if (node.type === "boolean") return true;
  if (node.type === "integer" || node.type === "number") return Number(node.minimum ?? 1);
  return textExample(name, node);
}

function textExample(name: string, { format }: JsonSchema): unknown {
  const isEnd = /^to|To[A-Z]|^end/.test(name);
  const day = (isEnd ? days.to : days.from) ?? "";
  if (format === "date") return day;
  if (format === "date-time") return `${day}T09:00:00Z`;
  if (format === "email") return "ana@example.com";
  if (format === "uri") return "https://example.com/page";
  if (format === "uuid") return "9f3c1c1e-8a54-4f0e-9a5d-0a3f5b6c7d8e";
  return byName.find(([pattern]) => pattern.test(name))?.[1] ?? "text";
}
