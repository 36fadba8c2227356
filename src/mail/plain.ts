import Handlebars from "handlebars";
import { alignTable, textColumns, wrap } from "./columns.ts";
import { sparkBlocks } from "./sparkline.ts";
import { templateText } from "./template-text.ts";
import type { Card, Row, Teams, View } from "./view.ts";

/** The plain text part: the same order and figures as the HTML, 76 columns. */
export function plainOf(view: View, folder?: string): string {
  return `${template(templateText("digest.txt", folder))(view)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

const known = new Map<string, Handlebars.TemplateDelegate>();

function template(text: string): Handlebars.TemplateDelegate {
  const done = known.get(text);
  if (done) return done;
  const engine = Handlebars.create();
  engine.registerHelper("wrap", (text: string, indent: number) => indented(text, indent));
  engine.registerHelper("heading", (text: string, line: string) => `${text}\n${line.repeat(text.length)}`);
  engine.registerHelper("card", (card: Card) => cardLines(card));
  engine.registerHelper("table", (first: string, rows: readonly Row[], words: Words) =>
    tableLines(first, rows, words),
  );
  engine.registerHelper("teams", (teams: Teams, words: Words) => teamLines(teams, words));
  const compiled = engine.compile(text, {
    strict: true,
    noEscape: true,
  });
  known.set(text, compiled);
  return compiled;
}

function indented(text: string, indent: number): string {
  return wrap(text, textColumns - indent)
    .map((line) => " ".repeat(indent) + line)
    .join("\n");
}

function cardLines(card: Card): string {
  const figure = `${card.mark} ${card.value} ${card.unit}`.trim();
  const body = [
    `${figure}   ${card.usually}   ${sparkBlocks(card.history)}`,
    card.sentences.join(" "),
    [`${card.certainty}.`, ...card.context].join(" "),
    ...card.links.map(({ text }) => `${text}:`),
  ];
  const [figures = "", told = "", context = "", ...links] = body;
  return [
    wrap(`${card.number}. ${card.title}`, textColumns).join("\n   "),
    `   ${figures}`,
    ...(told === "" ? [] : [indented(told, 3)]),
    indented(context, 3),
    ...links.flatMap((text, at) => [indented(text, 3), `   ${card.links[at]?.url ?? ""}`]),
  ].join("\n");
}

type Words = View["words"];

function tableLines(first: string, rows: readonly Row[], words: Words): string {
  const cells = rows.map((row) => [row.name, `${row.value} ${row.mark || " "}`, row.usual, row.change]);
  return alignTable([[first, `${words.thisWeek}  `, words.usualRange, words.vsMiddle], ...cells]).join("\n");
}

function teamLines({ metrics, rows }: Teams, words: Words): string {
  const cells = rows.map((row) => [
    row.name,
    ...row.cells.map(({ value, mark }) => `${value} ${mark || " "}`),
  ]);
  return alignTable([[words.team, ...metrics.map((metric) => `${metric}  `)], ...cells]).join("\n");
}
