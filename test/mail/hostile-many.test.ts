import { parse } from "csv-parse/sync";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { createLog } from "../../src/log.ts";
import { buildMessage } from "../../src/mail/message.ts";
import { type Rendered, render } from "../../src/mail/render.ts";
import { exposition } from "../../src/ops/exposition.ts";
import { entryOf } from "../../src/page/entry.ts";
import { indexOf, pageOf } from "../../src/page/page.ts";
import { harmlessLines, visibleLines } from "../../src/text.ts";
import { markNames, markUntrusted } from "../../src/tools/untrusted.ts";
import { detailOf } from "../page/fixture.ts";
import { readExposition } from "../support/exposition.ts";
import { hostileMany, someHostile, steering } from "../support/hostile-many.ts";
import { withName } from "./hostile.ts";
import { elementsOf } from "./parse.ts";

/** A mail takes its time to be laid out: a few in the default run, all by `npm run torture:hostile`. */
const taken = someHostile(83);

describe("500 hostile strings", () => {
  it("are so many", () => {
    expect(new Set(hostileMany).size).toBe(500);
  });

  it("steer no terminal and split no line of the log", () => {
    for (const text of hostileMany) {
      const lines: string[] = [];
      const write = (line: string): void => void lines.push(line);
      createLog(write, { terminal: true, now: () => "t" }).error(text);
      createLog(write, { terminal: false, now: () => "t" }).error(text, { name: text });

      expect(lines.join("")).not.toMatch(steering);
      expect(lines[1]?.match(/\n/g)).toHaveLength(1);
      expect(() => JSON.parse(lines[1] ?? "")).not.toThrow();
      expect(harmlessLines(text)).not.toMatch(steering);
      expect(visibleLines(text)).not.toMatch(steering);
      expect(JSON.parse(visibleLines(JSON.stringify(text)))).toBe(text);
    }
  });

  it("are one label of one sample to Prometheus", () => {
    for (const text of hostileMany) {
      const families = [{ name: "told", help: text, samples: [{ value: 1, labels: { name: text } }] }];

      expect(readExposition(exposition(families))).toEqual([
        { name: "told", labels: { name: harmlessLines(text) }, value: 1 },
      ]);
    }
  });

  it.each([
    ["what Gong answers", (text: string) => markUntrusted({ id: text, title: text, [text]: [text] })],
    ["what the history answers", (text: string) => markNames({ name: text, headline: `${text}: fewer` })],
  ])("close no mark in %s to an agent", (_, answerOf) => {
    for (const text of hostileMany) {
      const answer = JSON.stringify(answerOf(text));
      const marks = answer.match(/<\/?untrusted>/g) ?? [];

      expect(answer).not.toMatch(steering);
      expect(marks.filter((_, at) => at % 2 === 0).every((mark) => mark === "<untrusted>")).toBe(true);
      expect(marks.filter((_, at) => at % 2 === 1).every((mark) => mark === "</untrusted>")).toBe(true);
      expect(answer.replace(/<untrusted>.*?<\/untrusted>/g, "").normalize("NFKC")).not.toMatch(
        /<\s*\/?\s*untrusted|all previous instructions|privacy\.eraseByEmail/i,
      );
    }
  });

  it.each(taken)("escape into no part of a mail, a page and their files: %j", async (text) => {
    const [plain, told] = [await sinksOf("Dana"), await sinksOf(text)];

    expect(told.elements).toEqual(plain.elements);
    expect(told.pages).toEqual(plain.pages);
    expect(told.headers).toEqual(plain.headers);
    expect(told.unsubscribe).toEqual(plain.unsubscribe);
    expect(told.files).toEqual(plain.files);
    expect(told.markup).toEqual(plain.markup);
    for (const out of [told.text, told.subject, told.summary, told.csv]) {
      // The one sign that we put there ourselves, so that a name becomes no link.
      expect(out.replaceAll("\u2060", "")).not.toMatch(steering);
    }
    expect(told.cells.flatMap((cell) => cell.split(/[;|]/)).filter(isFormula)).toEqual([]);
    expect(told.rows).toBe(plain.rows);
    expect(told.json).toEqual(JSON.parse(JSON.stringify(withName(text))));
  });
});

/** To a spreadsheet, whatever it takes off first; a number is none. */
const isFormula = (cell: string): boolean =>
  /^["\s]*[=+@\uff1d\uff0b\uff20]|^["\s]*[-\uff0d](?!\d+(\.\d+)?$)/.test(cell);

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
    attach: ["csv", "json"],
    unsubscribeUrl: "https://example.com/out?who={recipient}&scope={scope}",
  });
  const mail = await simpleParser(raw);
  const records: string[][] = parse(rendered.csv, { bom: true });
  return {
    elements: shapeOf(rendered.html),
    pages: [pageOf(digest, detailOf(digest, 4, [name])), indexOf([entryOf(digest)], "en")].map(shapeOf),
    headers: [...mail.headers.keys()].sort(),
    unsubscribe: mail.headers.get("list"),
    files: mail.attachments.map(({ filename, contentType }) => [filename, contentType]),
    subject: mail.subject ?? "",
    text: rendered.text,
    csv: rendered.csv.replace("\ufeff", "").replaceAll("\r\n", "\n"),
    json: JSON.parse(rendered.json) as unknown,
    summary: rendered.summary,
    markup: markupOf(rendered),
    cells: records.flat(),
    rows: records.length,
  };
}

/** Elements with their attributes, and where anything of them leads to. */
const shapeOf = (html: string) =>
  elementsOf(html).map(({ tagName, attrs }) => [
    tagName,
    ...attrs.map(({ name, value }) =>
      /^(href|src|action|style|on\w+)$/.test(name) ? `${name}=${value}` : name,
    ),
  ]);

/** What is left of the Markdown that is markup: signs without a backslash before them. */
const markupOf = ({ summary }: Rendered): Readonly<Record<string, number>> =>
  Object.fromEntries(
    ["<", "[", "]", "`", "|", "*", "#", "&", "@", "://", "\n", "\n\n"].map((sign) => [
      sign,
      summary.replace(/\\./gs, "").split(sign).length - 1,
    ]),
  );
