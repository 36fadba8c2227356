import type { Digest } from "../digest.ts";
import type { Finding, UsualRange } from "../finding.ts";
import { formatChange, formatRange, formatValue, type Quantity } from "../format.ts";
import { metricOf } from "../metrics.ts";
import type { Point } from "../series.ts";
import { cleanText } from "../text.ts";
import { longPeriod } from "./period.ts";
import { subjectOf } from "./subject.ts";

/** Most rows of a table that a reader on a phone will pass. */
const mostRows = 40;
const mostOtherFindings = 20;
const longestSentence = 400;
const nbsp = "\u00a0";

export type Link = { readonly text: string; readonly url: string };

/** One finding, told in full. */
export type Card = {
  readonly number: number;
  readonly cid: string;
  /** "EMEA: calls hosted below the usual range" */
  readonly title: string;
  readonly mark: Mark;
  readonly value: string;
  /** "calls" behind a count, else empty. */
  readonly unit: string;
  /** "118–148" */
  readonly usual: string;
  /** "−34 %"; empty where a change of so small a number would mislead. */
  readonly change: string;
  /** The change once more, for the figure line; empty where a sentence says it. */
  readonly aside: string;
  readonly sentences: readonly string[];
  /** "Clear · from 11 calls" */
  readonly certainty: string;
  readonly links: readonly Link[];
  readonly alt: string;
  readonly history: readonly Point[];
  readonly range: UsualRange;
};

/** One line of a table; direction is said by the mark and by a word, never by a colour. */
export type Row = {
  readonly name: string;
  readonly mark: Mark | "";
  readonly direction: string;
  readonly value: string;
  readonly usual: string;
  readonly change: string;
};

export type Mark = "▲" | "▼";

/** Every string of one digest, rounded and worded once; each face only lays them out. */
export type View = {
  readonly subject: string;
  readonly preheader: string;
  readonly masthead: string;
  readonly headline: string;
  readonly period: string;
  readonly counts: string;
  readonly notes: readonly string[];
  readonly legend: string;
  readonly cards: readonly Card[];
  readonly others: { readonly title: string; readonly rows: readonly Row[]; readonly rest: string } | null;
  readonly backToUsual: readonly string[];
  readonly drifts: readonly string[];
  readonly checked: { readonly title: string; readonly rows: readonly Row[]; readonly rest: string } | null;
  /** How many muted findings are left out and until when; empty for none. */
  readonly muted: string;
  readonly why: readonly string[];
  readonly run: string;
};

export type ViewOptions = {
  /** Findings told in full; the rest go into a table. */
  readonly cards: number;
  /** Hosts that links may lead to; every https host when absent. */
  readonly linkHosts?: readonly string[];
};

/** All that people read of a digest, as plain strings that hold no markup. */
export function viewOf(digest: Digest, options: ViewOptions): View {
  const unusual = digest.findings.length;
  const weeks = `${digest.windowWeeks} weeks`;
  const drawn = (digest.findings[0]?.history.length ?? 1) - 1;
  const notes = digest.dataNotes.map(sentence);
  const others = digest.findings.slice(options.cards);
  return {
    subject: subjectOf(digest),
    preheader: `${number(unusual)} of ${number(digest.checked)} checked series were unusual. ${notes[0] ?? "Data complete."}`,
    masthead: `Gong weekly · ${cleanText(digest.scope.name)}`,
    headline: cleanText(digest.headline, 160),
    period: `${longPeriod(digest.from, digest.to)} (${cleanText(digest.timeZone)})`,
    counts: `${number(unusual)} unusual of ${number(digest.checked)} checked · compared with the ${weeks} before`,
    notes,
    legend: `In each picture: the ${drawn} weeks before and this one (the dot), with the usual range shaded.`,
    cards: digest.findings.slice(0, options.cards).map((finding, place) => cardOf(finding, place, options)),
    others: others.length === 0 ? null : othersOf(others),
    backToUsual: digest.backToUsual.map((entry) => sentence(entry.sentence)),
    drifts: digest.drifts.map(sentence),
    // A quiet week is told in a few lines; what was checked is in the JSON.
    checked: digest.quiet || digest.checkedRows.length === 0 ? null : checkedOf(digest),
    muted: mutedOf(digest),
    why: whyOf(digest),
    run: `${digest.week} · ${digest.scope.kind} ${cleanText(digest.scope.id)}`,
  };
}

/**
 * The figure line of a card says value, usual range and change. A first sentence that says the same is left
 * out, a change is not said again behind it, and a base stands where the sentences do not have it.
 */
