import type { World } from "./company.ts";
import type { Part } from "./multipart.ts";
import type { Pager } from "./pages.ts";
import type { Store } from "./store.ts";

/** An object as it came in or goes out. */
export type Json = Readonly<Record<string, unknown>>;

/** A request as a route sees it: signed in, within its limits, its body parsed. */
export type GongRequest = {
  readonly path: string;
  /** What the route's pattern caught. */
  readonly caught: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Of an upload, instead of a body. */
  readonly parts: readonly Part[];
};

export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: RegExp;
  /** The OAuth scope it needs. */
  readonly scope: string;
  /** What it reads beside the query: nothing by default for GET, JSON for the others. */
  readonly takes?: "nothing" | "json" | "upload";
  /** Of a success, 200 by default. */
  readonly status?: number;
  /** The answer's members beside `requestId`. */
  answer(request: GongRequest, world: World, pager: Pager, store: Store): object;
};

/** A request that Gong answers with an error status and a list of texts. */
export class Refused extends Error {
  readonly status: number;
  readonly errors: readonly string[];
  /** Members of the answer beside `requestId` and `errors`. */
  also: Json = {};

  constructor(status: number, ...errors: readonly string[]) {
    super(errors.join("; "));
    this.status = status;
    this.errors = errors;
  }
}

/** @throws {Refused} 401, as Gong says it of a scope that is missing */
export function checkScope(scope: string, denied: readonly string[]): void {
  if (denied.includes(scope))
    throw new Refused(401, `You don't have permission to use '${scope}' in your app.`);
}

/** A JSON object, or `undefined`. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/**
 * The `filter` of a POST body. `{"filter":{}}` is fine where no member is required.
 *
 * @throws {Refused} 400 without one
 */
export function filterOf(body: unknown): Readonly<Record<string, unknown>> {
  const filter = objectOf(objectOf(body)?.filter);
  if (filter === undefined) throw new Refused(400, "filter: may not be null");
  return filter;
}

/**
 * A list of ids, as texts; `undefined` when absent or empty, which means everything.
 *
 * @throws {Refused} 400 for anything but a list
 */
export function idsOf(value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new Refused(400, "Json parse error");
  return value.length === 0 ? undefined : new Set(value.map(String));
}

/**
 * A member that must be there, as text.
 *
 * @throws {Refused} 400 without it, and for anything but a text or a number
 */
export function textAt(given: Json, name: string): string {
  const value = given[name];
  if (value === undefined || value === null || value === "")
    throw new Refused(400, `${name}: may not be null`);
  if (typeof value !== "string" && typeof value !== "number") throw new Refused(400, "Json parse error");
  return String(value);
}

/** The body as an object in which these members are there. */
export function bodyWith(body: unknown, ...names: readonly string[]): Json {
  const given = objectOf(body);
  if (given === undefined) throw new Refused(400, "Json parse error");
  const missing = names.filter((name) => given[name] === undefined || given[name] === null);
  if (missing.length > 0) throw new Refused(400, ...missing.map((name) => `${name}: may not be null`));
  return given;
}

/**
 * A list of texts with at most so many of them.
 *
 * @throws {Refused} 400 for anything else
 */
export function textsAt(given: Json, name: string, most = Number.POSITIVE_INFINITY): readonly string[] {
  const list = given[name];
  if (!Array.isArray(list)) throw new Refused(400, `${name}: may not be null`);
  if (list.length > most) throw new Refused(400, `${name}: at most ${most} in one request`);
  return list.map(String);
}

/** @throws {Refused} 400 for a value that is not among those that Gong knows */
export function oneOf<T extends string>(value: unknown, known: readonly T[], name: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Refused(400, `${name}: must be one of ${known.join(", ")}`);
  return found;
}

const wholeNumber = "\u0001int:";
const written = /"\\u0001int:(\d+)"/g;

/** JSON in which a bigint is a bare number, as Gong's int64 ids are: more digits than a double holds. */
export function toJson(value: unknown): string {
  let found = false;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== "bigint") return member;
    found = true;
    return `${wholeNumber}${member}`;
  });
  return found ? text.replace(written, "$1") : text;
}
