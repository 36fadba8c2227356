import type { Digest } from "../../src/digest.ts";
import type { Finding, UsualRange } from "../../src/finding.ts";
import { attributeOf, type Element, elementsOf, textOf } from "../mail/parse.ts";
import { changeText, pairText, rangeText, valueText } from "./writing.ts";

/** What a card must say, in figures of the second set of rules. */
export type Card = {
  readonly title: string;
  readonly figure: string;
  readonly usually: string;
  readonly told: string;
  readonly links: readonly string[];
};

const mark = (direction: string): string => (direction === "up" ? "▲ " : direction === "down" ? "▼ " : "");
export const flat = (text: string): string => text.replaceAll("\u2060", "").replace(/\s+/gu, " ").trim();

export function cardOf({
  level,
  entity,
  label,
  direction,
  value,
  usual,
  metric,
  unit,
  ...rest
}: Finding): Card {
  const side = direction === "up" ? "above" : "below";
  const counted = rest.kind !== "count" ? "" : ` ${Math.round(value) === 1 ? unit.replace(/s$/, "") : unit}`;
  const isSaid = ["held", "was", "wasForThem"].includes(rest.statements[0]?.pattern ?? "");
  return {
    title: flat(`${entity.name}: ${label} ${side} the usual range`),
    figure: flat(`${mark(direction)}${pairText(value, usual, metric)[0]}${counted}`),
    usually: flat(`usually ${pairText(value, usual, metric)[1]}`),
    // What a card says stands in two paragraphs; their order is of no account here.
    told: flat(
      rest.sentences
        .slice(isSaid ? 1 : 0)
        .toSorted()
        .join(" "),
    ),
    links: rest.evidence.map(({ url }) => url),
  };
}

function figuresOf(
  value: number | null,
  usual: UsualRange | null,
  metric: string,
  side: string,
): readonly [string, string] {
  const [figure, range] =
    value === null || usual === null
      ? [
          value === null ? "not known" : valueText(value, metric),
          usual === null ? "no range yet" : rangeText(usual, metric),
        ]
      : pairText(value, usual, metric);
  return [flat(side + figure), flat(range)];
}

type Row = readonly [name: string, value: string, usual: string, change: string];

export function checkedRowsOf({ checkedRows }: Digest): readonly Row[] {
  return checkedRows.map(({ label, value, usual, metric, direction }) => [
    flat(label),
    ...figuresOf(value, usual, metric, mark(direction)),
    flat(value === null || usual === null ? "" : changeText(value, usual.middle, metric)),
  ]);
}

export function otherRowsOf(findings: readonly Finding[]): readonly Row[] {
  return findings.map(({ entity, label, value, usual, metric, direction }) => [
    flat(`${entity.name}: ${label}`),
    ...figuresOf(value, usual, metric, mark(direction)),
    flat(changeText(value, usual.middle, metric)),
  ]);
}

/** The facts of a mail's HTML, read as a browser would. */
export function htmlFacts(html: string, sentences: readonly string[]) {
  const all = elementsOf(html);
  const of = (name: string) =>
    all.filter((element) => attributeOf(element, "class")?.split(" ").includes(name));
  const cards = of("card").map((card): Card & { alt: string } => {
    const within = (name: string) => inside(card, name);
    const told = [...within("told"), ...within("fine").filter((each) => links(each).length === 0)];
    return {
      title: flat(inner(card, "h3")).replace(/^\d+\. /, ""),
      figure: flat(within("fig").map(textOf).join(" ")),
      usually: flat(within("mute").map(textOf).join(" ")),
      told: sortedSentences(
        flat(told.map(textOf).join(" ")).replace(/(^|\s)(Clear|Likely|Weak)\.(?=\s|$)/, " "),
        sentences,
      ),
      links: links(card),
      alt: attributeOf(descendants(card).find(({ tagName }) => tagName === "img") ?? card, "alt") ?? "",
    };
  });
  const tables = of("data").map((table) =>
    descendants(table)
      .filter(({ tagName }) => tagName === "tr")
      .slice(1)
      .map((row) =>
        descendants(row)
          .filter(({ tagName }) => tagName === "td" || tagName === "th")
          .map((cell) => flat(textOf(cell))),
      ),
  );
  const headline = all.filter(({ tagName }) => tagName === "h1").map((each) => flat(textOf(each)));
  return {
    cards,
    tables,
    headline,
    text: flat(textOf(all.find(({ tagName }) => tagName === "body") ?? (all[0] as Element))),
  };
}

/** The sentences that a text is made of, each taken out once; whatever is left stands behind them. */
export function sortedSentences(text: string, sentences: readonly string[]): string {
  let rest = ` ${text} `;
  const found: string[] = [];
  for (const sentence of sentences.map(flat).toSorted((a, b) => b.length - a.length)) {
    const place = rest.indexOf(sentence);
    if (place < 0) continue;
    found.push(sentence);
    rest = `${rest.slice(0, place)} ${rest.slice(place + sentence.length)}`;
  }
  return flat(`${found.toSorted().join(" ")} ${rest}`);
}

function descendants(element: Element): Element[] {
  return element.childNodes.flatMap((child) => ("tagName" in child ? [child, ...descendants(child)] : []));
}

const inside = (element: Element, name: string): Element[] =>
  descendants(element).filter((each) => attributeOf(each, "class")?.split(" ").includes(name));
const inner = (element: Element, tag: string): string =>
  descendants(element)
    .filter(({ tagName }) => tagName === tag)
    .map(textOf)
    .join(" ");
const links = (element: Element): string[] =>
  descendants(element).flatMap((each) => (each.tagName === "a" ? [attributeOf(each, "href") ?? ""] : []));
