import { describe, expect, it } from "vitest";
import { render, standalone } from "../../src/mail/render.ts";
import { digest, digestOf, fullDigest, quietDigest } from "./fixture.ts";
import { attributeOf, elementsOf, textOf } from "./parse.ts";

describe("render", () => {
  it("writes the HTML that was looked at", async () => {
    const { html } = await render(digest);

    await expect(html).toMatchFileSnapshot("../golden/digest.html");
  });

  it("writes the plain text that was looked at", async () => {
    const { text } = await render(digest);

    await expect(text).toMatchFileSnapshot("../golden/digest.txt");
  });

  it("stays under 64 KB with ten cards and forty rows, where Gmail cuts at about 102 KB", async () => {
    const { html } = await render(fullDigest, { cards: 10 });

    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(65_536);
  });

  it("has one h1, h2 below it and h3 below those", async () => {
    const { html } = await render(digest);

    const levels = elementsOf(html).flatMap(({ tagName }) => (/^h\d$/.test(tagName) ? [tagName] : []));
    expect(levels).toEqual(["h1", "h2", "h3", "h3", "h3", "h2", "h2", "h2"]);
  });

  it("says language, direction and title", async () => {
    const { html, subject } = await render(digest);

    const elements = elementsOf(html);
    const root = elements.find(({ tagName }) => tagName === "html");
    const title = elements.find(({ tagName }) => tagName === "title");
    expect(root?.attrs).toEqual(
      expect.arrayContaining([
        { name: "lang", value: "en" },
        { name: "dir", value: "ltr" },
      ]),
    );
    expect(title && textOf(title)).toBe(subject.replace(/\.(?=\p{L})/gu, ".\u2060"));
  });

  it("marks every layout table as one, and gives data tables scoped headers instead", async () => {
    const { html } = await render(fullDigest);

    for (const table of elementsOf(html).filter(({ tagName }) => tagName === "table")) {
      const isData = attributeOf(table, "class") === "data";
      expect(attributeOf(table, "role")).toBe(isData ? undefined : "presentation");
    }
    for (const header of elementsOf(html).filter(({ tagName }) => tagName === "th")) {
      expect(attributeOf(header, "scope")).toMatch(/^(col|row)$/);
    }
  });

  it("states the finding in the alt text of its picture, direction included", async () => {
    const { pictures } = await render(digest);

    expect(pictures.map(({ alt }) => alt)).toEqual([
      "13 weeks of calls hosted: this week 86, below the usual 118–148.",
      "13 weeks of talk ratio: this week 68\u00a0%, above the usual 41–55\u00a0%.",
      "13 weeks of longest monologue: this week 6\u00a0min\u00a040\u00a0s, above the usual 1\u00a0min\u00a050\u00a0s – 3\u00a0min\u00a010\u00a0s.",
    ]);
  });

  it("loads nothing from outside", async () => {
    const { html } = await render(digest);

    const loaded = elementsOf(html)
      .filter(({ tagName }) => ["img", "link", "script", "iframe"].includes(tagName))
      .map((element) => attributeOf(element, "src") ?? attributeOf(element, "href"));
    expect(loaded).toEqual(["cid:finding-1", "cid:finding-2", "cid:finding-3"]);
    expect(html).not.toMatch(/@import|url\(|fonts\.g/i);
  });

  it.each([/<svg/i, /data:image/i, /position:/i, /display:\s*(flex|grid)/i, /var\(/, /background-image/i])(
    "uses nothing that large mail programs drop: %s",
    async (dropped) => {
      const { html } = await render(fullDigest, { cards: 10 });

      expect(html).not.toMatch(dropped);
    },
  );

  it("does not say the value and its usual range twice in one card", async () => {
    const { html, text } = await render(digest);

    expect(html).not.toContain("EMEA held 86 calls");
    expect(text).not.toContain("EMEA held 86 calls");
  });

  it("says the change of a card once", async () => {
    const { text } = await render({ ...digest, checkedRows: [] });

    expect(text.match(/34\s%/g)).toHaveLength(1);
    expect(text.match(/20\spoints/g)).toHaveLength(1);
    expect(text.match(/170\s%/g)).toHaveLength(1);
  });

  it("says the calls behind a mean once", async () => {
    const { text } = await render({
      ...digest,
      findings: digest.findings.map((each) => ({ ...each, evidence: [] })),
    });

    expect(text.match(/11 calls/g)).toHaveLength(1);
  });

  it("keeps the first sentence of a card when it says something else", async () => {
    const [first, ...others] = digest.findings;
    const told = {
      ...digest,
      findings: [{ ...first, sentences: ["Held no calls."], statements: [] }, ...others],
    } as typeof digest;

    const { html } = await render(told);

    expect(html).toContain("Held no calls.");
  });

  it("tells a quiet week in three lines and why it was sent", async () => {
    const { text } = await render(quietDigest);

    expect(text.split("\n\n").slice(0, 3)).toEqual([
      "Gong weekly · EMEA",
      "Nothing stands out for EMEA",
      "Mon 9 – Sun 15 Nov 2026 (America/New_York)\n0 unusual of 128 checked · compared with the 12 weeks before",
    ]);
    expect(text.split("\n\n")[3]).toBe("Closest: talk ratio, 53\u00a0%; usually 41–55\u00a0%.");
    expect(text.split("\n\n")[4]).toMatch(/^Why you get this/);
  });

  it("keeps a week in one piece where a line of the HTML ends, and as it is typed in the text", async () => {
    const note = "New level since 2026-W44; the range was moved.";

    const { html, text } = await render(digestOf({ dataNotes: [note] }));

    expect(html).toContain('since <span style="white-space:nowrap">2026-W44</span>; the range');
    expect(text).toContain("2026-W44; the range");
  });

  it("tells what does not get a card in a table", async () => {
    const { html } = await render(digest, { cards: 1 });

    const headings = elementsOf(html).filter(({ tagName }) => tagName === "h2");
    expect(headings.map(textOf)).toContain("And 2 more");
    expect(html).toContain("Dana O&#x27;Neil: talk ratio");
  });

  it("keeps plain text within 76 columns, links apart", async () => {
    const { text } = await render(fullDigest);

    const tooLong = text.split("\n").filter((line) => line.length > 76 && !line.includes("https://"));
    expect(tooLong).toEqual([]);
  });

  it.each([
    "http://app.gong.io/x",
    "javascript:alert(1)",
    "https://gong.io@evil.example/",
    "https://evil.example/",
    "calls",
  ])("writes %s not as a link", async (url) => {
    const [first] = digest.findings;
    const told = {
      ...digest,
      findings: [{ ...first, evidence: [{ text: "See it", url }] }],
    } as unknown as typeof digest;

    const { html, text } = await render(told, { linkHosts: ["app.gong.io"] });

    expect(elementsOf(html).filter(({ tagName }) => tagName === "a")).toEqual([]);
    expect(text).not.toContain("See it");
  });

  it.each([0, 11, 2.5])("refuses %d cards", async (cards) => {
    await expect(render(digest, { cards })).rejects.toThrow(/cards: .* expected 1 to 10/);
  });

  it("gives the digest back as JSON", async () => {
    const { json } = await render(digest);

    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(digest)));
  });
});

describe("standalone", () => {
  it("holds the pictures itself", async () => {
    const rendered = await render(digest);

    const page = standalone(rendered);

    expect(page).not.toContain("cid:");
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(3);
  });
});
