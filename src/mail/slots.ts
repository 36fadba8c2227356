import type { View } from "./view.ts";

/** What each slot of a mail's template holds, in words; the type leaves no slot out and lets none in that is not there. */
type Slots<T> =
  NonNullable<T> extends readonly (infer Item)[]
    ? Item extends string
      ? string
      : { readonly about: string; readonly each: Fields<Item> }
    : NonNullable<T> extends string | number
      ? string
      : { readonly about: string; readonly slots: Fields<NonNullable<T>> };

type Fields<T> = { readonly [Key in keyof T]: Slots<T[Key]> };

type Described = Omit<View, "words">;

const row = {
  name: "what it is about",
  mark: "▲, ▼ or empty",
  direction: "the same in words; empty inside the usual range",
  value: "this week's value",
  usual: "its usual range",
  change: "from the middle of it; may be empty",
} as const;

/** Every slot of `digest.mjml` and `digest.txt` but `words`, which are those of `src/words/en.ts` under `mail`. */
export const slots: Fields<Described> = {
  locale: "`en`",
  subject: "the subject",
  preheader: "what mail programs show beside the subject",
  masthead: "“Gong weekly · EMEA”",
  headline: "the sentence that leads",
  period: "the week with its days and zone",
  counts: "how many of how many are unusual",
  notes: "what to know about the data; texts",
  legend: "what the pictures show",
  cards: {
    about: "findings told in full",
    each: {
      number: "1, 2, …",
      cid: "of its picture: `cid:{{cid}}`",
      title: "who, what and which side",
      mark: "▲ or ▼",
      value: "this week's value",
      unit: "“calls”; may be empty",
      usually: "“usually 118–148”",
      usual: "“118–148”",
      change: "“−34 %”; may be empty",
      sentences: "how far and who; texts",
      context: "how rare and on what it rests; texts",
      certainty: "Clear, Likely or Weak",
      links: { about: "to Gong", each: { text: "what is there", url: "an https address" } },
      alt: "of the picture",
      history: {
        about: "weeks of the picture, oldest first",
        each: { week: "`2026-W46`", value: "as a number; missing where not known", base: "calls behind it" },
      },
      range: { about: "usual range as numbers", slots: { low: "low", middle: "middle", high: "high" } },
    },
  },
  closest: "of a quiet week, the value that came closest; may be empty",
  corrections: "what was told and what is true now; texts",
  others: {
    about: "findings for which there was no card; may be missing",
    slots: {
      title: "heading",
      rows: { about: "one each", each: row },
      rest: "how many have no row; may be empty",
    },
  },
  backToUsual: "what is inside its range again; texts",
  drifts: "what moved over several weeks; texts",
  teams: {
    about: "teams side by side; may be missing",
    slots: {
      metrics: "heads of the columns; texts",
      rows: {
        about: "one for each team",
        each: {
          name: "the team",
          cells: {
            about: "one for each metric",
            each: { mark: row.mark, direction: row.direction, value: row.value },
          },
        },
      },
      rest: "how many have no row; may be empty",
    },
  },
  checked: {
    about: "everything that was checked of the scope itself; may be missing",
    slots: {
      title: "heading",
      rows: { about: "one for each metric", each: row },
      rest: "how many have no row; may be empty",
    },
  },
  muted: "how many muted findings are left out; may be empty",
  why: "why the reader gets this; texts",
  next: "when the next one comes; may be empty",
  run: "week, scope and revision",
  brand: {
    about: "the company's own",
    slots: {
      colour: "“#1d4f9e”; may be empty",
      footer: "a line of text; may be empty",
      logo: {
        about: "may be missing",
        slots: { cid: "`cid:{{cid}}`", width: "CSS pixels", height: "CSS pixels" },
      },
    },
  },
};

/** The slots as lines of Markdown, for `templates/README.md`. */
export function slotLines(): readonly string[] {
  return linesOf(slots as unknown as Readonly<Record<string, Node>>, "");
}

type Node =
  | string
  | { readonly about: string; readonly each?: Node; readonly slots?: Readonly<Record<string, Node>> };

function linesOf(nodes: Readonly<Record<string, Node>>, path: string): string[] {
  return Object.entries(nodes).flatMap(([name, node]) => {
    const own = `${path}${name}`;
    if (typeof node === "string") return [`| \`${own}\` | ${node} |`];
    const below = node.slots ?? node.each;
    const inner = typeof below === "object" ? (below as Readonly<Record<string, Node>>) : {};
    return [`| \`${own}\` | ${node.about} |`, ...linesOf(inner, node.each ? `${own}[].` : `${own}.`)];
  });
}
