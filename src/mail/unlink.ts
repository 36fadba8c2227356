const wordJoiner = "\u2060";

/** Keys whose values are addresses for machines and must stay as they are. */
const addresses: ReadonlySet<string> = new Set(["url", "cid"]);

/**
 * Text that mail programs do not turn into a link: they make one of every `evil.com`, in a person's name too.
 * An invisible word joiner parts what would be read as an address; numbers like 3.5 stay whole.
 *
 * @see https://github.com/OWASP/www-community/pull/1127
 * @example
 * unlink("Dana evil.com 3.5"); // => "Dana evil.\u2060com 3.5"
 */
export function unlink(text: string): string {
  return text
    .replace(/(?<=\S)\.(?=\p{L})/gu, `.${wordJoiner}`)
    .replaceAll("://", `:${wordJoiner}//`)
    .replace(/(?<=\S)@(?=\S)/gu, `@${wordJoiner}`);
}

/** The same plain data with every text unlinked, save the addresses we made ourselves. */
export function unlinkAll<T>(value: T): T {
  return mapped(value, "") as T;
}

function mapped(value: unknown, key: string): unknown {
  if (typeof value === "string") return addresses.has(key) ? value : unlink(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, name)]));
}
