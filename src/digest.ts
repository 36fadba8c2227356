import type { Finding, UsualRange } from "./finding.ts";
import type { MetricId, MetricKind } from "./metrics.ts";
import type { Level } from "./series.ts";
import type { Week } from "./week.ts";

/** Whose digest it is. `tree` is everyone below a manager, `team` the direct reports. */
export type Scope = {
  readonly kind: "company" | "team" | "tree" | "person";
  readonly id: string;
  readonly name: string;
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
  readonly direction: "up" | "down" | "usual" | "unknown";
};

/** A finding of the digest before that is inside its range again. */
export type BackToUsual = { readonly id: string; readonly sentence: string };

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
 * What one recipient is told about one week: plain, versioned JSON. Everything people read, in any form, is
 * made from this and from nothing else. Fields may be added, never renamed.
 */
export type Digest = {
  readonly schemaVersion: 1;
  readonly week: Week;
  /** Monday and Sunday of the week, `2026-11-09`, in the company's zone. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly scope: Scope;
  readonly status: "complete" | "incomplete" | "held";
  /** What the reader must know about the data: late, missing, restated. Plain sentences. */
  readonly dataNotes: readonly string[];
  /** One sentence of at most 90 characters that leads the mail. */
  readonly headline: string;
  /** Weeks before this one that the usual ranges rest on. */
  readonly windowWeeks: number;
  /** Series judged within the scope. */
  readonly checked: number;
  readonly quiet: boolean;
  /** Most important first. */
  readonly findings: readonly Finding[];
  readonly backToUsual: readonly BackToUsual[];
  readonly drifts: readonly string[];
  /** Findings that mutes leave out, one for each cause as in `findings`. */
  readonly muted: number;
  /** Digests of older versions lack these two. */
  readonly mutes?: readonly AppliedMute[];
  readonly newLevels?: readonly NewLevel[];
  /** Whose values the rows are; for a tree its manager's direct reports, since a tree has no series of its own. */
  readonly checkedName: string;
  readonly checkedRows: readonly CheckedRow[];
};
