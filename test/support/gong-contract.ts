import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import type { Action, FileInput, InputOf } from "../../src/gong/action.ts";
import { headersOf } from "../../src/gong/exchange.ts";
import { multipartOf } from "../../src/gong/multipart.ts";
import { checkedInput, requestOf } from "../../src/gong/request.ts";
import { answerOf, enumOf, operationsOf, resolved, type Spec, type SpecSchema } from "../../src/gong/spec.ts";
import { madeUp, momentOf, pick, type Random } from "./gong-generate.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
addFormats.default(ajv);

/**
 * An input that an action's schemas admit. What a check over several members refuses, of which no JSON schema
 * knows, is made up anew; any other refusal is for the test to see.
 */
export function inputFor(action: Action, random: Random): InputOf<Action> {
  for (let tries = 1; ; tries += 1) {
    const input = inputOnce(action, random);
    if (tries === 100 || !isRefusedByCheck(action, input)) return input;
  }
}

function isRefusedByCheck(action: Action, input: InputOf<Action>): boolean {
  const issues = (["path", "query", "body"] as const).flatMap(
    (part) => action[part]?.safeParse(input[part]).error?.issues ?? [],
  );
  return issues.length > 0 && issues.every(({ code }) => code === "custom");
}

function inputOnce(action: Action, random: Random): InputOf<Action> {
  const file: FileInput = { path: "/nowhere/recording.mp3" };
  const parts = (["path", "query", "body"] as const).flatMap((part) => {
    const schema = action[part];
    if (!schema) return [];
    const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
    return [[part, madeUp(json as SpecSchema, random)] as const];
  });
  return { ...Object.fromEntries(parts), ...(action.upload ? { file } : {}) } as InputOf<Action>;
}

type Fault = readonly [place: string, fault: string];

/** What the document says against the request that an input becomes, byte for byte as it would be sent. */
export async function requestFaults(spec: Spec, action: Action, input: InputOf<Action>): Promise<Fault[]> {
  const request = requestOf(action, checkedInput(action, input));
  const url = new URL(request.target, "https://gong.example");
  const operation = operationsOf(spec).get(action.route);
  const matched = matchOf(action.route, request.method, url.pathname);
  if (!operation || !matched) return [["operation", `no ${request.method} ${url.pathname}`]];
  const { parameters = [], requestBody } = operation;
  const inPath = matched.groups ?? {};
  const faults: Fault[] = [];
  const sent = new Set([...url.searchParams.keys()].map((name) => `query.${name}`));
  for (const { name, in: part, required, schema } of parameters) {
    const place = `${part}.${name}`;
    const raw = part === "path" ? inPath[name] : (url.searchParams.get(name) ?? undefined);
    sent.delete(place);
    if (raw === undefined) {
      if (required) faults.push([place, "required and not sent"]);
      continue;
    }
    const text = part === "path" ? decodeURIComponent(raw) : raw;
    faults.push(...valueFaults(spec, schema, parameterValue(schema, text), place));
  }
  for (const place of sent) faults.push([place, "sent and not documented"]);
  return [...faults, ...(await bodyFaults(spec, action, request, requestBody?.content ?? {}))];
}

