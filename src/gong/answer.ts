import type { z } from "zod";
import { cleanText } from "../text.ts";
import type { Action, AnswerOf } from "./action.ts";
import { GongError } from "./error.ts";
import type { Reply } from "./exchange.ts";
import { parseJson } from "./json.ts";
import { requestIdOf } from "./refusal.ts";

/**
 * A successful reply as the action's answer.
 *
 * The error names the fields that are wrong, at most three, and what stands there unless it is text: text may
 * be somebody's address.
 *
 * @throws {GongError} `contract`
 */
export function answerOf<A extends Action>(
  action: A,
  reply: Reply,
  redact: (text: string) => string,
): AnswerOf<A> {
  const { status, headers, text } = reply;
  let body: unknown;
  try {
    body = parseJson(text);
  } catch (error) {
    const type = cleanText(redact(headers.get("content-type") ?? "no content type"));
    const fault = error instanceof Error ? cleanText(redact(error.message), 120) : "unreadable";
    const details = {
      route: action.route,
      status,
      requestId: requestIdOf(headers, undefined, redact),
      said: [type, fault],
    };
    throw new GongError(
      "contract",
      `the answer is no JSON (${type}, ${text.length} characters: ${fault}); expected an object. ` +
        `Check that gong.baseUrl is Gong's API and nothing on the way answers for it${done(action)}`,
      details,
    );
  }
  const result = action.answer.safeParse(withRows(action, body));
  if (result.success) return result.data as AnswerOf<A>;
  const { issues } = result.error;
  const faults = issues.slice(0, 3).map((issue) => cleanText(redact(faultOf(issue, body)), 300));
  const more = issues.length > 3 ? `; and ${issues.length - 3} more` : "";
  const requestId = requestIdOf(headers, body, redact);
  throw new GongError(
    "contract",
    `${faults.join("; ")}${more}. Gong's answer is not as documented${done(action)}`,
    {
      route: action.route,
      status,
      requestId,
      said: faults,
    },
  );
}

/** After a change, that the answer cannot be read does not undo it. */
const done = ({ effect }: Action): string =>
  effect === "read" ? "" : ". Gong accepted the request, so the change itself is made; do not repeat it";

/**
 * The rows under the name that the action has for them. Where Gong counts no records, it may leave the rows out;
 * anywhere else their absence is a fault.
 */
function withRows({ rows, rowsAlso }: Action, body: unknown): unknown {
  if (rows === undefined || at(body, [rows]) !== undefined) return body;
  const others = rowsAlso === undefined ? undefined : at(body, [rowsAlso]);
  const found = others ?? (at(body, ["records", "totalRecords"]) === 0 ? [] : undefined);
  return found === undefined ? body : { ...Object(body), [rows]: found };
}

function faultOf(issue: z.core.$ZodIssue, body: unknown): string {
  const path = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  const expected = issue.message.replace(/^Invalid input: /, "").replace(/, received .*$/, "");
  return `${path.replace(/^\./, "") || "answer"}: ${expected}, got ${shown(at(body, issue.path))}`;
}

function at(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return value === "" ? "empty text" : "text";
  return Array.isArray(value) ? "a list" : "an object";
}
