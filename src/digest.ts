import type { Finding, UsualRange } from "./finding.ts";
import type { MetricId, MetricKind, Source } from "./metrics.ts";
import type { Level } from "./series.ts";
import type { Week } from "./week.ts";
import type { Statement } from "./words/statement.ts";

/** Whose digest it is. `tree` is everyone below a manager, `team` the direct reports. */
export type Scope = {
  readonly kind: "company" | "team" | "tree" | "person";
  readonly id: string;
  readonly name: string;
};

/** A sentence with the facts in it. */
export type Told = { readonly sentence: string; readonly statement: Statement };

/** A value as people read it, rounded once; empty where there is nothing to say. */
export type ShownFigures = {
  /** "86", "6 min 40 s", "68 %" */
  readonly value: string;
  /** "118–148" */
  readonly usual: string;
  /** From the middle of the usual range: "−34 %", "+20 points"; empty where it would mislead. */
  readonly change: string;
};

/** One row of "everything we checked": a metric of the scope itself against its usual range. */
export type CheckedRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly kind: MetricKind;
  readonly unit: string;
  /** null where the value is missing. */
  readonly value: number | null;
  /** null while there are fewer than six past weeks. */
  readonly usual: UsualRange | null;
  /** Where the value stands against `usual`, and nothing else; `unknown` without one. */
  readonly direction: "up" | "down" | "usual" | "unknown";
  readonly shown: ShownFigures;
};

/** A few metrics of each team of the scope, side by side. */
export type TeamTable = {
  readonly metrics: readonly { readonly metric: MetricId; readonly label: string }[];
  readonly teams: readonly {
    readonly id: string;
    readonly name: string;
    readonly cells: readonly TeamCell[];
  }[];
  /** Teams for which there was no room. */
  readonly more: number;
};

export type TeamCell = {
  readonly value: number | null;
  readonly shown: string;
  readonly direction: CheckedRow["direction"];
};

/** A finding of the digest before that is inside its range again. */
export type BackToUsual = Told & { readonly id: string };

/** Outside only when several weeks are taken together, though no single one of them is. */
export type Drift = Told & { readonly id: string; readonly finding: Finding };

/** What was told about an earlier finding, and what is true now that Gong has restated its week. */
export type Correction = Told & { readonly id: string };

/**
 * What a digest is about.
 *
 * - `quiet`: nothing stands out
 * - `incomplete`: a source could not be read; only what is whole is judged
 * - `held`: the week could not be read; nobody but the owner hears of it
 * - `correction`: a finding that was told no longer stands
 * - `learning`: too few weeks for usual ranges that can be trusted
 * - `catch-up`: the first after weeks without a digest
 */
export type DigestKind = "normal" | "quiet" | "incomplete" | "held" | "correction" | "learning" | "catch-up";

/** A mute that left findings of this scope out, by ids alone: no name and no reason goes to readers. */
export type AppliedMute = {
  readonly id: number;
  /** Null for any. */
  readonly level: Level | null;
  readonly entityId: string | null;
  readonly metric: MetricId | null;
  readonly firstWeek: Week;
  readonly lastWeek: Week;
  /** Ids of the findings it covers this week, those with one cause each on its own. */
  readonly findings: readonly string[];
};

/** A series of this scope whose level is known to be new; it is judged again once that is learnt. */
export type NewLevel = {
  readonly level: Level;
  readonly entityId: string;
  readonly metric: MetricId;
  readonly since: Week;
  readonly isJudged: boolean;
};

/**
 * What one recipient is told about one week: plain, versioned JSON. Every sentence that people read and every
 * rounded figure is made once, here; mail, text, CSV, Markdown and pages lay them out. Fields may be added, never
 * renamed.
 */
export type Digest = {
  readonly schemaVersion: 1;
  readonly week: Week;
  /** Monday and Sunday of the week, `2026-11-09`, in the company's zone. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  /** Of every sentence and figure in words: `en`, `en-GB` … */
  readonly locale: string;
  readonly scope: Scope;
  readonly status: "complete" | "incomplete" | "held";
  readonly kind: DigestKind;
  /** 1 for the first telling of a week, 2 for its correction. */
  readonly revision: number;
  /** Sources of this week that could not be read; metrics of theirs are missing. */
  readonly lacking: readonly Source[];
  readonly subject: string;
  /** What a mail program shows beside the subject. */
  readonly preheader: string;
  /** One sentence of at most 90 characters that leads the mail. */
  readonly headline: string;
  /** "Mon 9 – Sun 15 Nov 2026 (America/New_York)" */
  readonly period: string;
  /** "5 unusual of 128 checked · compared with the 12 weeks before" */
  readonly counts: string;
  /** What the reader must know about the data: late, missing, restated. Plain sentences. */
  readonly dataNotes: readonly string[];
  /** Weeks before this one that the usual ranges rest on. */
  readonly windowWeeks: number;
  /** Series judged within the scope. */
  readonly checked: number;
  readonly quiet: boolean;
  /** Most important first. */
  readonly findings: readonly Finding[];
  readonly backToUsual: readonly BackToUsual[];
  readonly drifts: readonly Drift[];
  /** Of a quiet week, the value that came closest to standing out. */
  readonly closest: Told | null;
  /** Only of the kind `correction`; `findings` are then those that still stand. */
  readonly corrections: readonly Correction[];
  /** Null where the scope has fewer than two teams. */
  readonly teams: TeamTable | null;
  /** Findings that mutes leave out, one for each cause as in `findings`. */
  readonly muted: number;
  /** Digests of older versions lack these two. */
  readonly mutes?: readonly AppliedMute[];
  readonly newLevels?: readonly NewLevel[];
  /** Whose values the rows are; for a tree its manager's direct reports, since a tree has no series of its own. */
  readonly checkedName: string;
  readonly checkedRows: readonly CheckedRow[];
  /** Why the reader gets this, and what the words in it mean. */
  readonly why: readonly string[];
  /** When the next digest comes, as an ISO time and in words; null where that is not known. */
  readonly next: { readonly at: string; readonly text: string } | null;
  /** "Run 2026-W46-company-r1": names this telling to whoever is asked about it. */
  readonly run: string;
};
