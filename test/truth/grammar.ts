import { IntlMessageFormat } from "intl-messageformat";
import { metricOf } from "../../src/metrics.ts";
import { en } from "../../src/words/en.ts";
import type { Pattern, Slot, Statement } from "../../src/words/statement.ts";
import * as written from "./writing.ts";

type Ast = ReturnType<IntlMessageFormat["getAst"]>;

const trees = new Map<Pattern, Ast>();
const rules = new Map<Pattern, { readonly rule: RegExp; readonly names: readonly string[] }>();

/** How a slot is written, by the second set of rules. */
export function slotText(slot: Slot, { value, usual }: Statement["slots"] = {}): string {
  if (value && usual && "value" in value && "range" in usual && value.of === usual.of) {
    const [figure, range] = written.pairText(value.value, usual.range, value.of);
    if (slot === value) return figure;
    if (slot === usual) return range;
  }
  if ("text" in slot) return slot.text;
  if ("names" in slot) return written.listText(slot.names);
  if ("choice" in slot) return slot.choice;
  if ("count" in slot) return written.countText(slot.count);
  if ("metric" in slot) return metricOf(slot.metric).label;
  if ("metrics" in slot) return written.listText(slot.metrics.map((id) => metricOf(id).label));
  if ("share" in slot) return written.shareText(slot.share);
  if ("parts" in slot) return written.listText(slot.parts.map(sentenceOf));
  if ("week" in slot) return slot.week;
  // What Gong tells beside a number is not generated here.
  if ("day" in slot || "to" in slot || "lengths" in slot || "settings" in slot || "values" in slot) return "";
  if ("range" in slot) return written.rangeText(slot.range, slot.of);
  if ("change" in slot) return written.changeText(slot.change, slot.from, slot.of);
  if ("size" in slot) return written.sizeText(slot.size, slot.of);
  if ("difference" in slot) return written.differenceText(slot.difference, slot.of);
  return written.valueText(slot.value, slot.of);
}

/** A statement said by walking its message's tree with slots of the second set of rules. */
export function sentenceOf({ pattern, slots }: Statement): string {
  const numberOf = (name: string): number => {
    const slot = slots[name.replace(/Count$/, "")];
    if (slot && "count" in slot) return slot.count;
    if (slot && "value" in slot) return Math.round(slot.value);
    throw new Error(`${pattern}: nothing to count in ${name}`);
  };
  const walk = (tree: Ast): string =>
    tree
      .map((node) => {
        if (node.type === 0) return node.value;
        if (node.type === 1) return slotText(slotOf(slots, node.value, pattern), slots);
        if (node.type === 5) {
          const choice = slotText(slotOf(slots, node.value, pattern));
          return walk((node.options[choice] ?? node.options.other)?.value ?? []);
        }
        if (node.type !== 6) throw new Error(`${pattern}: a message holds what no sentence should`);
        const count = numberOf(node.value);
        const form = node.options[`=${count}`] ?? (count === 1 ? node.options.one : undefined);
        return walk((form ?? node.options.other)?.value ?? []);
      })
      .join("");
  const text = walk(treeOf(pattern)).replace(/\.\.$/, ".");
  const leads = Object.values(slots).some((slot) => "count" in slot && text.startsWith(slotText(slot)));
  return leads ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Every pattern that a sentence could have been made with, and what stands in its slots then. */
export function parsesOf(sentence: string): ReadonlyMap<Pattern, Readonly<Record<string, string>>> {
  const found = new Map<Pattern, Readonly<Record<string, string>>>();
  for (const pattern of Object.keys(en.sentences) as Pattern[]) {
    const { rule, names } = ruleOf(pattern);
    const match = rule.exec(sentence);
    if (!match) continue;
    const slots: Record<string, string> = {};
    for (const [at, name] of names.entries())
      if (match[at + 1] !== undefined) slots[name] = match[at + 1] ?? "";
    found.set(pattern, slots);
  }
  return found;
}

function ruleOf(pattern: Pattern) {
  const known = rules.get(pattern);
  if (known) return known;
  const names: string[] = [];
  const walk = (tree: Ast): string =>
    tree
      .map((node): string => {
        if (node.type === 0) return node.value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        if (node.type === 1) {
          names.push(node.value);
          return "(.+?)";
        }
        if (node.type !== 5 && node.type !== 6) throw new Error(`${pattern}: a node of type ${node.type}`);
        // The longer wording first: what is left of it would fit the slots of the shorter one.
        return `(?:${Object.values(node.options)
          .toSorted((a, b) => b.value.length - a.value.length)
          .map(({ value }) => walk(value))
          .join("|")})`;
      })
      .join("");
  // A number word that leads has a capital, and a name may end with the full stop.
  const body = walk(treeOf(pattern)).replace(/\\\.$/, "\\.?");
  const made = { rule: new RegExp(`^${body}$`, "iu"), names };
  rules.set(pattern, made);
  return made;
}

function treeOf(pattern: Pattern): Ast {
  const tree =
    trees.get(pattern) ??
    new IntlMessageFormat(en.sentences[pattern], "en", undefined, { ignoreTag: true }).getAst();
  trees.set(pattern, tree);
  return tree;
}

function slotOf(slots: Statement["slots"], name: string, pattern: string): Slot {
  const slot = slots[name];
  if (!slot) throw new Error(`${pattern}: no slot ${name}`);
  return slot;
}
