import { caniemail, rawData } from "caniemail";
import { describe, expect, it } from "vitest";
import { attributeOf, elementsOf } from "../mail/parse.ts";
import { readMails } from "./mails.ts";

const clients = [
  "gmail.desktop-webmail",
  "gmail.ios",
  "gmail.android",
  "outlook.windows",
  "outlook.macos",
  "apple-mail.macos",
  "apple-mail.ios",
] as const;

/** The data knows one more than the linter does. */
const programs = [...clients, "outlook.outlook-com"];

/** What one of these programs does not support and the mail uses all the same, with what is lost there. */
const accepted: Readonly<Record<string, string>> = {
  // Only in the style block for small and for dark screens; what reads it not shows the light, wide form.
  "@media": "the mail is light and 640 px wide",
  "<style> element": "the same",
  "Chaining selectors": "the same",
  "Descendant combinator": "the same",
  "Class selector": "the same",
  "ID selector": "the same; MJML resets Outlook by #outlook",
  "Type selector": "the same",
  "<body> element": "MJML's own; its attributes stand on a div inside it too",
  "aria-label attribute": "the mark ▲ or ▼ is text and the heading says the side in words",
  "role attribute": "tables of layout are read as tables",
  "display:none": "the preheader is seen as a first line",
  "border-radius": "corners are square",
  outline: "MJML's own, of pictures",
  overflow: "the preheader's, beside display:none",
  "white-space": "the name of a week may break at its hyphen",
  "word-break": "a long name may widen its column",
  "word-spacing": "MJML's own, of the body",
};

/** Features that the linter of caniemail does not look for, by their name in its data. */
const ownRules: readonly { readonly slug: string; readonly used: (html: string) => boolean }[] = [
  { slug: "html-svg", used: (html) => has(html, "svg") },
  { slug: "html-form", used: (html) => has(html, "form", "input", "button", "select", "textarea") },
  { slug: "html-video", used: (html) => has(html, "video", "audio") },
  { slug: "html-object", used: (html) => has(html, "object", "embed", "iframe") },
  { slug: "html-picture", used: (html) => has(html, "picture", "source") },
  { slug: "html-dialog", used: (html) => has(html, "dialog", "details", "summary") },
  { slug: "html-link", used: (html) => has(html, "link", "script", "base") },
  { slug: "image-base64", used: (html) => sources(html).some((source) => /^data:/i.test(source)) },
  { slug: "image-svg", used: (html) => sources(html).some((source) => /\.svg\b/i.test(source)) },
  { slug: "image-webp", used: (html) => sources(html).some((source) => /\.(webp|avif)\b/i.test(source)) },
  { slug: "css-variables", used: (html) => /var\(|[{;"]\s*--[\w-]+\s*:/.test(styles(html)) },
  { slug: "css-display-flex", used: (html) => /display\s*:\s*(inline-)?flex/i.test(styles(html)) },
  { slug: "css-display-grid", used: (html) => /display\s*:\s*(inline-)?grid/i.test(styles(html)) },
  { slug: "css-position", used: (html) => /(^|[{;"\s])position\s*:/i.test(styles(html)) },
  { slug: "css-background-image", used: (html) => /background(-image)?\s*:[^;]*url\(/i.test(styles(html)) },
  { slug: "css-at-font-face", used: (html) => /@font-face/i.test(styles(html)) },
  { slug: "css-at-import", used: (html) => /@import/i.test(styles(html)) },
  { slug: "css-animation", used: (html) => /@keyframes|animation\s*:/i.test(styles(html)) },
  { slug: "css-float", used: (html) => /(^|[{;"\s])float\s*:/i.test(styles(html)) },
];

describe("the rules of our own", () => {
  it("each stand for something that one of the programs does not support in full", () => {
    const data = rawData.data as unknown as readonly Feature[];
    const needless = ownRules.filter(({ slug }) => {
      const feature = data.find((each) => each.slug === slug);
      return !feature || programs.every((program) => isSupported(feature, program));
    });

    expect(needless.map(({ slug }) => slug)).toEqual([]);
  });

  it.each([
    ["html-svg", "<svg></svg>"],
    ["image-base64", '<img src="data:image/png;base64,x">'],
    ["css-variables", '<p style="color:var(--ink)">'],
    ["css-position", "<style>p{position:fixed}</style>"],
    ["css-background-image", '<p style="background:url(x.png)">'],
    ["html-link", "<script></script>"],
  ])("see %s", (slug, html) => {
    expect(ownRules.find((rule) => rule.slug === slug)?.used(html)).toBe(true);
  });
});

describe.each(await readMails())("programs that show the mail: $name", ({ html }) => {
  it("have nothing new that they do not support", () => {
    const { issues } = caniemail({ clients: [...clients], html });

    const titles = new Set([...issues.errors.values()].flat().map(({ title }) => title));
    expect([...titles].filter((title) => !(title in accepted))).toEqual([]);
  });

  it.each(ownRules)("are given no $slug", ({ used }) => {
    expect(used(html)).toBe(false);
  });

  it("load nothing from elsewhere, and lead only to https", () => {
    const elements = elementsOf(html);

    expect(sources(html).filter((source) => !source.startsWith("cid:"))).toEqual([]);
    expect(elements.map((element) => attributeOf(element, "background")).filter(Boolean)).toEqual([]);
    const links = elements.flatMap((element) => attributeOf(element, "href") ?? []);
    expect(links.filter((link) => !/^(https:|mailto:)/.test(link))).toEqual([]);
  });

  it("are told the size and the finding of each picture", () => {
    for (const image of elementsOf(html).filter(({ tagName }) => tagName === "img")) {
      expect(attributeOf(image, "width")).toMatch(/^\d+$/);
      expect(attributeOf(image, "height")).toMatch(/^\d+$/);
      const alt = [...(attributeOf(image, "alt") ?? "")].length;
      expect(alt).toBeGreaterThanOrEqual(20);
      expect(alt).toBeLessThanOrEqual(160);
    }
  });

  it("give each link words of its own", () => {
    const links = elementsOf(html).filter(({ tagName }) => tagName === "a");
    const targets = new Map<string, Set<string | undefined>>();
    for (const link of links) {
      const words = link.childNodes.map((node) => ("value" in node ? node.value : "")).join("");
      targets.set(words, (targets.get(words) ?? new Set()).add(attributeOf(link, "href")));
    }

    expect([...targets].filter(([, hrefs]) => hrefs.size > 1).map(([words]) => words)).toEqual([]);
  });
});

type Feature = {
  readonly slug: string;
  readonly stats: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
};

/** Is its newest test in this program a full yes? What was never tested is taken for one. */
function isSupported({ stats }: Feature, program: string): boolean {
  const [family = "", platform = ""] = program.split(".");
  const newest = Object.values(stats[family]?.[platform] ?? {}).at(-1);
  return newest === undefined || newest.startsWith("y");
}

function has(html: string, ...names: readonly string[]): boolean {
  return elementsOf(html).some(({ tagName }) => names.includes(tagName));
}

function sources(html: string): string[] {
  return elementsOf(html).flatMap((element) =>
    ["src", "srcset", "poster", "data"].flatMap((name) => attributeOf(element, name) ?? []),
  );
}

/** Every style block and style attribute, those in comments for Outlook left out. */
function styles(html: string): string {
  const elements = elementsOf(html);
  const blocks = elements
    .filter(({ tagName }) => tagName === "style")
    .flatMap(({ childNodes }) => childNodes.map((node) => ("value" in node ? node.value : "")));
  return [...blocks, ...elements.flatMap((element) => attributeOf(element, "style") ?? [])].join(";\n");
}
