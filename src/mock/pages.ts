import { createHash, createHmac } from "node:crypto";
import { type GongRequest, objectOf, Refused } from "./protocol.ts";

/** Gong's page size, which no request can change. */
export const pageSize = 100;

export type Pager = {
  /**
   * One page of a list, with `records`.
   *
   * @param place where this endpoint reads its cursor: GET in the query, POST at the top of the body
   * @param list the whole list; called once for all pages of the same inputs
   * @param none what Gong says of an empty list, with 404; `undefined` where that is a 200
   * @throws {Refused} 404 with `none` for an empty list, 400 for a cursor that is not of these inputs
   */
  page<T>(
    request: GongRequest,
    place: "query" | "body",
    none: string | undefined,
    list: () => readonly T[],
  ): { readonly items: readonly T[]; readonly records: Records };
};

export type Records = {
  readonly totalRecords: number;
  readonly currentPageSize: number;
  readonly currentPageNumber: number;
  /** Absent on the last page. */
  readonly cursor?: string;
};

const header = base64url({ alg: "HS256" });
const listsKept = 16;

/**
 * Pages bound to the inputs that began them: the same path and members, the cursor apart.
 *
 * @param version lists are made again when it changes
 */
export function createPager(seed: number, version: () => string): Pager {
  const lists = new Map<string, readonly unknown[]>();

  const signatureOf = (payload: string): string =>
    createHmac("sha256", String(seed)).update(`${header}.${payload}`).digest("base64url");

  const cursorOf = (inputs: string, page: number): string => {
    const payload = base64url({ inputs, page });
    return `${header}.${payload}.${signatureOf(payload)}`;
  };

  const pageOf = (cursor: unknown, inputs: string): number => {
    if (cursor === undefined || cursor === null || cursor === "") return 0;
    const [head, payload = "", signature] = typeof cursor === "string" ? cursor.split(".") : [];
    if (head !== header || signature !== signatureOf(payload)) throw new Refused(400, "Invalid cursor");
    const read = JSON.parse(Buffer.from(payload, "base64url").toString()) as { inputs: string; page: number };
    if (read.inputs !== inputs) throw new Refused(400, "The cursor does not belong to this query");
    return read.page;
  };

  const listOf = <T>(inputs: string, make: () => readonly T[]): readonly T[] => {
    const key = `${version()} ${inputs}`;
    const known = lists.get(key) as readonly T[] | undefined;
    if (known) return known;
    const made = make();
    lists.set(key, made);
    const oldest = lists.keys().next().value;
    if (lists.size > listsKept && oldest !== undefined) lists.delete(oldest);
    return made;
  };

  return {
    page: (request, place, none, list) => {
      const given: Readonly<Record<string, unknown>> =
        place === "query" ? request.query : (objectOf(request.body) ?? {});
      const { cursor, ...others } = given;
      const inputs = createHash("sha256")
        .update(`${request.path}\n${JSON.stringify(others)}`)
        .digest("base64url");
      const page = pageOf(cursor, inputs);
      const all = listOf(inputs, list);
      if (all.length === 0 && none !== undefined) throw new Refused(404, none);
      const items = all.slice(page * pageSize, (page + 1) * pageSize);
      const isLast = (page + 1) * pageSize >= all.length;
      return {
        items,
        records: {
          totalRecords: all.length,
          currentPageSize: items.length,
          currentPageNumber: page,
          ...(isLast ? {} : { cursor: cursorOf(inputs, page + 1) }),
        },
      };
    },
  };
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
