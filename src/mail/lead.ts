import type { Digest } from "../digest.ts";
import { cleanText } from "../text.ts";
import type { Language } from "../words/language.ts";
import { subjectOf } from "./subject.ts";

/** What stands above, below and around the findings. */
type Lead = Pick<Digest, "subject" | "preheader" | "headline" | "period" | "counts" | "why">;

/** A digest before its headline, subject and footer, which follow from the rest. */
export type DigestFacts = Omit<Digest, keyof Lead>;

/** Words of a digest as a whole, from its facts. */
export function leadOf(facts: DigestFacts, language: Language): Lead {
  const { write, formats } = language;
  const figures = { unusual: facts.findings.length, checked: facts.checked, weeks: facts.windowWeeks };
  const note = facts.dataNotes[0] ?? write("complete");
  return {
    subject: subjectOf(facts, language),
    preheader: write("preheader", { ...figures, note }),
    headline: headlineOf(facts, language),
    period: `${formats.period(facts.from, facts.to)} (${cleanText(facts.timeZone)})`,
    counts: write("counts", figures),
    why: whyOf(facts, language),
  };
}

const longestHeadline = 90;

function headlineOf({ findings, drifts, scope, checked, muted }: DigestFacts, { write }: Language): string {
  const [first] = findings;
  const who = scope.kind === "company" ? write("theCompany") : cleanText(scope.name);
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
