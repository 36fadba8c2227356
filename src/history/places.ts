import type { Database } from "./database.ts";

/** Where digests or backups were written outside the data folder; `keep` is how many backups a folder holds. */
export type WrittenPlace = {
  readonly path: string;
  readonly kind: "digests" | "backup";
  readonly keep: number | null;
};

/** Remembers it, so that an erasure can look there. @param at ISO time */
export function notePlace(database: Database, { path, kind, keep }: WrittenPlace, at: string): void {
  database
    .prepare("REPLACE INTO places (path, kind, keep, at) VALUES (?, ?, ?, ?)")
    .run(path, kind, keep, at);
}

export function placesOf(database: Database): readonly WrittenPlace[] {
  return database.prepare<[], WrittenPlace>("SELECT path, kind, keep FROM places ORDER BY path").all();
}
