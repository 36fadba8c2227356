import { createHash } from "node:crypto";
import type { Digest, Scope } from "../digest.ts";
import type { Entity } from "../series.ts";

/** A scope with the people in it, whose names its reader may see. */
export type Reach = {
  readonly scope: Scope;
  /** Everybody whose values may be shown: the team, the tree, the person; null for the whole company. */
  readonly people: ReadonlySet<string> | null;
};

/** `company`, `team 4001`: names a scope in the outbox and in file names. */
export function scopeKey({ kind, id }: Scope): string {
  return kind === "company" ? "company" : `${kind} ${id}`;
}

/** Of the names of all systems, with a week and an ending, none may be longer than four times that. */
const longestName = 60;

/**
 * A digest's name in the names of its files: letters, digits, `-` and `_`. An id that has other signs or is too long
 * gets a number of its own, so that no two scopes share a file.
 *
 * @example fileStem(digest); // => "2026-W46-team-4001"
 */
export function fileStem({ week, scope }: Pick<Digest, "week" | "scope">): string {
  const key = scopeKey(scope).replace(" ", "-");
  if (key.length <= longestName && /^[\w-]*$/.test(key)) return `${week}-${key}`;
  const own = createHash("sha256").update(key).digest("hex").slice(0, 12);
  return `${week}-${key.replace(/[^\w-]+/g, "-").slice(0, longestName)}-${own}`;
}

/**
 * A scope as people type it, in commands and in the mail that unsubscribes.
 *
 * @example scopeName({ kind: "team", id: "4001", name: "EMEA" }); // => "team:4001"
 */
export function scopeName({ kind, id }: Pick<Scope, "kind" | "id">): string {
  return kind === "company" ? "company" : `${kind}:${id}`;
}

/**
 * May findings about this entity be told within the scope? A team is in a tree when its manager leads the
 * tree or is in it; nobody but a company's reader sees the company.
 */
export function isWithin({ scope, people }: Reach, { level, id }: Pick<Entity, "level" | "id">): boolean {
  if (people === null) return true;
  if (level === "company") return false;
  if (level === "person") return people.has(id);
  if (scope.kind === "team") return id === scope.id;
  return scope.kind === "tree" && (id === scope.id || people.has(id));
}

/** The entity that a scope's own table of values is about. */
export function entityOf(scope: Scope): Pick<Entity, "level" | "id"> {
  if (scope.kind === "company") return { level: "company", id: "company" };
  if (scope.kind === "person") return { level: "person", id: scope.id };
  return { level: "team", id: scope.id };
}
