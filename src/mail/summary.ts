import type { Row, View } from "./view.ts";

/** The digest as a Markdown job summary, as CI systems show beside a run. */
export function summaryOf(view: View): string {
  const found = [
    ...view.cards.map((card): Row => ({ ...card, name: card.title, direction: "" })),
    ...(view.others?.rows ?? []),
  ];
  const sections = [
    `## ${markdown(view.headline)}`,
    `${markdown(view.period)} · ${markdown(view.counts)}`,
    ...view.notes.map((note) => `> **Data note** ${markdown(note)}`),
    found.length === 0 ? "" : table("Finding", found),
    markdown(view.muted),
    view.backToUsual.length === 0 ? "" : `**Back to usual**\n\n${list(view.backToUsual)}`,
    view.drifts.length === 0 ? "" : `**Slow drift**\n\n${list(view.drifts)}`,
    view.checked === null
      ? ""
      : `**${markdown(view.checked.title)}**\n\n${table("Metric", view.checked.rows)}`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function table(first: string, rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${[row.name, `${row.mark} ${row.value}`.trim(), row.usual, row.change].map(markdown).join(" | ")} |`,
  );
  return [
    `| ${first} | This week | Usual range | vs middle |`,
    "| --- | ---: | ---: | ---: |",
    ...lines,
  ].join("\n");
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${markdown(item)}`).join("\n");
}

/** Text with nothing left that Markdown or HTML would read as markup. */
function markdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~:@&$=-]/g, "\\$&").replace(/(?<=\S)\.(?=\p{L})/gu, "\\.");
}
