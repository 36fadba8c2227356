import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserArguments } from "./browser.ts";
import { instrument, isAskedFor } from "./instrument.ts";
import { type ReadMail, readMails, withPictures } from "./mails.ts";

const executablePath = instrument(["chromium", "chromium-browser", "google-chrome"], "chromium");

/** WCAG 2.2, levels A and AA, as axe names their parts. */
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

type Look = {
  readonly look: string;
  readonly html: (mail: ReadMail) => string;
  readonly dark?: boolean;
};

/** The forms in which mail programs show one mail. */
const looks: readonly Look[] = [
  { look: "light", html: withPictures },
  { look: "dark", html: withPictures, dark: true },
  { look: "images off", html: ({ html }) => html },
  { look: "styles stripped", html: (mail) => withPictures(mail).replace(/<style[\s\S]*?<\/style>/gi, "") },
  { look: "as Outlook for Windows takes it apart", html: (mail) => opened(withPictures(mail)) },
];

/** CSS pixels: a window, and the narrowest phone. */
const [wide, narrow] = [800, 320];

let browser: Browser;
beforeAll(async () => {
  if (!isAskedFor) return;
  browser = await chromium.launch({
    executablePath,
    args: [...browserArguments],
  });
});
afterAll(async () => {
  await browser?.close();
});

describe.skipIf(!isAskedFor).each(await readMails())("the mail on a screen: $name", (mail) => {
  it.each(looks)("breaks no rule of WCAG 2.2 AA, $look", async (look) => {
    await shown(mail, look, wide, async (page) => {
      expect(await violations(page)).toEqual([]);
    });
  });

  it.each(looks.slice(0, 4))("needs no sideways scroll at 320 px, $look", async (look) => {
    await shown(mail, look, narrow, async (page) => {
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(narrow);
      expect(await violations(page)).toEqual([]);
    });
  });
});

describe.skipIf(!isAskedFor).each(await readMails())("the pictures of the mail: $name", (mail) => {
  const widths = [
    [looks[0], looks[3]],
    [400, 560, 639],
  ] as const;
  const all = widths[0].flatMap((look) => (look ? widths[1].map((width) => ({ ...look, width })) : []));

  it.each(all)("begin where the text above them does at $width px, $look", async ({ width, ...look }) => {
    await shown(mail, look, width, async (page) => {
      const indents = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.side img')].map((picture) => picture.getBoundingClientRect().left
          - picture.closest('.card').querySelector('h3').getBoundingClientRect().left)`,
      );

      expect(new Set(indents)).toEqual(indents.length > 0 ? new Set([0]) : new Set());
    });
  });
});

describe.skipIf(!isAskedFor)("axe", () => {
  it("sees pale text and a picture without words here", async () => {
    const html = '<html lang="en"><title>x</title><p style="color:#ccc;background:#fff">pale<img src="x">';
    const mail = { name: "bad", raw: Buffer.alloc(0), html, text: "", pictures: new Map() };

    await shown(mail, { look: "light", html: () => html }, wide, async (page) => {
      expect((await violations(page)).map((found) => found.split(":")[0])).toEqual([
        "color-contrast",
        "image-alt",
      ]);
    });
  });
});

async function shown(
  mail: ReadMail,
  { look, html, dark = false }: Look,
  width: number,
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    colorScheme: dark ? "dark" : "light",
    offline: true,
    viewport: { width, height: 800 },
  });
  try {
    const page = await context.newPage();
    await page.setContent(html(mail), { waitUntil: "load" });
    await picture(page, `${mail.name} ${look} ${width}`);
    await test(page);
  } finally {
    await context.close();
  }
}

/** For people to look at, into the folder that GATE_PICTURES names. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.GATE_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replace(/[^\w.]+/g, "-")}.png`), fullPage: true });
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: { type: "tag", values: wcag }, resultTypes: ["violations"] });
  return page.evaluate<string[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => id + ": " + node.html.slice(0, 200) + " " + (node.any[0]?.message ?? ""))))`,
  );
}

/** What stands in comments for Outlook is content there, and what is hidden from it is not. */
function opened(html: string): string {
  return html
    .replace(/<!--\[if !mso[^\]]*\]><!-->[\s\S]*?<!--<!\[endif\]-->/g, "")
    .replace(/<!--\[if [^\]]*\]>([\s\S]*?)<!\[endif\]-->/g, "$1");
}
