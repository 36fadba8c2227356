import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entryOf } from "../../src/page/entry.ts";
import { indexOf, pageOf } from "../../src/page/page.ts";
import { cleanText } from "../../src/text.ts";
import { digest, digestOf, drift, fullDigest } from "../mail/fixture.ts";
import { hostile, hostileDigest } from "../mail/hostile.ts";
import { detailOf } from "../page/fixture.ts";
import { browserArguments } from "./browser.ts";
import { instrument, isAskedFor } from "./instrument.ts";

const executablePath = instrument(["chromium", "chromium-browser", "google-chrome"], "chromium");
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const names = ["Ana Lopez", "Ben", "Zoë"];
const drifting = digestOf({ drifts: [drift], teams: fullDigest.teams });

/** Each page as a file of a folder, as an archive has it. */
const folder = mkdtempSync(join(tmpdir(), "gong-digest-pages-"));
const files = {
  usual: pageOf(drifting, detailOf(drifting, 40, names)),
  hostile: pageOf(
    hostileDigest,
    detailOf(
      hostileDigest,
      hostile.length,
      hostile.map((name) => cleanText(name)),
    ),
  ),
  index: indexOf([entryOf(digest), entryOf({ ...hostileDigest, week: "2026-W45" })], "en"),
};
type Name = keyof typeof files;
for (const [name, html] of Object.entries(files)) writeFileSync(join(folder, `${name}.html`), html);

let browser: Browser;
beforeAll(async () => {
  if (isAskedFor) browser = await chromium.launch({ executablePath, args: [...browserArguments] });
});
afterAll(async () => {
  await browser?.close();
});

describe.skipIf(!isAskedFor)("a page in a browser, from a file", () => {
  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    [1000, 320].flatMap((width) =>
      (["usual", "hostile", "index"] as const).map((name) => ({ name, colorScheme, width })),
    ),
  );

  it.each(looks)(
    "breaks no rule of WCAG 2.2 AA and needs no sideways scroll: $name, $colorScheme, $width px",
    async ({ name, colorScheme, width }) => {
      await shown(name, { colorScheme, viewport: { width, height: 800 } }, async (page) => {
        if (name !== "index") await page.locator("tbody button").first().click();
        await page.evaluate(axe.source);
        const options = JSON.stringify({
          runOnly: { type: "tag", values: wcag },
          resultTypes: ["violations"],
        });
        const violations = await page.evaluate(
          `axe.run(document, ${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
            nodes.map((node) => id + ": " + node.html.slice(0, 200))))`,
        );

        expect(violations).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      });
    },
    60_000,
  );

  it("sorts by each column, up and down, numbers as numbers", async () => {
    await shown("usual", {}, async (page) => {
      const column = (place: number) => page.locator(`#all tbody tr td:nth-child(${place})`).allInnerTexts();
      const button = page.locator("#all thead th:nth-child(6) button");

      await button.click();
      const up = (await column(6)).map(Number);
      await button.click();
      const down = (await column(6)).map(Number);

      expect(up).toEqual(up.toSorted((a, b) => a - b));
      expect(down).toEqual(up.toReversed());
      expect(up[0]).not.toBe(up.at(-1));
      expect(await page.locator("#all thead th:nth-child(6)").getAttribute("aria-sort")).toBe("descending");
    });
  });

  it.each([320, 400, 560])("needs no sideways scroll of its tables at %d px", async (width) => {
    await shown("usual", { viewport: { width, height: 800 } }, async (page) => {
      const tooWide = await page.evaluate(
        `[document.getElementById("all").parentNode]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length`,
      );

      expect(tooWide).toBe(0);
    });
  });

  it.each([320, 400, 1000])("draws every dot whole at %d px", async (width) => {
    await shown("usual", { viewport: { width, height: 800 } }, async (page) => {
      // A line of no length has no box of its own: the dot is as wide as its stroke.
      const cut = await page.evaluate(
        `[...document.querySelectorAll("svg .now")].filter((dot) => {
          const { left, right } = dot.ownerSVGElement.getBoundingClientRect();
          const place = left + ((right - left) * dot.getPointAtLength(0).x) / 1000;
          return right - place < Number.parseFloat(getComputedStyle(dot).strokeWidth) / 2;
        }).length`,
      );

      expect(cut).toBe(0);
    });
  });

  it("shows forty rows until all are asked for, also when sorted", async () => {
    await shown("usual", {}, async (page) => {
      const rows = page.locator("#all tbody tr:visible");
      expect(await rows.count()).toBe(40);

      await page.locator("#all thead th:nth-child(6) button").click();
      expect(await rows.count()).toBe(40);
      await page.getByRole("button", { name: "Show all 44" }).click();

      expect(await rows.count()).toBe(44);
      expect(await page.locator("#more").isVisible()).toBe(false);
    });
  });

  it("filters rows by name and metric, and by what is unusual", async () => {
    await shown("usual", {}, async (page) => {
      await page.fill("#filter input[type=search]", "zoë hosted");
      const rows = page.locator("#all tbody tr:visible");
      // Of forty in turn, every third is Zoë's and every second of hosted calls: places 2, 8, … 38.
      expect(await rows.count()).toBe(7);

      await page.fill("#filter input[type=search]", "");
      await page.check("#filter input[type=checkbox]");

      expect(await rows.count()).toBe(4);
      expect(await page.locator("#filter output").innerText()).toBe("4 of 44 rows");
    });
  });

  it("draws a row's chart when asked, and takes it away", async () => {
    await shown("usual", {}, async (page) => {
      const button = page.locator("#all tbody button").first();

      await button.click();
      expect(await page.locator("#all tbody svg").getAttribute("aria-label")).toMatch(
        /^EMEA, calls hosted: 86; 118–148$/,
      );
      await button.click();

      expect(await page.locator("#all tbody svg").count()).toBe(0);
    });
  });

  it("shows a hostile name as the text it is", async () => {
    await shown("hostile", {}, async (page) => {
      const cells = await page.locator("#all tbody th").allTextContents();
      const shownNames = new Set(cells.map((cell) => cell.trim()));

      for (const name of hostile) expect(shownNames).toContain(Buffer.from(cleanText(name)).toString());
    });
  });

  it("can be read without JavaScript", async () => {
    await shown("usual", { javaScriptEnabled: false }, async (page) => {
      const rows = page.locator(".all tbody tr:visible");
      expect(await rows.count()).toBe(40);
      await page.locator("#others summary").click();
      expect(await rows.count()).toBe(44);
      expect(await page.locator("figure.chart svg").first().isVisible()).toBe(true);
      await page.locator("summary", { hasText: "The arithmetic behind it" }).first().click();
      expect(await page.locator("pre").first().innerText()).toContain("1. Past: 52 weeks");
      expect(await page.locator("#filter").isVisible()).toBe(false);
    });
  });
});

/** Opens a file; whatever it asks for beside itself, and whatever it complains of, fails the test. */
async function shown(
  name: Name,
  options: BrowserContextOptions,
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    const asked: string[] = [];
    const faults: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => faults.push(message.text()));
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("dialog", (dialog) => faults.push(dialog.message()));
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    await page.goto(url);
    await test(page);
    expect(asked).toEqual([url]);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}
