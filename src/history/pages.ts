import { gunzipSync, gzipSync } from "node:zlib";
import { failpoint } from "../failpoint.ts";
import type { PageStore } from "../pull/resume.ts";
import type { Database } from "./database.ts";
import { type Erased, erasedIn } from "./tombstone.ts";

/**
 * Keeps each page in a transaction of its own, so that whatever ends the run, the next one goes on behind the last
 * page that arrived.
 *
 * @param since ISO time; a list with a page from before it is read anew
 * @param now ISO time
 */
export function pageStore(database: Database, since: string, now: () => string): PageStore {
  const oldest = database.prepare<[string], string | null>(
    "SELECT min(fetched_at) FROM pages WHERE list = ?",
  );
  const ask = database.prepare<[string, number], Buffer>(
    "SELECT body FROM pages WHERE list = ? AND number = ?",
  );
  const drop = database.prepare("DELETE FROM pages WHERE list = ?");
  const put = database.prepare("REPLACE INTO pages (list, number, fetched_at, body) VALUES (?, ?, ?, ?)");
  const keep = database.transaction((list: string, number: number, body: Buffer) => {
    if (number === 1) drop.run(list);
    put.run(list, number, now(), body);
  });
  const erased = erasedIn(database);
  return {
    open: (list) => {
      const isUsable = (oldest.pluck().get(list) ?? "") >= since;
      return {
        get: (number) => {
          const body = isUsable ? ask.pluck().get(list, number) : undefined;
          return body && gunzipSync(body).toString();
        },
        put: (number, body) => {
          failpoint("page.arrived");
          keep.immediate(list, number, gzipSync(withoutErased(body, erased), { level: 1 }));
          failpoint("page.kept");
        },
      };
    },
    drop: (lists) => {
      failpoint("pages.dropping");
      database.transaction(() => dropPages(database, lists)).immediate();
      failpoint("pages.dropped");
    },
  };
}

/** Rows of who was erased stay, so that the count of rows is Gong's, but say nothing of them. */
function withoutErased(body: string, { isAnybody, has, standIn }: Erased): string {
  if (!isAnybody) return body;
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value === "string") return has(value) ? standIn(value) : value;
    if (typeof value !== "object" || value === null) return value;
    const row = Object.fromEntries(Object.entries(value).map(([name, own]) => [name, replaced(own)]));
    const { id, emailAddress } = value as { readonly id?: unknown; readonly emailAddress?: unknown };
    const isTheirs = [id, emailAddress].some((own) => typeof own === "string" && has(own));
    return isTheirs && "emailAddress" in row
      ? { ...row, id: standIn(String(id)), emailAddress: "", firstName: "", lastName: "" }
      : row;
  };
  return JSON.stringify(replaced(JSON.parse(body)));
}

/** Forgets lists; inside the transaction of whoever has saved what they say. */
export function dropPages(database: Database, lists: readonly string[]): void {
  const drop = database.prepare("DELETE FROM pages WHERE list = ?");
  for (const list of lists) drop.run(list);
}

/** When the oldest page of these lists was fetched, as ISO time; null when none is kept. */
export function fetchedSince(database: Database, lists: readonly string[]): string | null {
  const ask = database.prepare<[string], string | null>(
    "SELECT min(fetched_at) FROM pages WHERE list IN (SELECT value FROM json_each(?))",
  );
  return ask.pluck().get(JSON.stringify(lists)) ?? null;
}

/** Forgets every list with a page from before `fetchedBefore`. */
export function dropOldPages(database: Database, fetchedBefore: string): void {
  database
    .prepare("DELETE FROM pages WHERE list IN (SELECT list FROM pages WHERE fetched_at < ?)")
    .run(fetchedBefore);
}
