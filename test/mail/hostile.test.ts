import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { buildMessage } from "../../src/mail/message.ts";
import { type Rendered, render } from "../../src/mail/render.ts";
import { unlink } from "../../src/mail/unlink.ts";
import { cleanText } from "../../src/text.ts";
import { hostile, withName } from "./hostile.ts";
import { attributeOf, elementsOf, textOf } from "./parse.ts";

describe("a hostile name", () => {
  it("is one of more than a hundred", () => {
    expect(new Set(hostile).size).toBeGreaterThan(100);
    expect(new Set(hostile).size).toBe(hostile.length);
  });

  it.each(hostile)("comes out as text in HTML: %j", async (name) => {
    const expected = unlink(cleanText(name));

    const told = withName(name);
    const elements = elementsOf((await renderedWith(name)).html);

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

  it.each(hostile)("comes out as text in a picture's alternative: %j", async (name) => {
    const elements = elementsOf((await renderedWith(name)).html);

    expect(
      elements.filter(({ tagName }) => tagName === "img").map((image) => attributeOf(image, "alt")),
    ).toEqual([
      `13 weeks of ${unlink(cleanText(name, 60))}: this week 68\u00a0%, above the usual 41–55\u00a0%.`,
    ]);
  });

  it.each(hostile)("adds no element and no attribute: %j", async (name) => {
    const plain = shapeOf((await renderedWith("Dana")).html);

    const shape = shapeOf((await renderedWith(name)).html);

    expect(shape).toEqual(plain);
  });

  it.each(hostile)("comes out as text in plain text: %j", async (name) => {
    const { text } = await renderedWith(name);

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
    const { csv } = await renderedWith(name);

    expect(csv.replace("\ufeff", "").split(/\r\n|,/)).not.toContainEqual(expect.stringMatching(/^"?[=+@]/));
  });
});

const done = new Map<string, Promise<Rendered>>();

function renderedWith(name: string): Promise<Rendered> {
  const rendered = done.get(name) ?? render(withName(name));
  done.set(name, rendered);
  return rendered;
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
    rendered: await renderedWith(name),
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
