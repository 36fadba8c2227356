/** Columns of a plain text mail: old terminals and quoting leave about this much. */
export const textColumns = 76;

/**
 * Columns that text takes in a terminal: nothing for joiners and accents, two for most of East Asia and emoji.
 *
 * @example
 * widthOf("é"); // => 1
 * widthOf("東京"); // => 4
 */
export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text.replace(/[\p{M}\p{Cf}]/gu, "")) {
    columns +=
      /[\u1100-\u115f\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}|\p{sc=Han}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** Lines of at most `columns`, broken at spaces; a word that is longer (an address) keeps a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** A table with its first column to the left and wrapped where it is too wide, the others to the right. */
export function alignTable(rows: readonly (readonly string[])[], columns = textColumns): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ""))));
  const gap = 2;
  const others = widths.slice(1).reduce((sum, width) => sum + width + gap, 0);
  const first = Math.min(widths[0] ?? 0, Math.max(12, columns - others));
  return rows.flatMap((row) => {
    const [top = "", ...below] = wrap(row[0] ?? "", first);
    const cells = row.slice(1).map((cell, at) => " ".repeat(gap) + padStart(cell, widths[at + 1] ?? 0));
    return [`${padEnd(top, first)}${cells.join("")}`.trimEnd(), ...below.map((line) => `  ${line}`)];
  });
}

function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - widthOf(text))) + text;
}

function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}
