import type { Digest } from "../digest.ts";
import type { Finding } from "../finding.ts";
import { cleanText } from "../text.ts";
import { shortPeriod } from "./period.ts";

/** Phones show about this much of a subject. */
const longest = 70;

/**
 * The subject line: product and scope, what changed most, the dates last so that it survives a cut in front.
 * Never a person's name: subjects show on locked screens.
 *
 * @example
 * subjectOf(digest); // => "Gong weekly, EMEA: calls hosted below usual, 4 more (9–15 Nov)"
 */
export function subjectOf(digest: Digest): string {
  const dates = `(${shortPeriod(digest.from, digest.to)})`;
  const room = longest - `Gong weekly, :  ${dates}`.length;
  const shortestName = Math.min(12, [...digest.scope.name].length);
  const news = newsOf(digest, room - shortestName);
  const name = cleanText(digest.scope.name, Math.max(shortestName, room - news.length));
  return `Gong weekly, ${name}: ${news} ${dates}`;
}

/** What changed, in at most `room` characters: the count of others gives way first, then the metric's name. */
function newsOf(digest: Digest, room: number): string {
  const [first, ...others] = digest.findings;
  if (digest.status === "held") return "data incomplete";
  if (!first && digest.checked === 0) return "nothing to judge";
  if (!first) return digest.status === "complete" ? "nothing unusual" : "data incomplete";
  const owner = ownerOf(first, digest);
  const side = first.direction === "up" ? "above usual" : "below usual";
  const more = others.length === 0 ? "" : `, ${others.length} more`;
  const tail = `${owner}${first.label} ${side}${more}`.length > room ? side : `${side}${more}`;
  return `${owner}${cleanText(first.label, room - owner.length - tail.length - 1)} ${tail}`;
}

function ownerOf(finding: Finding, digest: Digest): string {
  const level = digest.scope.kind === "tree" ? "team" : digest.scope.kind;
  const own = finding.level === level && finding.entity.id === digest.scope.id;
  return own || finding.level === "company" ? "" : `a ${finding.level}'s `;
}
