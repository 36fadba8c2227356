import type { MetricId, MetricKind } from "./metrics.ts";
import type { Level, Point } from "./series.ts";
import type { Week } from "./week.ts";

/** `clear` |z| >= 4, `likely` >= 3, `weak` >= 2.5. */
export type Certainty = "clear" | "likely" | "weak";

/** Who accounts for a team's or the company's change; `share` of the whole change, the shares of all add up to 1. */
export type Driver = {
  readonly id: string;
  readonly name: string;
  /** In the metric's unit. */
  readonly delta: number;
  readonly share: number;
};

export type Evidence = { readonly text: string; readonly url: string };

/**
 * What Gong tells about the data itself: recording, import of calls or Gong Connect switched off or on; somebody who
 * joined or left; somebody who reports to another manager, with the same colleagues (`new-manager`) or with others
 * (`moved-team`).
 */
export type ContextKind = "recording-off" | "recording-on" | "joined" | "left" | "new-manager" | "moved-team";

/** A fact beside a finding; it states what was, never that it made the number. */
export type ContextFact = {
  readonly kind: ContextKind;
  /** Whom it is true of: a Gong user id, or a team's. */
  readonly id: string;
  readonly name: string;
  /** The week in which it came true. */
  readonly week: Week;
  /** The company's day where Gong tells it, `2026-11-11`. */
  readonly day: string | null;
};

/** The usual range: what about 95 % of this entity's weeks look like, in the metric's unit. */
export type UsualRange = { readonly low: number; readonly middle: number; readonly high: number };

/**
 * A value outside its usual range that is worth telling, as it stands in `digest.json`.
 * Fields may be added, never renamed.
 */
export type Finding = {
  /** `<week>:<level>:<entity id>:<metric>` */
  readonly id: string;
  readonly level: Level;
  readonly entity: { readonly id: string; readonly name: string; readonly team: string | null };
  readonly metric: MetricId;
  /** What people read: "calls hosted". */
  readonly label: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly value: number;
  /** Calls or scorecards behind a mean; null for counts. */
  readonly base: number | null;
  readonly usual: UsualRange;
  readonly direction: "up" | "down";
  /** A z-score: 3 means the same for a count, a ratio and a duration. */
  readonly score: number;
  readonly certainty: Certainty;
  readonly drivers: readonly Driver[];
  readonly sentences: readonly string[];
  /** At most three links into Gong. */
  readonly evidence: readonly Evidence[];
  /** Data context; absent where there is none. A number with it may say more about the data than about work. */
  readonly context?: readonly ContextFact[];
  /** The window and the judged week, oldest first, for the picture. */
  readonly history: readonly Point[];
  /** Ids of findings with the same cause that are told through this one. */
  readonly folded: readonly string[];
};
