import { stringify } from "csv-stringify/sync";
import type { Digest } from "../digest.ts";
import { cleanText } from "../text.ts";

type Cell = string | number | null;

/**
 * `findings.csv`: one row a finding, numbers as they are stored and not rounded. UTF-8 with a byte order mark
 * and RFC 4180 line ends, which is what spreadsheets open without asking.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function findingsCsv(digest: Digest): string {
  const rows = digest.findings.map(
    (finding): Readonly<Record<string, Cell>> => ({
      week: digest.week,
      scope: digest.scope.name,
      id: finding.id,
      level: finding.level,
      entityId: finding.entity.id,
      entity: finding.entity.name,
      team: finding.entity.team,
      metric: finding.metric,
      label: finding.label,
      kind: finding.kind,
      unit: finding.unit,
      value: finding.value,
      base: finding.base,
      usualLow: finding.usual.low,
      usualMiddle: finding.usual.middle,
      usualHigh: finding.usual.high,
      direction: finding.direction,
      score: finding.score,
      certainty: finding.certainty,
      drivers: finding.drivers.map(({ name, delta }) => `${name} (${delta})`).join("; "),
      told: finding.sentences.join(" "),
      evidence: finding.evidence.map(({ url }) => url).join(" "),
      folded: finding.folded.join(" "),
    }),
  );
  return stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, safeCell(cell)]))),
    { bom: true, header: true, columns: [...columns], record_delimiter: "\r\n" },
  );
}

const columns: readonly string[] = (
  "week scope id level entityId entity team metric label kind unit value base usualLow usualMiddle usualHigh " +
  "direction score certainty drivers told evidence folded"
).split(" ");

/**
 * A cell that no spreadsheet runs as a formula. Only text is marked: −4.3 as a number must stay a number. Where a
 * semicolon parts cells, as in much of Europe, a text falls apart at its own ones, so what stands behind them is marked
 * too.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 * @example
 * safeCell("=1+1");      // => "'=1+1"
 * safeCell("Dana;=1+1"); // => "Dana;'=1+1"
 * safeCell(-4.3);        // => -4.3
 */
export function safeCell(cell: Cell): Cell {
  if (typeof cell !== "string" || /^\w*$/.test(cell)) return cell;
  const text = cleanText(cell, 2000).replace(begun, "$1'");
  return /^[\t\r]/.test(cell) && !text.startsWith("'") ? `'${text}` : text;
}

/** Where a cell begins, also for a reader that parts at other signs than a comma, and a sign that begins a formula. */
const begun = /(^["'\s]*|[;|]["'\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** What `safeCell` put before an id is taken off again. */
export const readCell = (text: string): string =>
  /^'[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? text.slice(1) : text;
