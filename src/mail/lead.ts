import type { Digest } from "../digest.ts";
import { cleanText } from "../text.ts";
import type { Language } from "../words/language.ts";
import { fileStem } from "./scope.ts";
import { subjectOf } from "./subject.ts";

/** What stands above, below and around the findings. */
type Lead = Pick<Digest, "subject" | "preheader" | "headline" | "period" | "counts" | "why" | "next" | "run">;

/** A digest before its headline, subject and footer, which follow from the rest. */
export type DigestFacts = Omit<Digest, keyof Lead>;

export type LeadOptions = {
  readonly language: Language;
  /** Weeks of history that usual ranges can be trusted from, while there are fewer. */
  readonly learning?: number | null;
  /** When the next digest comes, as an ISO time. */
  readonly next?: string | null;
};

/** Words of a digest as a whole, from its facts. */
export function leadOf(facts: DigestFacts, options: LeadOptions): Lead {
  const { language, learning = null, next = null } = options;
  const { write, formats } = language;
  const figures = { unusual: facts.findings.length, checked: facts.checked, weeks: facts.windowWeeks };
  const isCorrection = facts.kind === "correction";
  const note = (isCorrection ? facts.corrections[0]?.sentence : facts.dataNotes[0]) ?? write("complete");
  return {
    subject: subjectOf(facts, language, learning),
    preheader: write(isCorrection ? "preheaderCorrection" : "preheader", { ...figures, note }),
    headline: headlineOf(facts, language, learning),
    period: `${formats.period(facts.from, facts.to)} (${cleanText(facts.timeZone)})`,
    counts: isCorrection ? write("stand", { count: facts.findings.length }) : write("counts", figures),
    why: whyOf(facts, language),
    next: next === null ? null : { at: next, text: write("next", { time: formats.moment(next) }) },
    run: write("run", { name: `${fileStem(facts)}-r${facts.revision}` }),
  };
}

const longestHeadline = 90;

function headlineOf(facts: DigestFacts, { write }: Language, learning: number | null): string {
  const { kind, findings, drifts, scope, checked, muted, corrections } = facts;
  const [first] = findings;
  const who = scope.kind === "company" ? write("theCompany") : cleanText(scope.name);
  if (kind === "correction") return write("headlineCorrection", { who, count: corrections.length });
  if (!first && drifts.length === 0 && kind === "learning" && learning !== null) {
    return write("headlineLearning", { who, weeks: facts.windowWeeks, enough: learning });
  }
  if (!first && checked === 0) return write("headlineNothing", { who });
  if (!first && drifts.length > 0) return write("headlineDrift", { who, drifts: drifts.length });
  if (!first) return write(muted > 0 ? "headlineMuted" : "headlineQuiet", { who });
  const { label, direction: side, entity } = first;
  const others = findings.length - 1;
  const full = write("headline", { who: cleanText(entity.name), label, side, others });
  return full.length <= longestHeadline ? full : write("headlineShort", { label, side, others });
}

function whyOf(facts: DigestFacts, language: Language): readonly string[] {
  const { findings, windowWeeks, scope } = facts;
  const { write } = language;
  const muted = mutedLine(facts, language);
  return [
    write("whyUsualRange", { weeks: windowWeeks }),
    ...(findings.length === 0 ? [] : [write("whyCertainty")]),
    ...[muted].filter((line) => line !== ""),
    write("whyYou", { scope: cleanText(scope.name) }),
  ];
}

/** How many muted findings are left out and until when; empty for none. */
export function mutedLine(
  { muted, mutes = [] }: Pick<Digest, "muted" | "mutes">,
  { write }: Language,
): string {
  if (muted === 0) return "";
  const ends = [...new Set(mutes.map(({ lastWeek }) => lastWeek))].toSorted();
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return write("whyMuted", { count: muted });
  return write("whyMutedUntil", { count: muted, first, last, isOne: first === last ? "yes" : "no" });
}
