import type { z } from "zod";
import { cleanText } from "../text.ts";
import type { GongError } from "./error.ts";

export type LineRule = {
  /** What every line must be, besides an object. */
  readonly line: z.ZodObject | undefined;
  /** Lines with `"isDeleted":true` are meant. */
  readonly deletes: boolean;
};

/** One object that is longer is a file without line ends. */
const longestLine = 4_000_000;

/**
 * Lets LDJSON through as it is, and ends with an error at the first line that is not UTF-8, not one JSON
 * object, or not what the rule says. A last line without an end is fine, an empty one is not.
 *
 * @param fail makes the error of a fault that names its line
 */
export async function* checkedLines(
  chunks: AsyncIterable<Uint8Array>,
  rule: LineRule,
  fail: (fault: string) => GongError,
): AsyncGenerator<Uint8Array, void, undefined> {
  let number = 1;
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      check(Buffer.concat([...rest, chunk.subarray(from, end)]), number, rule, fail);
      number += 1;
      from = end + 1;
      rest = [];
      restBytes = 0;
    }
    // A copy, since the chunk's memory is the next one's, too.
    rest.push(Buffer.from(chunk.subarray(from)));
    restBytes += chunk.length - from;
    if (restBytes > longestLine) throw fail(`line ${number}: more than ${longestLine} bytes without an end`);
    yield chunk;
  }
  if (restBytes > 0) check(Buffer.concat(rest), number, rule, fail);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function check(bytes: Buffer, number: number, rule: LineRule, fail: (fault: string) => GongError): void {
  const fault = faultOf(bytes, rule);
  if (fault !== undefined) throw fail(`line ${number}: ${fault}`);
}

function faultOf(bytes: Buffer, { line, deletes }: LineRule): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) return "not UTF-8";
    return bytes.toString().trim() === "" ? "empty; expected one JSON object" : "not one whole JSON object";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "expected a JSON object";
  if (!deletes && "isDeleted" in value && value.isDeleted === true) {
    return 'it deletes ("isDeleted":true); say deletes: true if that is meant';
  }
  const issue = line?.safeParse(value).error?.issues[0];
  return issue && cleanText(`${issue.path.join(".")}: ${issue.message}`, 200);
}
