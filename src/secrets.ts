/** Those under so many characters would be found in innocent words; real ones are far longer. */
const shortestSecret = 6;

/**
 * Takes every secret out of a text, in each encoding in which it may have come there: as it is, in URLs, in JSON, in
 * hex, and in base64 wherever in a longer text it begins.
 *
 * @example
 * secretRemover(["s3cret-key"])("key s3cret-key, Basic czNjcmV0LWtleQ=="); // => "key [redacted], Basic [redacted]=="
 */
export function secretRemover(secrets: Iterable<string>): (text: string) => string {
  const long = [...secrets].filter(({ length }) => length >= shortestSecret);
  const forms = [...new Set(long.flatMap(encodingsOf))].toSorted((a, b) => b.length - a.length);
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, "[redacted]"), text);
}

function encodingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const based = [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    // The ends depend on what stands beside the secret; the middle does not.
    const end = Math.floor((whole.length * 8) / 6);
    const start = Math.ceil((shift * 8) / 6);
    return [whole.toString("base64").slice(start, end), whole.toString("base64url").slice(start, end)];
  });
  const inUrl = encodeURIComponent(secret);
  const all = [
    secret,
    inUrl,
    inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...based,
  ];
  return all.filter(({ length }) => length >= shortestSecret);
}

/**
 * One address of a server without the login in it, also where a password holds what should have been escaped.
 *
 * @example
 * withoutLogin("smtp://user:p/a@ss@mail.example.com"); // => "smtp://…@mail.example.com"
 */
export const withoutLogin = (url: string): string => url.replace(/:\/\/.*@/s, "://…@");

/**
 * Addresses in a text with no more than what tells one from another, and URLs without the login in them: log lines go
 * to places that nobody erases anything from.
 *
 * @example
 * withoutAddresses("550 user maria@example.com unknown"); // => "550 user m…@example.com unknown"
 */
export function withoutAddresses(text: string): string {
  return text
    .replace(/:\/\/[^\s/"]+@/g, "://…@")
    .replace(
      /(?<![\p{L}\p{N}])([\p{L}\p{N}])[\p{L}\p{N}.!#$%&'*+=?^_`{|}~-]*@(?=(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]+)/gu,
      "$1…@",
    );
}
