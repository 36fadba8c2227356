import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lookOf } from "../../jobs/weekly/look.ts";
import { Config } from "../../src/config.ts";
import { logoOf } from "../../src/mail/brand.ts";
import { render } from "../../src/mail/render.ts";
import { sparkline } from "../../src/mail/sparkline.ts";
import { digest, historyOf } from "./fixture.ts";
import { attributeOf, elementsOf } from "./parse.ts";

const png = sparkline(historyOf([1, 2, 3]), { low: 1, middle: 2, high: 3 });

/** A folder of a company with a logo, and its settings beside it. */
function folderWith(brand: object, logo: Buffer = png): Parameters<typeof lookOf>[0] {
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-brand-"));
  writeFileSync(join(folder, "logo.png"), logo);
  return { config: Config.parse(brand), file: join(folder, "config.yaml") };
}

describe("a company's brand", () => {
  it("is a stripe, a logo and a last line, in HTML and text", async () => {
    const look = lookOf(
      folderWith({ brand: { colour: "#1d4f9e", logo: "logo.png", footer: "Acme <b>RevOps</b>" } }),
    );

    const { html, text, pictures } = await render(digest, look);

    expect(html).toContain("#1d4f9e");
    expect(html).toContain("Acme &lt;b&gt;RevOps&lt;/b&gt;");
    expect(text).toContain("Acme <b>RevOps</b>");
    const images = elementsOf(html).filter(({ tagName }) => tagName === "img");
    const cids = images.map((image) => attributeOf(image, "src")?.replace("cid:", ""));
    expect(cids).toEqual(expect.arrayContaining(pictures.map(({ cid }) => cid)));
    expect(pictures.some(({ png: bytes }) => bytes.equals(png))).toBe(true);
  });

  it("changes nothing where there is none", async () => {
    expect((await render(digest, lookOf(folderWith({})))).html).toBe((await render(digest)).html);
  });

  it.each([
    ["no picture", Buffer.from("GIF89a"), "is no PNG"],
    ["a large one", Buffer.concat([png, Buffer.alloc(40_000)]), "expected a PNG of at most 32768"],
  ])("is refused with %s as its logo", (_, bytes, message) => {
    expect(() => logoOf(bytes)).toThrow(message);
    expect(() => lookOf(folderWith({ brand: { logo: "logo.png" } }, bytes))).toThrow(
      /^brand\.logo: .*logo\.png/,
    );
  });

  it("is refused with a logo or a folder that is not there", () => {
    expect(() => lookOf(folderWith({ brand: { logo: "none.png" } }))).toThrow(/is not there, expected a PNG/);
    expect(() => lookOf(folderWith({ templates: "none" }))).toThrow(/^templates: .* is not there/);
  });
});

describe("templates of one's own", () => {
  const own = (change: (mjml: string) => string) => {
    const folder = mkdtempSync(join(tmpdir(), "gong-digest-templates-"));
    const ours = join(import.meta.dirname, "..", "..", "templates");
    writeFileSync(join(folder, "digest.mjml"), change(readFileSync(join(ours, "digest.mjml"), "utf8")));
    copyFileSync(join(ours, "digest.txt"), join(folder, "digest.txt"));
    return { templates: folder };
  };

  it("stand for ours", async () => {
    const { html } = await render(
      digest,
      own((mjml) => mjml.replace("<h1>{{headline}}</h1>", "<h1>So: {{headline}}</h1>")),
    );

    expect(html).toContain("<h1");
    expect(html).toContain("So: EMEA: calls hosted below usual");
  });

  it("may not switch escaping off", async () => {
    const look = own((mjml) => mjml.replace("{{headline}}", "{{{headline}}}"));

    await expect(render(digest, look)).rejects.toThrow(/\{\{\{/);
  });

  it("fail with MJML's own words where they are no MJML", async () => {
    const look = own((mjml) => mjml.replaceAll("mj-column", "mj-colum"));

    await expect(render(digest, look)).rejects.toThrow(/mj-colum\b/);
  });

  it("fail with the name of a slot that there is not", async () => {
    const look = own((mjml) => mjml.replace("{{headline}}", "{{headlin}}"));

    await expect(render(digest, look)).rejects.toThrow(/headlin/);
  });
});
