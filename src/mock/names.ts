import { purpose, type Stream, streamOf } from "./random.ts";

export type Name = { readonly first: string; readonly last: string };

const given = [
  "Amara", "Bashir", "Chloe", "Dmitri", "Elena", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kemi", "Luca",
  "Maya", "Nadia", "Omar", "Priya", "Quinn", "Rosa", "Sven", "Tariq", "Uma", "Viktor", "Wanda", "Ximena",
  "Yusuf", "Zofia", "Anders", "Bianca", "Caspar", "Delphine", "Emeka", "Fatima", "Gustavo", "Hana", "Ivo",
  "Jia", "Kofi", "Leila", "Mateo", "Noor", "Oskar", "Paloma", "Rafael", "Sunita", "Thandi", "Anouk", "Bram",
  "Cleo", "Dario", "Esme",
] as const; // biome-ignore format: a table
const starts = ["Bar", "Cal", "Dor", "Fen", "Gal", "Hal", "Jor", "Kel", "Lan", "Mor", "Nav", "Oss", "Pel", "Ras", "Sel", "Tor", "Var", "Wes", "Yar", "Zel"] as const; // biome-ignore format: a table
const ends = ["adine", "biko", "carro", "dovic", "enka", "fields", "gren", "holm", "iyama", "jani", "kova", "lund", "moto", "nath", "oye", "pura", "rossa", "stedt", "tani", "vaara"] as const; // biome-ignore format: a table

/** Names that real directories contain by accident or malice, and that must not break a mail, a sheet or a header. */
export const hostileNames: readonly Name[] = [
  { first: "<b>Robin</b>", last: '& "Co"' },
  { first: '=HYPERLINK("http://evil.example")', last: "Sela" },
  { first: "Dana\r\nBcc: all@evil.example", last: "\u202egro.live\u0007 Moss" },
  { first: "Juno \u{1f984}", last: "Ærø\u{1f1e9}\u{1f1f0}" },
  { first: "evil.example", last: "Lee" },
  { first: "<mj-raw>Sam", last: "{{braces}} {{{Ott}}}" },
];

/** A made-up name: a common given name with a surname nobody is known to have. Names may repeat; addresses do not. */
export function nameOf(seed: number, person: number): Name {
  const stream = streamOf(seed, person, purpose.names);
  return { first: oneOf(stream, given), last: oneOf(stream, starts) + oneOf(stream, ends) };
}

/** An address for a name; the number keeps two people of one name apart. */
export function addressOf(name: Name, person: number): string {
  const local = `${name.first}.${name.last}`.toLowerCase().replace(/[^a-z.]/g, "");
  return `${local.replace(/^\.+|\.+$|(\.)\.+/g, "$1").slice(0, 40)}.${person}@example.com`;
}

function oneOf<T>(stream: Stream, list: readonly [T, ...T[]]): T {
  return list[Math.floor(stream() * list.length)] ?? list[0];
}
