import type { z } from "zod";
import type { Action, InputOf } from "./action.ts";
import { GongError } from "./error.ts";

/** An input as its action's schemas left it. */
export type CheckedInput = {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
};

/** A request that is ready to be sent; all but the cursor stays the same from page to page. */
export type GongRequest = {
  readonly method: string;
  /** Path and query, to be put behind the base URL. */
  readonly target: string;
  /** JSON text, absent where the action has no body. */
  readonly body: string | undefined;
};

/**
 * Checks an input against its action and returns a copy that no caller can change any more.
 *
 * @throws {GongError} `request`, naming every member that does not fit
 */
export function checkedInput<A extends Action>(action: A, input: InputOf<A>): CheckedInput {
  const faults: string[] = [];
  const checked: { -readonly [Part in keyof CheckedInput]: CheckedInput[Part] } = {};
  for (const part of ["path", "query", "body"] as const) {
    const schema = action[part];
    const given: unknown = input[part];
    if (!schema) {
      if (given !== undefined) faults.push(`${part}: this action has none`);
      continue;
    }
    const result = schema.safeParse(given ?? {});
    if (result.success) checked[part] = result.data;
    else faults.push(...result.error.issues.map((issue) => faultOf(part, issue)));
  }
  if (faults.length === 0) return checked;
  throw new GongError("request", `nothing was sent, the input does not fit: ${faults.join("; ")}`, {
    route: action.route,
  });
}

/** @param cursor of the page to get; absent for the first */
export function requestOf(action: Action, input: CheckedInput, cursor?: string): GongRequest {
  const [method = "", template = ""] = action.route.split(" ");
  const inQuery = cursor !== undefined && method === "GET";
  const query = membersOf({ ...input.query, ...(inQuery ? { cursor } : {}) });
  const search = new URLSearchParams(query).toString();
  const body = action.body && { ...input.body, ...(cursor !== undefined && !inQuery ? { cursor } : {}) };
  return {
    method,
    target: filledIn(template, action.route, input.path ?? {}) + (search === "" ? "" : `?${search}`),
    body: body && JSON.stringify(body),
  };
}

/** A dot or two would climb the path, and `encodeURIComponent` leaves them as they are. */
function filledIn(template: string, route: string, path: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(path[name]);
    if (!/^\.{1,2}$/.test(value)) return encodeURIComponent(value);
    throw new GongError("request", `path.${name}: got ${JSON.stringify(value)}, expected an id`, { route });
  });
}

const membersOf = (query: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));

function faultOf(part: string, issue: z.core.$ZodIssue): string {
  return `${[part, ...issue.path.map(String)].join(".")}: ${issue.message}`;
}
