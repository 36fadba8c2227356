import { isMembers } from "./at.ts";

/** Stands where a value was taken out. */
export const maskedText = "[masked]";

/**
 * Takes fields out of an answer. A single name stands for the field wherever it is, a path for the end of one, and
 * `*` for any letters; letters of any case are the same, lists count for nothing. Pairs of `name` and `value`, as
 * Gong gives fields of other systems, count as a field of that name.
 *
 * @example
 * createMask(["*email*", "parties.name"])({ parties: [{ name: "Ana", emailAddress: "ana@example.com" }], name: "x" });
 * // => { parties: [{ name: "[masked]", emailAddress: "[masked]" }], name: "x" }
 */
export function createMask(patterns: readonly string[]): <T>(answer: T) => T {
  const rules = patterns.map((pattern) => pattern.split(".").map(nameTest));
  const isMasked = (path: readonly string[]): boolean =>
    rules.some(
      (rule) =>
        rule.length <= path.length &&
        rule.every((test, index) => test(path[path.length - rule.length + index] ?? "")),
    );
  const masked = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => masked(item, path));
    if (!isMembers(value)) return value;
    const { name } = value;
    const hasNamedValue = typeof name === "string" && "value" in value && isMasked([...path, name]);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const own = [...path, key];
        const isOut = isMasked(own) || (hasNamedValue && key === "value");
        return [key, isOut && member !== null && member !== undefined ? maskedText : masked(member, own)];
      }),
    );
  };
  return rules.length === 0 ? (answer) => answer : <T>(answer: T) => masked(answer, []) as T;
}

/** `*` within a name. */
export function nameTest(pattern: string): (name: string) => boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\-]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "i");
  return (name) => expression.test(name);
}
