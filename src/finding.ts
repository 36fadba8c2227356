import type { MetricId, MetricKind } from "./metrics.ts";
import type { Level, Point } from "./series.ts";

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
  readonly evidence: readonly Evidence[];
  /** The window and the judged week, oldest first, for the picture. */
  readonly history: readonly Point[];
  /** Ids of findings with the same cause that are told through this one. */
  readonly folded: readonly string[];
};
