import { ConfigError } from "../src/config.ts";
import { actions } from "../src/gong/actions.ts";
import { listCallDetails, listCalls } from "../src/gong/calls.ts";
import { scorecardSettings } from "../src/gong/settings.ts";
import { activityByDay, activityByPeriod, answeredScorecards, interactionStats } from "../src/gong/stats.ts";
import { listUsers } from "../src/gong/users.ts";
import { listWorkspaces } from "../src/gong/workspaces.ts";

/** What the weekly job asks for, the two that findings can do without included. */
const weekly = [
  listUsers,
  activityByPeriod,
  activityByDay,
  interactionStats,
  answeredScorecards,
  scorecardSettings,
  listCalls,
  listCallDetails,
  listWorkspaces,
].map(({ scope }) => scope);

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
