import type { Digest, TeamTable } from "../digest.ts";
import type { Finding, UsualRange } from "../finding.ts";
import type { Point } from "../series.ts";
import { cleanText } from "../text.ts";
import { type Language, languageOf } from "../words/language.ts";
import type { Pattern, Statement } from "../words/statement.ts";
import { wordLocale } from "../words/words.ts";
import { type Brand, noBrand } from "./brand.ts";
import { mutedLine } from "./lead.ts";

/** Most rows of a table that a reader on a phone will pass. */
const mostRows = 40;
const mostOtherFindings = 20;
const longestSentence = 400;
const nbsp = "\u00a0";

/** Said by the figure line of a card. */
const inFigures: ReadonlySet<Pattern> = new Set(["held", "was", "wasForThem"]);

/** Read first; what follows from here is smaller. */
const first: ReadonlySet<Pattern> = new Set([
  "silent",
  "awayInPoints",
  "awayInCount",
  "awayFromMiddle",
  "oneAccounts",
  "someAccount",
  "insideWithout",
  "spread",
  "onlyBetween",
  "callsNotLength",
  "lengthNotCalls",
]);

/** Read right after those where they are true of whom the finding is about: the number may be about its data. */
const aboutData: ReadonlySet<Pattern> = new Set([
  "switched",
  "activated",
  "joined",
  "newManager",
  "otherManager",
  "movedTeam",
]);

export type Link = { readonly text: string; readonly url: string };

/** One finding, told in full. */
export type Card = {
  readonly number: number;
  readonly cid: string;
  readonly title: string;
  readonly mark: Mark;
  readonly value: string;
  readonly unit: string;
  /** "usually 118–148" */
  readonly usually: string;
  readonly usual: string;
  readonly change: string;
  /** How far and who; then how rare, what else and what it rests on. */
  readonly sentences: readonly string[];
  readonly context: readonly string[];
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

export type Table = { readonly title: string; readonly rows: readonly Row[]; readonly rest: string };

export type Teams = {
  readonly metrics: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly cells: readonly Pick<Row, "mark" | "direction" | "value">[];
  }[];
  readonly rest: string;
};

/** What each face lays out: strings of the digest, chosen and cut to what a mail has room for. */
export type View = {
  /** Headings and other fixed words. */
  readonly words: Language["words"]["mail"];
  /** Of the words, which may be English where dates and numbers are not. */
  readonly locale: string;
  readonly subject: string;
  readonly preheader: string;
  readonly masthead: string;
  readonly headline: string;
  readonly period: string;
  readonly counts: string;
  readonly notes: readonly string[];
  /** Of a quiet week; empty for none. */
  readonly closest: string;
  readonly corrections: readonly string[];
  readonly legend: string;
  readonly cards: readonly Card[];
  readonly others: Table | null;
  readonly backToUsual: readonly string[];
  readonly drifts: readonly string[];
  readonly teams: Teams | null;
  readonly checked: Table | null;
  /** How many muted findings are left out and until when; empty for none. */
  readonly muted: string;
  readonly why: readonly string[];
  /** Empty where it is not known. */
  readonly next: string;
  readonly run: string;
  readonly brand: {
    readonly colour: string;
    readonly footer: string;
    readonly logo: { readonly cid: string; readonly width: number; readonly height: number } | null;
  };
};

export type ViewOptions = {
  readonly brand?: Brand;
  /** Findings told in full; the rest go into a table. */
  readonly cards: number;
  /** Hosts that links may lead to; every https host when absent. */
  readonly linkHosts?: readonly string[];
};

/** All that people read of a digest, as plain strings that hold no markup. */
export function viewOf(digest: Digest, options: ViewOptions): View {
  const language = languageOf(digest.locale);
  const { words, write } = language;
  // What a correction does not take back has been told.
  const told = digest.kind === "correction" ? [] : digest.findings;
  const isShort = digest.quiet || digest.kind === "correction";
  const drawn = (digest.findings[0]?.history.length ?? 1) - 1;
  const others = told.slice(options.cards);
  return {
    words: words.mail,
    locale: wordLocale(digest.locale),
    subject: digest.subject,
    preheader: digest.preheader,
    masthead: write("masthead", { scope: cleanText(digest.scope.name) }),
    headline: cleanText(digest.headline, 160),
    period: digest.period,
    counts: digest.counts,
    notes: digest.dataNotes.map(sentence),
    closest: digest.closest ? sentence(digest.closest.sentence) : "",
    corrections: digest.corrections.map((entry) => sentence(entry.sentence)),
    legend: write("legend", { weeks: drawn }),
    cards: told.slice(0, options.cards).map((finding, place) => cardOf(finding, place, options, language)),
    others: others.length === 0 ? null : othersOf(others, language),
    backToUsual: digest.backToUsual.map((entry) => sentence(entry.sentence)),
    drifts: digest.drifts.map((entry) => sentence(entry.sentence)),
    // A quiet week is told in a few lines; what was checked is in the JSON.
    teams: isShort || !digest.teams ? null : teamsOf(digest.teams, language),
    checked: isShort || digest.checkedRows.length === 0 ? null : checkedOf(digest, language),
    muted: mutedLine(digest, language),
    why: digest.why.map(sentence),
    next: digest.next?.text ?? "",
    brand: brandOf(options.brand ?? noBrand),
    run: cleanText(digest.run),
  };
}

