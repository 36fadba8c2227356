export type Members = Readonly<Record<string, unknown>>;

/**
 * Every value at a path; `[]` stands for each item of a list.
 *
 * @example
 * valuesAt({ body: { parties: [{ userId: "1" }, {}] } }, "body.parties[].userId"); // => ["1"]
 */
export function valuesAt(root: unknown, path: string): readonly unknown[] {
  let found: readonly unknown[] = [root];
  for (const step of path.split(".")) {
    const [, name = "", each] = /^(.*?)(\[\])?$/.exec(step) ?? [];
    found = found
      .map((value) => (isMembers(value) ? value[name] : undefined))
      .flatMap((value) => (each === undefined ? [value] : Array.isArray(value) ? value : []))
      .filter((value) => value !== undefined && value !== null);
  }
  return found;
}

/** A copy with a value put at a path without lists; what lies between is made. */
export function withValueAt(root: Members, path: string, value: unknown): Members {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...root, [name]: value };
  const inner = root[name];
  return { ...root, [name]: withValueAt(isMembers(inner) ? inner : {}, rest.join("."), value) };
}

/** A copy in which each list at a path has only the rows that `keep` wants. */
export function withRowsAt(
  root: unknown,
  path: string,
  keep: (row: unknown) => boolean,
): { readonly value: unknown; readonly removed: number } {
  const [step = "", ...rest] = path.split(".");
  const [, name = "", each] = /^(.*?)(\[\])?$/.exec(step) ?? [];
  if (!isMembers(root)) return { value: root, removed: 0 };
  const list = root[name];
  if (!Array.isArray(list)) return { value: root, removed: 0 };
  if (each === undefined) {
    const kept = list.filter(keep);
    return { value: { ...root, [name]: kept }, removed: list.length - kept.length };
  }
  const inner = list.map((item) => withRowsAt(item, rest.join("."), keep));
  return {
    value: { ...root, [name]: inner.map(({ value }) => value) },
    removed: inner.reduce((sum, { removed }) => sum + removed, 0),
  };
}

export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
