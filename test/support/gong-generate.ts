import type { SpecSchema } from "../../src/gong/spec.ts";

/** From 0 to below 1, the same ones for the same seed. */
export type Random = () => number;

/** @see https://github.com/cprosche/mulberry32 */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(values: readonly T[], random: Random): T =>
  values[Math.floor(random() * values.length)] as T;

const whole = (from: number, to: number, random: Random): number =>
  from + Math.floor(random() * (to - from + 1));

const words = ["Dana", "a+b c", 'he said "no"', "Ünïcödé 東京", "x/y?z=1&w#2", "100%", "line\nbreak", "0"];

type Json = SpecSchema & {
  readonly const?: unknown;
  readonly oneOf?: readonly Json[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
};

/**
 * A value that a JSON schema admits, of the schemas that zod makes of ours. What is optional is there half of
 * the time; lists have no member twice. A pattern needs examples beside it.
 */
export function madeUp(schema: Json, random: Random): unknown {
  const { const: only, enum: values, examples } = schema;
  const forms = (schema.anyOf ?? schema.oneOf) as readonly Json[] | undefined;
  if (only !== undefined) return only;
  if (values) return pick(values, random);
  if (examples) return pick(examples, random);
  if (forms) return madeUp(pick(forms, random), random);
  if (Array.isArray(schema.type)) return madeUp({ ...schema, type: pick(schema.type, random) }, random);
  if (schema.type === "object") return objectOf(schema, random);
  if (schema.type === "array") return listOf(schema, random);
  if (schema.type === "string") return textOf(schema, random);
  if (schema.type === "boolean") return random() < 0.5;
  if (schema.type === "null") return null;
  if (schema.type === "integer" || schema.type === "number") {
    const from = Math.max(schema.minimum ?? 0, -1e6);
    const to = Math.min(schema.maximum ?? 1e6, 1e6);
    return schema.type === "integer" ? whole(from, to, random) : from + random() * (to - from);
  }
  return {};
}

function objectOf({ properties = {}, required = [] }: Json, random: Random): unknown {
  const members = Object.entries(properties).filter(([name]) => required.includes(name) || random() < 0.5);
  return Object.fromEntries(members.map(([name, member]) => [name, madeUp(member, random)]));
}

function listOf({ items = {}, minItems = 0, maxItems = 4 }: Json, random: Random): unknown {
  const wanted = whole(minItems, Math.max(minItems, Math.min(maxItems, minItems + 3)), random);
  const found = new Map<string, unknown>();
  for (let tries = 0; found.size < wanted && tries < 50; tries += 1) {
    const value = madeUp(items, random);
    // An id as text and the same as number are one.
    found.set(typeof value === "object" ? JSON.stringify(value) : String(value), value);
  }
  return [...found.values()];
}

export function momentOf(random: Random): string {
  const time = new Date(Date.UTC(2026, 0, 1) + whole(0, 31_536_000, random) * 1000).toISOString();
  const fraction = pick(["", "", ".428", ".816562"], random);
  return time.replace(/\.\d+Z$/, fraction + pick(["Z", "+02:00", "-07:00"], random));
}

function textOf({ format, pattern, minLength = 0, maxLength = 100 }: Json, random: Random): string {
  const fits = pattern === undefined ? /^/ : new RegExp(pattern);
  const made = (): string => {
    if (format === "date-time") return momentOf(random);
    if (format === "date") return momentOf(random).slice(0, 10);
    const text = pick(words, random) + whole(0, 1e9, random);
    return text.padEnd(minLength, "x").slice(0, maxLength);
  };
  for (let tries = 0; tries < 100; tries += 1) {
    const text = made();
    if (fits.test(text)) return text;
  }
  throw new RangeError(`give examples beside the pattern ${pattern}`);
}
