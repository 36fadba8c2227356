import { ConfigError } from "../../src/config.ts";
import { actions } from "../../src/gong/actions.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { jobPersona } from "../../src/limits/persona.ts";

/** What the weekly job asks for, what findings can do without included, and by what a key is tried. */
const weekly = actions
  .filter(({ name }) => [...jobPersona.include, listWorkspaces.name].includes(name))
  .map(({ scope }) => scope);

const named: Readonly<Record<string, readonly string[]>> = {
  weekly,
  read: actions
    .filter(({ effect, cost }) => effect === "read" && cost === undefined)
    .map(({ scope }) => scope),
  all: actions.map(({ scope }) => scope),
};

/**
 * The scopes that an app is to be allowed: `weekly`, `read`, `all`, or a list of Gong's names.
 *
 * @throws {ConfigError} for a name that no action needs
 * @example
 * scopesOf("api:users:read,api:stats:interaction"); // => ["api:stats:interaction", "api:users:read"]
 */
export function scopesOf(option: string): readonly string[] {
  const wanted = named[option] ?? option.split(/[\s,]+/).filter((each) => each !== "");
  const unknown = wanted.filter((each) => !named.all?.includes(each));
  if (unknown.length === 0 && wanted.length > 0) return [...new Set(wanted)].toSorted();
  throw new ConfigError(
    `--scopes: ${unknown.join(", ") || "empty"}; expected weekly, read, all or names like ${weekly[0]}`,
  );
}
