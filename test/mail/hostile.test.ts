import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import type { Digest } from "../../src/digest.ts";
import type { Found } from "../../src/finding.ts";
import { buildMessage } from "../../src/mail/message.ts";
import { render } from "../../src/mail/render.ts";
import { tell } from "../../src/mail/shown.ts";
import { unlink } from "../../src/mail/unlink.ts";
import { cleanText } from "../../src/text.ts";
import { languageOf } from "../../src/words/language.ts";
import { digest, digestOf, drift, ratioFound } from "./fixture.ts";
import { attributeOf, elementsOf, textOf } from "./parse.ts";

const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "</p></td></tr></table><h1>Owned</h1>",
  "</mj-text><mj-raw><b>raw</b></mj-raw><mj-text>",
  '<mj-include path="./package.json" />',
  "<mj-raw>",
  "<!-- <![endif]--> -->",
  "<!--[if mso]><b>mso</b><![endif]-->",
  "--> <b>after a comment</b> <!--",
  "]]><b>cdata</b><![CDATA[",
  "{{headline}}",
  "{{{braces}}}",
  "{{#each findings}}{{/each}}",
  "{{> rows}}",
  "[[MJ_TEMPLATE]] #{process.env} <%= 1 %>",
  "&lt;b&gt;&amp;amp;&#x3c;&nbsp;",
  `" onmouseover="alert(1)" x='`,
  "` = ' \"",
  "Dana\r\nBcc: victim@example.com",
  "Dana\n\n<b>body</b>",
  "Dana =?utf-8?q?=0D=0ABcc:=20v@example.com?=",
  "\u202eevil\u202c \u2066x\u2069 \u200e",
  "\u0000\u0007\u001b[31mred",
  "\u{1f469}\u200d\u{1f4bb} Zoë \u{1f1eb}\u{1f1f7} 東京 مريم",
  '=HYPERLINK("https://evil.com","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "evil.com",
  "https://evil.com/path?x=1&y=2",
  "www.evil.com and mail me@evil.com",
  "[link](https://evil.com) ![x](y) | `code` ~~no~~ <b>",
  "a".repeat(300),
  "$& $1 $` \\1 \\u0041",
  "__proto__",
  'cid:finding-1 src="cid:finding-1"',
];

describe("a hostile name", () => {
  it.each(hostile)("comes out as text in HTML: %j", async (name) => {
    const expected = unlink(cleanText(name));

    const told = withName(name);
    const elements = elementsOf((await render(told)).html);

    expect(elements.filter(({ tagName }) => tagName === "h1").map(textOf)).toEqual([
      unlink(cleanText(told.headline, 160)),
    ]);
    expect(told.headline).toContain(cleanText(name).slice(0, 20));
    expect(
      elements
        .find(({ tagName }) => tagName === "h3")
        ?.childNodes.map(textOf)
        .join(""),
    ).toBe(`1. ${expected}: talk ratio above the usual range`);
    const told400 = unlink(cleanText(name, 400));
    expect(elements.filter((element) => attributeOf(element, "class") === "told").map(textOf)).toContain(
      `${told400} `,
    );
  });

  it.each(hostile)("adds no element and no attribute: %j", async (name) => {
    const plain = shapeOf((await render(withName("Dana"))).html);

    const shape = shapeOf((await render(withName(name))).html);

    expect(shape).toEqual(plain);
  });

  it.each(hostile)("comes out as text in plain text: %j", async (name) => {
    const { text } = await render(withName(name));

    expect(text.replace(/\s+/g, " ")).toContain(unlink(cleanText(name)));
  });

  it.each(hostile)("changes no header: %j", async (name) => {
    const plain = await headersOf("Dana");

    const headers = await headersOf(name);

    expect(headers.names).toEqual(plain.names);
    expect(headers.to).toBe("maria@example.com");
    expect(headers.subject).not.toMatch(/[\r\n]/);
    expect([...headers.subject].length).toBeLessThanOrEqual(70);
  });

  it.each(hostile)("starts no formula in the CSV: %j", async (name) => {
    const { csv } = await render(withName(name));

    expect(csv.replace("\ufeff", "").split(/\r\n|,/)).not.toContainEqual(expect.stringMatching(/^"?[=+@]/));
  });
});

function withName(name: string): Digest {
  const found: Found = {
    ...ratioFound,
    entity: { ...ratioFound.entity, name },
    statements: [{ pattern: "silent", slots: { who: { text: name }, weeks: { count: 3 } } }],
    drivers: [{ id: "U1", name, delta: 1, share: 1, value: 1, usual: 2, own: "down" }],
    evidence: ratioFound.evidence.map(({ statement: { pattern, slots }, url }) => ({
      statement: { pattern, slots: { ...slots, name: { text: name } } },
      url,
    })),
  };
  return digestOf({
    scope: { ...digest.scope, name },
    dataNotes: [name],
    findings: [{ ...tell(found, languageOf("en")), label: name, sentences: [name] }],
    backToUsual: digest.backToUsual.map((entry) => ({ ...entry, sentence: name })),
    drifts: [{ ...drift, sentence: name }],
    checkedRows: digest.checkedRows.map((row) => ({ ...row, label: name })),
  });
}

function shapeOf(html: string): string[] {
  return elementsOf(html).map(
    ({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(" ")}`,
  );
}

async function headersOf(
  name: string,
): Promise<{ names: string[]; to: string | undefined; subject: string }> {
  const told = withName(name);
  const { raw } = await buildMessage({
    rendered: await render(told),
    digest: told,
    recipient: "maria@example.com",
    from: "Gong digest <digest@example.com>",
    date: new Date("2026-11-16T12:00:00Z"),
    revision: 1,
  });
  const mail = await simpleParser(raw);
  const to = Array.isArray(mail.to) ? mail.to.map(({ text }) => text).join() : mail.to?.text;
  return { names: [...mail.headers.keys()].sort(), to, subject: mail.subject ?? "" };
}
