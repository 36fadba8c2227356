import type { CheckedRow } from "../digest.ts";
import type { CheckedValue } from "./compose.ts";

/** Which way a judged value is unusual, if it is. */
export function directionOf({ value, usual, isUnusual }: CheckedValue): CheckedRow["direction"] {
  if (!isUnusual) return "usual";
  return value < usual.middle ? "down" : "up";
}
