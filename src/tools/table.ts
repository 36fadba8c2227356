/** Rows as a table: a name for each column once, and a list of cells a row. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] };

type Row = Readonly<Record<string, unknown>>;

const mostColumns = 6;
const longestCell = 60;

/**
 * What identifies a row and its first short facts, for a reader who has no room for all of it.
 *
 * @example
 * columnsOf({ id: "7", title: "Demo", parties: [] }); // => ["id", "title"]
 */
export function columnsOf(row: unknown): readonly string[] {
  const names = [...flat(row)].map(([name]) => name);
  const ids = names.filter((name) => /(^|\.)(id|\w+Id)$/.test(name));
  const facts = names.filter((name) => !ids.includes(name));
  return [...ids.slice(0, 3), ...facts].slice(0, mostColumns);
}

export function cellsOf(row: unknown, columns: readonly string[]): readonly unknown[] {
  const facts = new Map(flat(row));
  return columns.map((name) => short(facts.get(name) ?? null));
}

/** Values that are neither lists nor objects, two levels deep. */
function* flat(row: unknown, above = "", depth = 0): Generator<readonly [string, unknown]> {
  if (typeof row !== "object" || row === null) return;
  for (const [name, value] of Object.entries(row as Row)) {
    if (Array.isArray(value)) continue;
    if (typeof value !== "object" || value === null) yield [above + name, value];
    else if (depth < 1) yield* flat(value, `${above}${name}.`, depth + 1);
  }
}

function short(value: unknown): unknown {
  if (typeof value !== "string" || value.length <= longestCell) return value;
  const cut = value.slice(0, longestCell - 1).replace(/<\/?\w*$/, "");
  const isOpen = cut.lastIndexOf("<untrusted>") > cut.lastIndexOf("</untrusted>");
  return `${cut}…${isOpen ? "</untrusted>" : ""}`;
}
