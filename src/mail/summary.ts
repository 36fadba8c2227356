import type { Row, View } from "./view.ts";

/** The digest as a Markdown job summary, as CI systems show beside a run. */
export function summaryOf(view: View): string {
  const { words } = view;
  const found = [
    ...view.cards.map((card): Row => ({ ...card, name: card.title, direction: "" })),
    ...(view.others?.rows ?? []),
  ];
  const sections = [
    `## ${markdown(view.headline)}`,
    `${markdown(view.period)} · ${markdown(view.counts)}`,
    ...view.notes.map((note) => `> **${words.dataNote}** ${markdown(note)}`),
    markdown(view.closest),
    view.corrections.length === 0 ? "" : `**${words.correction}**\n\n${list(view.corrections)}`,
    found.length === 0 ? "" : table(words.finding, found, words),
    markdown(view.muted),
    view.backToUsual.length === 0 ? "" : `**${words.backToUsual}**\n\n${list(view.backToUsual)}`,
    view.drifts.length === 0 ? "" : `**${words.slowDrift}**\n\n${list(view.drifts)}`,
    view.checked === null
      ? ""
      : `**${markdown(view.checked.title)}**\n\n${table(words.metric, view.checked.rows, words)}`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function table(first: string, rows: readonly Row[], words: View["words"]): string {
  const lines = rows.map(
    (row) =>
      `| ${[row.name, `${row.mark} ${row.value}`.trim(), row.usual, row.change].map(markdown).join(" | ")} |`,
  );
  return [
    `| ${first} | ${words.thisWeek} | ${words.usualRange} | ${words.vsMiddle} |`,
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
