import { domainToASCII, domainToUnicode } from "node:url";
import { gunzipSync } from "node:zlib";
import { cleanText } from "./text.ts";

/** Somebody as texts may name them. */
export type Subject = {
  readonly ids: readonly string[];
  readonly addresses: readonly string[];
  readonly names: readonly string[];
};

/** Finds and takes out of texts and files what names somebody. */
export type Mentions = {
  readonly inText: (text: string) => boolean;
  /** Looks into quoted-printable, base64, entities of HTML and gzip too. */
  readonly inBytes: (bytes: Buffer) => boolean;
  /** Whole names and addresses become `[erased]`, ids what stands in for them. */
  readonly redact: (text: string) => string;
};

/** What stands in a text where a name or an address was. */
export const erasedText = "[erased]";

/**
 * @param standIn of an id
 * @example
 * mentionsOf({ ids: [], addresses: ["ana@example.com"], names: ["Ana Lima"] }, String).redact("ANA LIMA <ana+x@example.com>");
 * // => "[erased] <[erased]>"
 */
export function mentionsOf(subject: Subject, standIn: (id: string) => string): Mentions {
  const ids = subject.ids.map((id) => [id, new RegExp(`(?<!\\d)${escaped(id)}(?!\\d)`, "g")] as const);
  const texts = [...subject.addresses.flatMap(addressPatterns), ...subject.names.flatMap(namePatterns)].map(
    (pattern) => new RegExp(pattern, "giu"),
  );
  const inText = (text: string): boolean =>
    [...ids.map(([, pattern]) => pattern), ...texts].some((pattern) => text.search(pattern) >= 0);
  return {
    inText,
    inBytes: (bytes) => readingsOf(bytes).some(inText),
    redact: (text) => {
      const withoutIds = ids.reduce((rest, [id, pattern]) => rest.replace(pattern, standIn(id)), text);
      return texts.reduce((rest, pattern) => rest.replace(pattern, erasedText), withoutIds);
    },
  };
}

/**
 * An address in the form in which all its spellings are one: small letters, the domain in ASCII, no tag behind a plus.
 *
 * @returns null for what is no address
 * @example
 * plainAddress("Ana <Ana+news@BÜCHER.example>"); // => "ana@xn--bcher-kva.example"
 */
export function plainAddress(text: string): string | null {
  const bare = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  const [, local = "", domain = ""] = /^([^\s@]+)@([^\s@]+)$/.exec(bare.trim().normalize("NFC")) ?? [];
  const ascii = domainToASCII(domain.replace(/\.$/, ""));
  if (local === "" || ascii === "") return null;
  return `${local.toLowerCase().replace(/(?<=.)\+.*$/, "")}@${ascii.toLowerCase()}`;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Plain, and as it stands in a URL. */
function addressPatterns(address: string): readonly string[] {
  const plain = plainAddress(address) ?? address;
  const [local = "", ascii = ""] = plain.split("@");
  const domains = [...new Set([ascii, domainToUnicode(ascii), encodeURIComponent(domainToUnicode(ascii))])]
    .map(escaped)
    .join("|");
  return [
    `(?<![\\p{L}\\p{N}._%-])${escaped(local)}(?:(?:\\+|%2B)[^\\s@"<>]*)?(?:@|%40)(?:${domains})(?![\\p{L}\\p{N}-])`,
  ];
}

/** A name may be cut where there is little room, and JSON escapes some signs. */
function namePatterns(name: string): readonly string[] {
  const forms = new Set([
    name,
    name.normalize("NFC"),
    cleanText(name, 400),
    cleanText(name),
    cleanText(name, 60),
    cleanText(name, 40),
  ]);
  return [...forms].flatMap((form) => {
    const whole = form.replace(/…$/, "").trim();
    if (!/[\p{L}\p{N}]/u.test(whole)) return [];
    const parts = (text: string): string => text.split(/\s+/).map(escaped).join("\\s+");
    const inJson = JSON.stringify(whole).slice(1, -1);
    return [...new Set([parts(whole), parts(inJson)])].map(
      (text) => `(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])`,
    );
  });
}

/** A file as it is, and as each way of packing text that digests and mails use would have it read. */
function readingsOf(bytes: Buffer): readonly string[] {
  const text = bytes.toString("utf8");
  const readings = [
    text,
    unquoted(text),
    withoutEntities(text),
    withoutEntities(unquoted(text)),
    escapesRead(text),
  ];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]+={0,2})*/g)) {
    const packed = run.replace(/\s/g, "");
    // A letter that happens to stand before it would shift all that follows.
    for (const shift of [0, 1, 2, 3]) {
      const inside = Buffer.from(packed.slice(shift), "base64");
      const plain = inside.toString("utf8");
      readings.push(plain, ...(plain.includes("&") ? [withoutEntities(plain)] : []), ...unzipped(inside));
    }
  }
  return [...readings, ...unzipped(bytes)];
}

function unquoted(text: string): string {
  return text
    .replace(/=\r?\n/g, "")
    .replace(/_(?=[^?\s]*\?=)/g, " ")
    .replace(/(?:=[0-9A-F]{2})+/gi, (run) => Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"));
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
    if (code !== null) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return entities[String(name).toLowerCase()] ?? whole;
  });
}

const escapesRead = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Each gzip stream that can be read from where it begins. */
function unzipped(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf(gzipMark); at >= 0; at = bytes.indexOf(gzipMark, at + 1)) {
    try {
      found.push(gunzipSync(bytes.subarray(at), { maxOutputLength: 64 * 1024 * 1024 }).toString("utf8"));
    } catch {
      // No stream begins here.
    }
  }
  return found;
}

const gzipMark = Buffer.from([0x1f, 0x8b, 0x08]);
