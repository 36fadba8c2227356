import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { Digest } from "../digest.ts";
import { wholeWeeks } from "../mail/whole-weeks.ts";
import { packageRoot } from "../root.ts";
import { type Words, wordsOf } from "../words/words.ts";
import type { Detail } from "./detail.ts";
import { entryOf, type PageEntry } from "./entry.ts";
import { dataMarkup, Markup } from "./markup.ts";
import { type PageOptions, type PageView, pageViewOf } from "./page-view.ts";

/** What a company puts around its pages. */
export type PageBrand = {
  /** Of the stripe at the top: `#1d4f9e`. */
  readonly colour: string | null;
  /** A PNG as a data URL. Size in CSS pixels. */
  readonly logo: { readonly source: string; readonly width: number; readonly height: number } | null;
  readonly footer: string | null;
};

const plain: PageBrand = { colour: null, logo: null, footer: null };

/** The slots of `templates/page.hbs`. */
export type PageSlots = {
  readonly locale: string;
  readonly policy: string;
  readonly style: Markup;
  readonly script: Markup;
  readonly words: Words["page"];
  readonly brand: PageBrand;
  readonly page: PageView;
  /** The page's line in the list of weeks, so that the list can be made again from the pages alone. */
  readonly entry: Markup;
};

/**
 * A page of one week and scope: one file that loads nothing, can be read without its script and from a disk. The same
 * digest gives the same bytes.
 */
export function pageOf(
  digest: Digest,
  detail: Detail,
  options: PageOptions & { readonly brand?: PageBrand } = {},
): string {
  const { brand = plain, ...rest } = options;
  const files = own();
  const slots: PageSlots = {
    locale: digest.locale,
    policy: policyOf(files.style, files.script),
    style: files.style,
    script: files.script,
    words: wordsOf(digest.locale).page,
    brand,
    page: pageViewOf(digest, detail, rest),
    entry: dataMarkup(entryOf(digest)),
  };
  return files.page(slots);
}

/** The list of all weeks, newest first; within a week the company first, then by name. */
export function indexOf(entries: readonly PageEntry[], locale: string, brand: PageBrand = plain): string {
  const { index, style } = own();
  const weeks = [...new Set(entries.map(({ week }) => week))].toSorted().toReversed();
  return index({
    locale,
    policy: policyOf(style),
    style,
    words: wordsOf(locale).page,
    brand,
    weeks: weeks.map((week) => {
      const pages = entries.filter((entry) => entry.week === week).toSorted(byScope);
      return { week, period: pages[0]?.period ?? week, pages };
    }),
  });
}

function byScope(a: PageEntry, b: PageEntry): number {
  const rank = ({ scope }: PageEntry): number => (scope.kind === "company" ? 0 : 1);
  return rank(a) - rank(b) || a.scope.name.localeCompare(b.scope.name, "en") || (a.file < b.file ? -1 : 1);
}

type Own = {
  readonly page: Handlebars.TemplateDelegate;
  readonly index: Handlebars.TemplateDelegate;
  readonly style: Markup;
  readonly script: Markup;
};

let known: Own | undefined;

/** The package's own files; they are not for changing, since the policy of a page names its script by its hash. */
function own(): Own {
  if (known) return known;
  const read = (name: string): string => readFileSync(join(packageRoot, "templates", name), "utf8");
  const engine = Handlebars.create();
  engine.registerHelper("whole", (text: string) => wholeWeeks(text, 'class="whole"'));
  const compile = (name: string): Handlebars.TemplateDelegate =>
    engine.compile(read(name), { strict: true, knownHelpersOnly: true, knownHelpers: { whole: true } });
  known = {
    page: compile("page.hbs"),
    index: compile("index.hbs"),
    style: new Markup(read("page.css")),
    script: new Markup(read("page.js")),
  };
  return known;
}

/** Nothing is loaded, and of scripts and styles only ours may run. */
function policyOf(style: Markup, script?: Markup): string {
  const hash = ({ text }: Markup): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    ...(script ? [`script-src ${hash(script)}`] : []),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
