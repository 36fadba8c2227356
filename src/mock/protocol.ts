import type { World } from "./company.ts";
import type { Pager } from "./pages.ts";

/** A request as a route sees it: signed in, within its limits, its body parsed. */
export type GongRequest = {
  readonly path: string;
  /** What the route's pattern caught. */
  readonly caught: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type Route = {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  /** The OAuth scope it needs. */
  readonly scope: string;
  /** The answer's members beside `requestId`. */
  answer(request: GongRequest, world: World, pager: Pager): object;
};

/** A request that Gong answers with an error status and a list of texts. */
export class Refused extends Error {
  readonly status: number;
  readonly errors: readonly string[];

  constructor(status: number, ...errors: readonly string[]) {
    super(errors.join("; "));
    this.status = status;
    this.errors = errors;
  }
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
