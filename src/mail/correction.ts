import type { Correction, Digest } from "../digest.ts";
import type { Finding, UsualRange } from "../finding.ts";
import type { Language } from "../words/language.ts";
import type { Slot, Statement } from "../words/statement.ts";
import { leadOf } from "./lead.ts";

/** What is now known of a series in the week of a finding. */
export type Known = {
  /** Null where Gong has no value any more. */
  readonly value: number | null;
  readonly usual: UsualRange | null;
  /** Where a finding would be now; null when it would not even be a weak one. */
  readonly direction: "up" | "down" | null;
};

/**
 * The correction of a digest whose week Gong has restated; null when every finding that it told still stands.
 *
 * A finding is overturned when its value is another one and it would not even be weak any more, or on the other
 * side, or when there is no value left. What is restated and still outside stands as it was told.
 */
export function correctionOf(
  told: Digest,
  knownNow: (finding: Finding) => Known,
  { language, next }: { readonly language: Language; readonly next: string | null },
): Digest | null {
  const corrections: Correction[] = [];
  const standing: Finding[] = [];
  for (const finding of told.findings) {
    const now = knownNow(finding);
    const isOverturned = now.value !== finding.value && now.direction !== finding.direction;
    if (!isOverturned) standing.push(finding);
    else {
      const statement = statementOf(finding, now);
      corrections.push({ id: finding.id, sentence: language.say(statement), statement });
    }
  }
  if (corrections.length === 0) return null;
  const facts = {
    ...told,
    locale: language.locale,
    kind: "correction" as const,
    revision: 2,
    lacking: told.lacking ?? [],
    quiet: false,
    findings: standing,
    corrections,
    closest: null,
    backToUsual: [],
    drifts: [],
  };
  return { ...facts, ...leadOf(facts, { language, next }) };
}

function statementOf({ entity, metric, value: was }: Finding, { value, usual }: Known): Statement {
  const about: Record<string, Slot> = {
    who: { text: entity.name },
    metric: { metric },
    was: { value: was, of: metric },
  };
  if (value === null || usual === null) return { pattern: "correctedGone", slots: about };
  const outside = value > usual.high ? "above" : "below";
  return {
    pattern: "corrected",
    slots: {
      ...about,
      value: { value, of: metric },
      place: { choice: value >= usual.low && value <= usual.high ? "inside" : outside },
      usual: { range: usual, of: metric },
    },
  };
}
