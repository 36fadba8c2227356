import { parse } from "lossless-json";

/**
 * JSON whose whole numbers beyond 2^53 arrive as their digits, in text; all other numbers as numbers. Gong's
 * ids have up to 20 digits and are not always quoted.
 *
 * A key that is given twice with two values is refused; `__proto__` is a key like any other. 3 MB take about
 * 0.1 s.
 *
 * @throws {SyntaxError} when the text is no JSON
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-6
 * @example
 * parseJson('{"callId":7782342274025937895,"score":4}'); // => { callId: "7782342274025937895", score: 4 }
 */
export function parseJson(text: string): unknown {
  return parse(text, undefined, numberOf);
}

function numberOf(digits: string): number | string {
  const value = Number(digits);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : digits;
}
