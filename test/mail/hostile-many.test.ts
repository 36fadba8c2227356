import { parse } from "csv-parse/sync";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { createLog } from "../../src/log.ts";
import { buildMessage } from "../../src/mail/message.ts";
import { type Rendered, render } from "../../src/mail/render.ts";
import { harmlessLines } from "../../src/text.ts";
import { hostile, withName } from "./hostile.ts";
import { elementsOf } from "./parse.ts";

/** What stands around a string decides how it is read: in quotes, behind a line break, in colour, turned around. */
const around: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `Dana" ${text} '`,
  (text) => `\r\n${text}\r\nBcc: evil@example.com`,
  (text) => `\u001b[31m${text}\u001b]0;title\u0007\u009b2J`,
  (text) => `\u202e${text}\u2066|${text}`,
];

const many = hostile.slice(0, 100).flatMap((text) => around.map((wrap) => wrap(text)));

/** A mail takes its time to be laid out: a few in the default run, all by `npm run torture:hostile`. */
const taken = process.env.TORTURE === "on" ? many : many.filter((_, at) => at % 83 === 0);

const steering =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe("500 hostile strings", () => {
  it("are so many", () => {
    expect(new Set(many).size).toBe(500);
  });

  it("steer no terminal and split no line of the log", () => {
    for (const text of many) {
      const lines: string[] = [];
      const write = (line: string): void => void lines.push(line);
      createLog(write, { terminal: true, now: () => "t" }).error(text);
      createLog(write, { terminal: false, now: () => "t" }).error(text, { name: text });

      expect(lines.join("")).not.toMatch(steering);
      expect(lines[1]?.match(/\n/g)).toHaveLength(1);
      expect(() => JSON.parse(lines[1] ?? "")).not.toThrow();
      expect(harmlessLines(text)).not.toMatch(steering);
    }
  });

  it.each(taken)("escape into no part of a mail and of its files: %j", async (text) => {
    const [plain, told] = [await sinksOf("Dana"), await sinksOf(text)];

    expect(told.elements).toEqual(plain.elements);
    expect(told.headers).toEqual(plain.headers);
    expect(told.markup).toEqual(plain.markup);
    for (const out of [told.text, told.subject, told.summary]) expect(out).not.toMatch(steering);
    expect(told.cells.filter((cell) => /^\s*[=+@\t\r]|^\s*-(?![\d.])/.test(cell))).toEqual([]);
    expect(told.rows).toBe(plain.rows);
  });
});

let ofDana: ReturnType<typeof madeOf> | undefined;

function sinksOf(name: string): ReturnType<typeof madeOf> {
  if (name !== "Dana") return madeOf(name);
  ofDana ??= madeOf(name);
  return ofDana;
}

async function madeOf(name: string) {
  const digest = withName(name);
  const rendered = await render(digest);
  const { raw } = await buildMessage({
    rendered,
    digest,
    recipient: "maria@example.com",
    from: "digest@example.com",
    date: new Date("2026-11-16T12:00:00Z"),
    revision: 1,
  });
  const mail = await simpleParser(raw);
  const records: string[][] = parse(rendered.csv, { bom: true });
  JSON.parse(rendered.json);
  return {
    elements: elementsOf(rendered.html).map(({ tagName, attrs }) => [
      tagName,
      ...attrs.map((each) => each.name),
    ]),
    headers: [...mail.headers.keys()].sort(),
    subject: mail.subject ?? "",
    text: rendered.text,
    summary: rendered.summary,
    markup: markupOf(rendered),
    cells: records.flat(),
    rows: records.length,
  };
}

/** What is left of the Markdown that is markup: signs without a backslash before them. */
const markupOf = ({ summary }: Rendered): Readonly<Record<string, number>> =>
  Object.fromEntries(
    ["<", "[", "]", "`", "|", "*", "#"].map((sign) => [
      sign,
      summary.replace(/\\./gs, "").split(sign).length - 1,
    ]),
  );
