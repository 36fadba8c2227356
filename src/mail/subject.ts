import type { Digest } from "../digest.ts";
import type { Finding } from "../finding.ts";
import { cleanText } from "../text.ts";
import type { Language } from "../words/language.ts";

/** Phones show about this much of a subject. */
const longest = 70;

/** What a subject is made from. */
export type SubjectFacts = Pick<
  Digest,
  "from" | "to" | "scope" | "status" | "kind" | "lacking" | "windowWeeks" | "checked" | "findings"
>;

/**
 * The subject line: product and scope, what changed most, the dates last so that it survives a cut in front.
 * Never a person's name: subjects show on locked screens.
 *
 * @example
 * subjectOf(digest, languageOf("en")); // => "Gong weekly, EMEA: calls hosted below usual, 4 more (9–15 Nov)"
 */
export function subjectOf(facts: SubjectFacts, language: Language, learning: number | null = null): string {
  const dates = language.formats.days(facts.from, facts.to);
  if (facts.kind === "correction") {
    const bare = [...language.write("correctionSubject", { scope: "", dates })].length;
    return language.write("correctionSubject", { scope: cleanText(facts.scope.name, longest - bare), dates });
  }
  const fixed = [...language.write("subject", { scope: "", news: "", dates })].length;
  const shortestName = Math.min(12, [...facts.scope.name].length);
  const news = newsOf(facts, longest - fixed - shortestName, language, learning);
  const scope = cleanText(facts.scope.name, Math.max(shortestName, longest - fixed - [...news].length));
  return language.write("subject", { scope, news, dates });
}

/** What changed, in at most `room` characters: the count of others gives way first, then the metric's name. */
function newsOf(facts: SubjectFacts, room: number, { write }: Language, learning: number | null): string {
  const [first, ...others] = facts.findings;
  if (facts.status !== "complete") {
    return write("newsIncomplete", { count: facts.lacking.length, source: facts.lacking[0] ?? "" });
  }
  if (!first && facts.kind === "learning" && learning !== null) {
    return write("newsLearning", { weeks: facts.windowWeeks, enough: learning });
  }
  if (!first && facts.checked === 0) return write("newsNothing");
  if (!first) return write("newsQuiet");
  const owner = ownerOf(first, facts, write);
  const side = first.direction;
  for (const more of [others.length, 0]) {
    const news = write("newsMoved", { owner, label: first.label, side, more });
    if ([...news].length <= room) return news;
  }
  const tail = write("newsSide", { side, more: 0 });
  const label = cleanText(first.label, Math.max(1, room - owner.length - tail.length - 1));
  return write("newsMoved", { owner, label, side, more: 0 });
}

function ownerOf(finding: Finding, { scope }: SubjectFacts, write: Language["write"]): string {
  const level = scope.kind === "tree" ? "team" : scope.kind;
  const own = finding.level === level && finding.entity.id === scope.id;
  if (own || finding.level === "company") return "";
  return write(finding.level === "team" ? "ownerTeam" : "ownerPerson");
}
