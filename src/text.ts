/** C0 and C1 controls, zero-width and bidirectional marks: never part of a name, often part of an attack. */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Text from outside as it may stand in a line of our own: no control or direction marks, single spaces, at
 * most `maximum` characters, cut after a word. Escaping for HTML, CSV or headers still happens where those are written.
 *
 * @example
 * cleanText("Dana\r\nBcc: x@example.com"); // => "Dana Bcc: x@example.com"
 * cleanText("Farid Pelrossa's team", 12); // => "Farid…"
 */
export function cleanText(text: string, maximum = 80): string {
  const line = text
    .replace(/[\t\n\r]/g, " ")
    .replace(unprintable, "")
    .replace(/[^\S\u00a0]+/g, " ")
    .trim();
  const characters = [...line];
  return characters.length <= maximum ? line : `${cut(characters, maximum - 1)}…`;
}

/** Whole words alone, unless less than a third of the room would be used. */
function cut(characters: readonly string[], room: number): string {
  const end = characters.lastIndexOf(" ", room);
  const text = characters.slice(0, end * 3 < room ? room : end).join("");
  return text.replace(/[\s,;:]+$/, "");
}

/**
 * A text without the signs that steer a terminal or turn the direction of writing; line breaks and tabs stay.
 *
 * @example
 * harmlessLines("Dana\u001b[2J\tEMEA\n"); // => "Dana[2J\tEMEA\n"
 */
export const harmlessLines = (text: string): string =>
  text.replace(/[^\t\n]+/g, (run) => run.replace(/\r/g, " ").replace(unprintable, ""));

/**
 * The same for data: each sign that steers is written as `\\u001b`, so that JSON stays the JSON that it was and a reader
 * of anything else sees that there is one. A carriage return is such a sign; line feeds and tabs stay.
 *
 * @example
 * visibleLines('{"name":"Dana\u009b2J"}\n'); // => '{"name":"Dana\\u009b2J"}\n'
 */
export const visibleLines = (text: string): string =>
  text.replace(unprintable, (sign) => (sign === "\n" || sign === "\t" ? sign : escaped(sign)));

const escaped = (sign: string): string =>
  [...Array(sign.length).keys()]
    .map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");

/**
 * A number with what it counts, for people to read.
 *
 * @param many what more than one are called, and none
 * @example
 * counted(1, "request"); // => "1 request"
 * counted(3, "entry", "entries"); // => "3 entries"
 */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