function brandOf({ colour, footer, logo }: Brand): View["brand"] {
  return {
    colour: colour ?? "",
    footer: footer === null ? "" : cleanText(footer, 200),
    logo: logo && { cid: "logo", width: logo.width, height: logo.height },
  };
}

function cardOf(finding: Finding, place: number, options: ViewOptions, { write }: Language): Card {
  const { shown } = finding;
  const told = finding.sentences.map((text, at) => ({
    text: sentence(text),
    statement: finding.statements[at],
  }));
  const rest = told.filter(({ statement }) => !statement || !inFigures.has(statement.pattern));
  return {
    number: place + 1,
    cid: `finding-${place + 1}`,
    title: cleanText(shown.title, 200),
    mark: markOf(finding),
    value: shown.value,
    unit: shown.unit,
    usually: write("usually", { usual: shown.usual }),
    usual: shown.usual,
    change: shown.change,
    sentences: rest.filter(({ statement }) => isFirst(statement)).map(({ text }) => text),
    context: rest.filter(({ statement }) => !isFirst(statement)).map(({ text }) => text),
    certainty: shown.certainty,
    links: finding.evidence.filter(({ url }) => isAllowed(url, options.linkHosts)).map(linkOf),
    alt: shown.alt,
    history: finding.history,
    range: finding.usual,
  };
}

function isFirst(statement: Statement | undefined): boolean {
  if (!statement) return false;
  const { pattern, slots } = statement;
  return first.has(pattern) || (aboutData.has(pattern) && slots.who === undefined);
}

function othersOf(findings: readonly Finding[], { write }: Language): Table {
  return {
    title: write("more", { count: findings.length }),
    rows: findings.slice(0, mostOtherFindings).map((finding) => ({
      ...narrowed(finding.shown),
      name: write("rowTitle", {
        who: cleanText(finding.entity.name),
        label: cleanText(finding.label),
      }),
      mark: markOf(finding),
      direction: write("side", { side: finding.direction }),
    })),
    rest: restOf(findings.length - mostOtherFindings, write),
  };
}

function checkedOf({ checkedRows: rows, checkedName }: Digest, { write }: Language): Table {
  return {
    title: write("checked", { name: cleanText(checkedName) }),
    rows: rows.slice(0, mostRows).map((row) => ({
      ...narrowed(row.shown),
      name: cleanText(row.label),
      ...flagOf(row.direction, write),
    })),
    rest: restOf(rows.length - mostRows, write),
  };
}

function teamsOf({ metrics, teams, more }: TeamTable, { write }: Language): Teams {
  return {
    metrics: metrics.map(({ label }) => cleanText(label)),
    rows: teams.map(({ name, cells }) => ({
      name: cleanText(name),
      cells: cells.map(({ shown, direction }) => ({ value: narrow(shown), ...flagOf(direction, write) })),
    })),
    rest: restOf(more, write),
  };
}

function flagOf(direction: string, write: Language["write"]): Pick<Row, "mark" | "direction"> {
  if (direction !== "up" && direction !== "down") return { mark: "", direction: "" };
  return { mark: markOf({ direction }), direction: write("side", { side: direction }) };
}

function narrowed({ value, usual, change }: Finding["shown"] | Digest["checkedRows"][number]["shown"]) {
  return { value: narrow(value), usual: narrow(usual), change };
}

/** "31 min 2 s" may break after its minutes, where a phone has no room for it. */
export function narrow(text: string): string {
  return text.replaceAll("min\u00a0", "min ");
}

function isAllowed(url: string, hosts: readonly string[] | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username } = new URL(url);
  return protocol === "https:" && username === "" && (hosts === undefined || hosts.includes(hostname));
}

function linkOf({ text, url }: Link): Link {
  return { text: cleanText(text, 120), url: new URL(url).href };
}

function restOf(count: number, write: Language["write"]): string {
  return count <= 0 ? "" : write("rest", { count });
}

/** Clean text whose numbers stay on one line with their units, which `cleanText` alone would part. */
function sentence(text: string): string {
  const whole = [...text].length > longestSentence ? cleanText(text, longestSentence) : text;
  return whole
    .split(nbsp)
    .map((part) => cleanText(part, longestSentence))
    .join(nbsp);
}

function markOf({ direction }: Pick<Finding, "direction">): Mark {
  return direction === "up" ? "▲" : "▼";
}
