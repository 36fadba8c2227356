import { secretRemover } from "../secrets.ts";

/**
 * What may be kept of a value that a caller gave: ids, numbers, dates, switches and single words like `DAY`. Names,
 * addresses, telephone numbers and free text are masked, and a secret in any usual encoding always is.
 *
 * It keeps what it knows to be harmless instead of masking what it knows to be harmful, so that a field that Gong
 * adds tomorrow is masked.
 *
 * @example
 * createRedactor([]).value({ workspaceId: "77", emailAddress: "ana@example.com", title: "Renewal" });
 * // => { workspaceId: "77", emailAddress: "[address]", title: "[text 7]" }
 */
export type Redactor = {
  readonly value: (value: unknown) => unknown;
  /** A text that is kept as it is but for secrets, addresses and telephone numbers. */
  readonly text: (text: string) => string;
  /** A reference or a name that another program gave. */
  readonly label: (text: string) => string;
  /** Takes out secrets alone. */
  readonly secrets: (text: string) => string;
};

/** @param secrets each credential of this process; those under 6 characters would be found in innocent words */
export function createRedactor(secrets: readonly string[]): Redactor {
  const withoutSecrets = secretRemover(secrets);
  const text = (given: string): string =>
    withoutSecrets(given).replace(addressInText, "[address]").replace(phoneInText, "[phone]");

  const value = (given: unknown, field: string, depth: number): unknown => {
    if (given === null || typeof given === "number" || typeof given === "boolean") {
      return personal.test(field) && typeof given === "number" ? "[number]" : given;
    }
    if (typeof given === "bigint") return String(given);
    if (typeof given === "string") return stringOf(given, field, withoutSecrets);
    if (typeof given !== "object") return undefined;
    if (depth === 0) return "[nested]";
    if (Array.isArray(given)) {
      const kept = given.slice(0, longestList).map((each) => value(each, field, depth - 1));
      return given.length > longestList ? [...kept, `[${given.length - longestList} more]`] : kept;
    }
    if (Symbol.asyncIterator in given) return "[stream]";
    const members = Object.entries(given).slice(0, longestList);
    return Object.fromEntries(
      members.map(([name, member]) => [
        fieldName.test(name) ? withoutSecrets(name) : "[field]",
        value(member, name, depth - 1),
      ]),
    );
  };
  return {
    value: (given) => value(given, "", 8),
    text,
    label: (given) =>
      /^[\w .:/()-]{1,128}$/.test(given) && text(given) === given ? given : `[text ${given.length}]`,
    secrets: withoutSecrets,
  };
}

const longestList = 100;
const fieldName = /^[\w.-]{1,64}$/;
const personal =
  /name|mail|phone|address|title|url|uri|link|path|file|token|secret|key$|password|question|text|comment|body$/i;
const addressInText = /[^\s@<>",;:]+@[^\s@<>",;:]+/g;
const phoneInText = /\+\d[\d ()./-]{6,}\d/g;

/** Numbers, dates and times, UUIDs, and single words. */
const harmless = [
  /^-?\d{1,20}(\.\d{1,10})?$/,
  /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/,
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^[A-Za-z]{1,24}(_[A-Za-z]{1,24}){0,5}$/,
];

function stringOf(given: string, field: string, withoutSecrets: (text: string) => string): string {
  const cleared = withoutSecrets(given);
  if (cleared !== given) return "[redacted]";
  if (/@/.test(given)) return "[address]";
  if (!personal.test(field) && harmless.some((form) => form.test(given))) return given;
  if (/^\+?[\d ()./-]{7,24}$/.test(given)) return "[phone]";
  return `[text ${given.length}]`;
}