function cardOf(finding: Finding, place: number, options: ViewOptions): Card {
  const value = formatValue(finding.value, finding);
  const usual = formatRange(finding.usual, finding);
  const change = formatChange(finding.value, finding.usual.middle, finding) ?? "";
  const base = baseOf(finding);
  const side = sideOf(finding);
  const label = cleanText(finding.label);
  const sentences = finding.sentences
    .filter((text, at) => at > 0 || !(text.includes(value) && text.includes(usual)))
    .map((text) => sentence(text.replace(` (${change})`, "")));
  const says = (figure: string): boolean => sentences.some((text) => text.includes(figure));
  return {
    number: place + 1,
    cid: `finding-${place + 1}`,
    title: `${cleanText(finding.entity.name)}: ${label} ${side} the usual range`,
    mark: markOf(finding),
    value,
    unit: finding.kind === "count" ? unitOf(value, finding.unit) : "",
    usual,
    change,
    aside: says(change.replace(/^[+\u2212]/, "")) ? "" : change,
    sentences,
    certainty: capitalised(finding.certainty) + (base === "" || says(base) ? "" : ` · from ${base}`),
    links: finding.evidence.filter(({ url }) => isAllowed(url, options.linkHosts)).map(linkOf),
    alt: `${finding.history.length} weeks of ${cleanText(label, 60)}: this week ${value}, ${side} the usual ${usual}.`,
    history: finding.history,
    range: finding.usual,
  };
}

function othersOf(findings: readonly Finding[]): NonNullable<View["others"]> {
  return {
    title: `And ${number(findings.length)} more`,
    rows: findings.slice(0, mostOtherFindings).map((finding) => ({
      ...figuresOf(finding.value, finding.usual, finding),
      name: `${cleanText(finding.entity.name)}: ${cleanText(finding.label)}`,
      mark: markOf(finding),
      direction: `${sideOf(finding)} the usual range`,
    })),
    rest: restOf(findings.length - mostOtherFindings),
  };
}

function checkedOf({ checkedRows: rows, checkedName }: Digest): NonNullable<View["checked"]> {
  const title = `Everything we checked: ${cleanText(checkedName)}`;
  return {
    title,
    rows: rows.slice(0, mostRows).map((row) => {
      const flagged = row.direction === "up" || row.direction === "down";
      return {
        ...figuresOf(row.value, row.usual, row),
        name: cleanText(row.label),
        mark: flagged ? markOf({ direction: row.direction }) : "",
        direction: flagged ? `${sideOf({ direction: row.direction })} the usual range` : "",
      };
    }),
    rest: restOf(rows.length - mostRows),
  };
}

function figuresOf(
  value: number | null,
  usual: UsualRange | null,
  quantity: Quantity,
): Pick<Row, "value" | "usual" | "change"> {
  return {
    value: value === null ? "not known" : narrow(formatValue(value, quantity)),
    usual: usual === null ? "no range yet" : narrow(formatRange(usual, quantity)),
    change: value === null || usual === null ? "" : (formatChange(value, usual.middle, quantity) ?? ""),
  };
}

/** "31 min 2 s" may break after its minutes, where a phone has no room for it. */
function narrow(text: string): string {
  return text.replaceAll("min\u00a0", "min ");
}

function whyOf(digest: Digest): string[] {
  const certainty =
    digest.findings.length === 0
      ? []
      : ["Clear, likely and weak say how sure it is that a change is no chance."];
  return [
    "The usual range is where about 95 % of the weeks of a person, team or company lie, judged by the " +
      `${digest.windowWeeks} weeks before.`,
    ...certainty,
    ...[mutedOf(digest)].filter((line) => line !== ""),
    `You get this because you are on the list for ${cleanText(digest.scope.name)}. ` +
      "Reply to ask or to unsubscribe.",
  ];
}

function mutedOf({ muted, mutes = [] }: Digest): string {
  if (muted === 0) return "";
  const left = `${number(muted)} muted ${muted === 1 ? "finding is" : "findings are"} left out`;
  const ends = [...new Set(mutes.map(({ lastWeek }) => lastWeek))].toSorted();
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined) return `${left}.`;
  return `${left}, until the end of ${first === last ? first : `${first} to ${last}`}.`;
}

function baseOf(finding: Finding): string {
  const counted = metricOf(finding.metric).base;
  if (finding.base === null || counted === undefined) return "";
  const count = number(finding.base);
  return `${count} ${unitOf(count, metricOf(counted).unit)}`;
}

function isAllowed(url: string, hosts: readonly string[] | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username } = new URL(url);
  return protocol === "https:" && username === "" && (hosts === undefined || hosts.includes(hostname));
}

function linkOf({ text, url }: Link): Link {
  return { text: cleanText(text, 120), url: new URL(url).href };
}

function restOf(count: number): string {
  return count <= 0 ? "" : `${number(count)} more are not listed here.`;
}

/** Clean text whose numbers stay on one line with their units, which `cleanText` alone would part. */
function sentence(text: string): string {
  const whole = [...text].length > longestSentence ? cleanText(text, longestSentence) : text;
  return whole
    .split(nbsp)
    .map((part) => cleanText(part, longestSentence))
    .join(nbsp);
}

function number(count: number): string {
  return formatValue(count, { kind: "count", unit: "" });
}

function unitOf(value: string, unit: string): string {
  return value === "1" ? unit.replace(/s$/, "") : unit;
}

function markOf({ direction }: Pick<Finding, "direction">): Mark {
  return direction === "up" ? "▲" : "▼";
}

function sideOf({ direction }: Pick<Finding, "direction">): string {
  return direction === "up" ? "above" : "below";
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
