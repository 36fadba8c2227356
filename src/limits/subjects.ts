import type { Action, Effect } from "../gong/action.ts";
import { actions } from "../gong/actions.ts";
import { didYouMean } from "../nearest.ts";
import { nameTest } from "./mask.ts";

/** Something that a persona may include: an action, or a tool over our own history. */
export type Subject = {
  readonly name: string;
  /** Every name that it answers to, its own first. */
  readonly names: readonly string[];
  readonly area: string;
  readonly effect: Effect;
};

/** The tools over the history, which all read; a test holds them against the tools themselves. */
export const historyToolNames: readonly string[] = [
  "history_series",
  "history_findings",
  "explain_finding",
  "digest_of_week",
];

const subjectOf = (action: Action): Subject => ({
  name: action.name,
  names: [
    action.name,
    action.name.replaceAll(".", "_"),
    ...(action.slug === undefined ? [] : [action.slug]),
    ...(action.aliases ?? []),
  ],
  area: action.name.split(".")[0] ?? action.name,
  effect: action.effect,
});

export const subjects: readonly Subject[] = [
  ...actions.map(subjectOf),
  ...historyToolNames.map((name): Subject => ({ name, names: [name], area: "history", effect: "read" })),
];

const effects: readonly string[] = ["read", "write", "destructive"];

/**
 * Does an entry of `include` or `exclude` mean this subject? An entry is a name, an area, an effect, or a pattern over
 * names.
 */
export function entryMeans(entry: string, { names, area, effect }: Subject): boolean {
  const wanted = entry.toLowerCase();
  if (effects.includes(wanted)) return effect === wanted;
  if (wanted.includes("*")) return names.some(nameTest(wanted));
  return area.toLowerCase() === wanted || names.some((name) => name.toLowerCase() === wanted);
}

/** What is wrong with an entry: that it means nothing there is. Null when it means something. */
export function entryFault(entry: string): string | null {
  if (effects.includes(entry.toLowerCase()) || subjects.some((subject) => entryMeans(entry, subject)))
    return null;
  const known = [...effects, ...subjects.flatMap(({ area, names }) => [area, ...names])];
  const bare = entry.replace(/[.*]+$/, "").replace(/^[.*]+/, "");
  return entry.includes("*")
    ? `matches no action, expected a pattern like calls.*.${didYouMean(bare, known)}`
    : `is no action, area or effect.${didYouMean(entry, known)}`;
}