/** The parts in braces of a path that is of a route. */
function matchOf(route: string, method: string, path: string): RegExpExecArray | null {
  const [verb, template = ""] = route.split(" ");
  if (verb !== method) return null;
  const pattern = template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${pattern}$`).exec(path);
}

const parameterValue = ({ type }: SpecSchema, text: string): unknown =>
  type === "integer" && /^-?\d+$/.test(text)
    ? 1
    : type === "boolean"
      ? { true: true, false: false }[text]
      : text;

async function bodyFaults(
  spec: Spec,
  action: Action,
  request: ReturnType<typeof requestOf>,
  content: Readonly<Record<string, { readonly schema?: SpecSchema }>>,
): Promise<Fault[]> {
  const chunks = async function* () {
    yield Buffer.from("RIFF----WAVE");
  };
  const file = { name: 'a "b".wav', bytes: 12, chunks, close: async () => {} };
  const multipart = action.upload && multipartOf(action.upload.part, file, Math.random);
  const type = headersOf(request, multipart)["content-type"];
  const documented = Object.keys(content);
  if (type === undefined)
    return documented.length === 0 ? [] : [["body", `none sent, ${documented} expected`]];
  const schema = content[type.split(";")[0] ?? ""]?.schema;
  if (!schema) return [["body", `${type} sent, ${documented.join() || "nothing"} expected`]];
  if (!multipart) return valueFaults(spec, schema, JSON.parse(request.body ?? "null"), "body");
  const parts: Uint8Array[] = [];
  for await (const chunk of multipart.chunks()) parts.push(chunk);
  const form = await new Response(Buffer.concat(parts), { headers: { "content-type": type } }).formData();
  const names = [...form].map(([name, value]) => [name, typeof value === "string" ? value : "binary"]);
  return valueFaults(spec, schema, Object.fromEntries(names), "body");
}

const validators = new WeakMap<SpecSchema, ReturnType<typeof ajv.compile>>();

function valueFaults(spec: Spec, schema: SpecSchema, value: unknown, place: string): Fault[] {
  const validate = validators.get(schema) ?? ajv.compile(closed(spec, schema) as object);
  validators.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error: ErrorObject) => [
    place + error.instancePath.replaceAll("/", "."),
    `${error.message} ${JSON.stringify(error.params)}`,
  ]);
}

/** The document's schema as one that admits no member which it does not name: Gong would ignore it. */
function closed(spec: Spec, given: SpecSchema, above: readonly SpecSchema[] = []): SpecSchema {
  const schema = resolved(spec, given);
  if (above.includes(schema)) return {};
  const inner = (one: SpecSchema) => closed(spec, one, [...above, schema]);
  const { properties, items } = schema;
  const values = enumOf(schema);
  const { enum: _, ...rest } = schema;
  return {
    ...rest,
    ...(values ? { enum: values } : {}),
    ...(items ? { items: inner(items) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)])),
          additionalProperties: false,
        }
      : {}),
  };
}

/** Null in recorded answers, whatever the document says. */
const nullLive = new Set([
  "title",
  "managerId",
  "phoneNumber",
  "extension",
  "trustedEmailAddress",
  "meetingConsentPageUrl",
  "creatorUserId",
  "parentFolderId",
  "createdById",
  "lastModified",
  "referenceTo",
  "orderedValueList",
]);

/**
 * An answer that the document admits, with the largest 64-bit ids, fields that nobody has announced, values
 * that are new, and nulls where recorded answers have them. What our schema does not insist on is left out or
 * null now and then. Whole numbers beyond 2^53 are bigints.
 */
export function answerFor(spec: Spec, action: Action, random: Random): unknown {
  const operation = operationsOf(spec).get(action.route);
  if (!operation) throw new RangeError(`${action.route} is not in the document`);
  const json = z.toJSONSchema(action.answer, { io: "input", unrepresentable: "any", reused: "inline" });
  return answerValue(spec, answerOf(operation), json as SpecSchema, "", random);
}

function answerValue(spec: Spec, given: SpecSchema, ours: SpecSchema, name: string, random: Random): unknown {
  const schema = resolved(spec, given);
  const inner = (one: SpecSchema, own: SpecSchema | undefined, member: string) =>
    answerValue(spec, one, own ?? {}, member, random);
  const form = ours.anyOf?.find((one) => one.type !== "null") ?? ours;
  if (schema.type === "array") {
    const length = pick([0, 1, 2, 3], random);
    return Array.from({ length }, () => inner(schema.items ?? {}, form.items, name));
  }
  if (schema.type === "object" || schema.properties) {
    const members = Object.entries(schema.properties ?? {}).flatMap(([member, one]) => {
      const isNeeded = form.required?.includes(member) ?? false;
      if (nullLive.has(member) && random() < 0.2) return [[member, null] as const];
      if (!isNeeded && random() < 0.15) return [];
      if (!isNeeded && random() < 0.1) return [[member, null] as const];
      return [[member, inner(one, form.properties?.[member], member)] as const];
    });
    const others = schema.additionalProperties;
    const own = typeof form.additionalProperties === "object" ? form.additionalProperties : undefined;
    const keys = typeof others === "object" ? ["one", "two"] : [];
    const records = keys.map((key) => [key, inner(others as SpecSchema, own, name)]);
    return { ...Object.fromEntries([...members, ...records]), ...unannounced(schema, random) };
  }
  return leafValue(schema, ours, name, random);
}

/** Not into a record, where every member means something. */
const unannounced = ({ additionalProperties }: SpecSchema, random: Random) =>
  additionalProperties === undefined && random() < 0.5 ? { announcedByNobody: { since: 2027 } } : {};

const largestId = 2n ** 63n - 1n;

function leafValue(schema: SpecSchema, ours: SpecSchema, name: string, random: Random): unknown {
  const values = enumOf(schema);
  if (values) return random() < 0.1 ? "SomethingNew" : pick(values, random);
  const isId = /id$/i.test(name);
  if (schema.type === "integer") return isId ? pick([largestId, 4096], random) : Math.floor(random() * 1e5);
  if (schema.type === "number") return random() * 1e4;
  if (schema.type === "boolean") return random() < 0.5;
  const isMoment = [ours, ...(ours.anyOf ?? [])].some(({ format }) => format === "date-time");
  if (isMoment || schema.format === "date-time") return momentOf(random);
  return isId ? String(largestId) : `${name} ${Math.floor(random() * 1e6)} <b>東京</b>`;
}
