import type { Action } from "../gong/action.ts";
import { actions } from "../gong/actions.ts";
import { didYouMean } from "../nearest.ts";
import { ToolError } from "./error.ts";

/** `stats` of `stats.activityByPeriod`. */
export const areaOf = ({ name }: Pick<Action, "name">): string => name.split(".")[0] ?? name;

export const areas: readonly string[] = [...new Set(actions.map(areaOf))];

/**
 * The name under which providers of models know an action: they allow letters, digits, `_` and `-` only.
 *
 * @example
 * toolNameOf(listCalls); // => "calls_list"
 */
export const toolNameOf = ({ name }: Pick<Action, "name">): string => name.replaceAll(".", "_");

/** Every name that an action answers to, its own first. */
export function namesOf(action: Action): readonly string[] {
  const { name, slug, aliases = [] } = action;
  return [name, toolNameOf(action), ...(slug === undefined ? [] : [slug]), ...aliases];
}

const byName = new Map(actions.flatMap((action) => namesOf(action).map((name) => [keyOf(name), action])));

/**
 * The action behind its own name, its name as a tool, its catalogue slug or another name of it, in any case.
 *
 * @throws {ToolError} `unknown`, with the names that come nearest
 */
export function findAction(name: string): Action {
  const action = byName.get(keyOf(name));
  if (action) return action;
  const isSlug = /^gong_/i.test(name);
  const candidates = actions.flatMap((each) =>
    isSlug ? namesOf(each).filter((own) => /^GONG_/.test(own)) : [each.name],
  );
  throw new ToolError(
    "unknown",
    `${JSON.stringify(name)} is no action.${didYouMean(name, candidates)} gong-digest tools list has them all`,
  );
}

/** The actions of some areas, all of them when none is named. */
export function actionsOf(wanted: readonly string[] = []): readonly Action[] {
  for (const area of wanted) {
    if (areas.includes(area)) continue;
    throw new ToolError(
      "unknown",
      `area: ${JSON.stringify(area)} is none, expected ${areas.join(", ")}.${didYouMean(area, areas)}`,
    );
  }
  return wanted.length === 0 ? actions : actions.filter((action) => wanted.includes(areaOf(action)));
}

function keyOf(name: string): string {
  return name.toLowerCase();
}
