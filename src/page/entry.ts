import { z } from "zod";
import type { Digest } from "../digest.ts";
import { fileStem } from "../mail/scope.ts";
import { cleanText } from "../text.ts";
import { type Language, languageOf } from "../words/language.ts";

/** What a list of weeks says of one page. Fields may be added, never renamed. */
export const PageEntry = z.object({
  week: z.string().regex(/^\d{4}-W\d{2}$/),
  scope: z.object({ kind: z.enum(["company", "team", "tree", "person"]), id: z.string(), name: z.string() }),
  /** File beside the list; never a path. */
  file: z.string().regex(/^[\w-]+\.page\.html$/),
  headline: z.string(),
  period: z.string(),
  /** "9–15 Nov" */
  days: z.string(),
  counts: z.string(),
  /** "5 findings", "quiet week" … */
  kind: z.string(),
  findings: z.int().nonnegative(),
  checked: z.int().nonnegative(),
});
export type PageEntry = z.output<typeof PageEntry>;

/** The line of a digest's page in the list of weeks. */
export function entryOf(digest: Digest): PageEntry {
  const { week, scope, from, to, locale } = digest;
  return {
    week,
    scope: { kind: scope.kind, id: scope.id, name: cleanText(scope.name) },
    file: pageFile(digest),
    headline: cleanText(digest.headline, 160),
    period: digest.period,
    days: languageOf(locale).formats.days(from, to),
    counts: digest.counts,
    kind: kindOf(digest, languageOf(locale)),
    findings: digest.findings.length,
    checked: digest.checked,
  };
}

/** @example pageFile(digest); // => "2026-W46-team-4001.page.html" */
export function pageFile(digest: Pick<Digest, "week" | "scope">): string {
  return `${fileStem(digest)}.page.html`;
}

function kindOf(digest: Digest, { writePage: write }: Language): string {
  const { status, kind, findings, drifts, checked } = digest;
  if (status === "held") return write("kindHeld");
  if (kind === "learning") return write("kindLearning");
  if (status === "incomplete") return write("kindIncomplete");
  if (findings.length > 0) return write("kindFindings", { count: findings.length });
  if (drifts.length > 0) return write("kindDrifts", { count: drifts.length });
  return write(checked === 0 ? "kindNothing" : "kindQuiet");
}
