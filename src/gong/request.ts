import type { z } from "zod";
import type { Action, Effect, FileInput, InputOf } from "./action.ts";
import { GongError } from "./error.ts";
import { inPath } from "./fields.ts";

type Members = Readonly<Record<string, unknown>>;

/** An input as its action's schemas left it. */
export type CheckedInput = {
  readonly path?: Members;
  readonly query?: Members;
  readonly body?: Members | readonly unknown[];
  readonly file?: FileInput;
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
  const checked: { -readonly [Part in keyof CheckedInput]: unknown } = {};
  for (const part of ["path", "query", "body"] as const) {
    const schema = action[part];
    const given: unknown = input[part];
    if (!schema) {
      if (given !== undefined) faults.push(`${part}: this action has none`);
      continue;
    }
    const result = schema.safeParse(given ?? (schema.type === "object" ? {} : given));
    if (result.success) checked[part] = result.data;
    else faults.push(...result.error.issues.map((issue) => faultOf(part, issue)));
  }
  if (action.upload && isFile(input.file)) checked.file = { ...input.file };
  else if (action.upload) faults.push("file: expected a path, or a stream and a name");
  else if (input.file !== undefined) faults.push("file: this action has none");
  if (faults.length === 0) return checked as CheckedInput;
  throw new GongError("request", `nothing was sent, the input does not fit: ${faults.join("; ")}`, {
    route: action.route,
  });
}

/** @param cursor of the page to get; absent for the first */
export function requestOf(action: Action, input: CheckedInput, cursor?: string): GongRequest {
  const [method = "", template = ""] = action.route.split(" ");
  const inQuery = cursor !== undefined && method === "GET";
  const search = searchOf({ ...input.query, ...(inQuery ? { cursor } : {}) });
  const inBody = cursor === undefined || inQuery ? {} : { cursor };
  const { body } = input;
  const given = body === undefined || Array.isArray(body) ? body : { ...body, ...inBody };
  return {
    method,
    target: filledIn(template, action.route, input.path ?? {}) + (search === "" ? "" : `?${search}`),
    body: given && JSON.stringify(given),
  };
}

/** What this very call does: an upload whose lines delete takes away, whatever its action does otherwise. */
export function effectOf(action: Action, input: { readonly file?: FileInput | undefined }): Effect {
  return input.file?.deletes === true ? "destructive" : action.effect;
}

/**
 * May this very call be sent again without anybody knowing whether it arrived? Nothing that takes away may,
 * whatever its action says.
 */
export function isRepeatable(action: Action, input: CheckedInput): boolean {
  const effect = effectOf(action, input);
  if (action.retry === "safe") return effect === "read";
  return action.retry === "key" && effect !== "destructive" && keyOf(action, input) !== undefined;
}

/** The caller's own key in an input, by which Gong knows a call again. */
function keyOf({ key }: Action, input: CheckedInput): unknown {
  const [part, member = ""] = key?.split(".") ?? [];
  const members = part === "query" ? input.query : part === "body" ? input.body : undefined;
  const value = (members as Members | undefined)?.[member];
  return value === "" || value === null ? undefined : value;
}

function isFile(file: unknown): file is FileInput {
  if (typeof file !== "object" || file === null) return false;
  const { path, stream, name, deletes } = file as Members;
  if (deletes !== undefined && typeof deletes !== "boolean") return false;
  if (stream === undefined) return typeof path === "string" && path !== "";
  const isStream = typeof stream === "object" && stream !== null && Symbol.asyncIterator in stream;
  return isStream && path === undefined && typeof name === "string";
}

/** Whatever an action's own schema lets through, nothing leaves its place in the path. */
function filledIn(template: string, route: string, path: Members): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(path[name]);
    if (inPath.test(value)) return value;
    throw new GongError("request", `path.${name}: got ${JSON.stringify(value)}, expected an id`, { route });
  });
}

/** A plus sign of a telephone number as %2B and a blank as %20, so that no server takes one for the other. */
const searchOf = (query: Members): string =>
  Object.entries(query)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const))
    .flatMap(([name, value]) => (value === undefined ? [] : [`${encoded(name)}=${encoded(String(value))}`]))
    .join("&");

/** Half a surrogate pair, which no address may hold, becomes the mark of what cannot be shown. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

function faultOf(part: string, issue: z.core.$ZodIssue): string {
  return `${[part, ...issue.path.map(String)].join(".")}: ${issue.message}`;
}
