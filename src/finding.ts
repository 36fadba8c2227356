import type { MetricId, MetricKind } from "./metrics.ts";
import type { Level, Point } from "./series.ts";
import type { Week } from "./week.ts";
import type { Statement } from "./words/statement.ts";

/** `clear` |z| >= 4, `likely` >= 3, `weak` >= 2.5. */
export type Certainty = "clear" | "likely" | "weak";

/**
 * Who accounts for a team's or the company's change. The deltas of all add up to the change, their shares to 1;
 * somebody who moved against it has a negative share.
 */
export type Driver = {
  readonly id: string;
  /** A team, or a person; absent in digests of older versions. A manager and their team have one id. */
  readonly level?: Level;
  readonly name: string;
  /** In the metric's unit. */
  readonly delta: number;
  readonly share: number;
  /** This week's value; null where there is none. */
  readonly value: number | null;
  /** Of a sum, what was to be expected of them; of a mean, their mean in the weeks before. Null where not known. */
  readonly usual: number | null;
  /** Of a mean: the part of `delta` from their own value, and from how many of the calls are theirs. */
  readonly within?: number;
  readonly between?: number;
  /** Of a mean: their part of the group's calls, this week and in the weeks before. */
  readonly callShare?: { readonly now: number; readonly before: number };
  /** Where their own value is against their own usual range. Only who is outside it is named in a sentence. */
  readonly own: "up" | "down" | "usual" | "unknown";
};

/** A change of a group's mean against the weeks before, taken apart: `within` + `between` = `to` − `from`. */
export type Decomposition = {
  readonly weeks: number;
  readonly from: number;
  readonly to: number;
  /** From values that changed. */
  readonly within: number;
  /** From a changed mix of who made the calls. */
  readonly between: number;
};

/** The same metric around the finding's entity, in the same week. */
export type Surrounding = {
  readonly level: Level;
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly usual: UsualRange;
  readonly direction: "up" | "down" | "usual";
};

/**
 * Where a value stands against its usual range: the one rule by which tables, JSON and sentences mark it, so that
 * anybody can check a mark against the figures beside it. How sure a finding is, is another question.
 *
 * @example
 * sideOf(340, { low: 236, middle: 281, high: 334 }); // => "up"
 */
export function sideOf(value: number, { low, high }: UsualRange): Surrounding["direction"] {
  if (value < low) return "down";
  return value > high ? "up" : "usual";
}

/** Another metric of the same entity in the same week, outside its range for certain or inside it. */
export type Neighbour = { readonly metric: MetricId; readonly direction: "up" | "down" | "usual" };

/** A link into Gong: what it leads to, and where that is. */
export type FoundLink = { readonly statement: Statement; readonly url: string };

/** The same with its words. */
export type Evidence = FoundLink & { readonly text: string };

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
export type Finding = Omit<Found, "evidence"> & {
  /** What people read: "calls hosted". */
  readonly label: string;
  /** `statements` in the reader's language, one for one. */
  readonly sentences: readonly string[];
  /** At most three links into Gong. */
  readonly evidence: readonly Evidence[];
  /** Its figures in the reader's language. */
  readonly shown: {
    /** "EMEA: calls hosted below the usual range" */
    readonly title: string;
    readonly value: string;
    /** "calls" behind a count, else empty. */
    readonly unit: string;
    readonly usual: string;
    /** "−34 %"; empty where a change of so small a number would mislead. */
    readonly change: string;
    readonly certainty: string;
    /** What the picture of its weeks shows. */
    readonly alt: string;
  };
};

/** A finding before it is told in anybody's language. */
export type Found = {
  /** `<week>:<level>:<entity id>:<metric>` */
  readonly id: string;
  readonly level: Level;
  readonly entity: { readonly id: string; readonly name: string; readonly team: string | null };
  readonly metric: MetricId;
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
  /** Past weeks with a value. Below 8 the range is still learnt, below 12 it is early. */
  readonly weeks: number;
  /** Of how many weeks with a value, this one included, it is the most extreme; 1 when the week before was more so. */
  readonly extremeOf: number;
  /** About one week in so many is this far out, both sides; the week alone, before others are taken into account. */
  readonly oneIn: number;
  /** Weeks in a row outside the usual range on this side, this one included; 0 when only several weeks together are. */
  readonly streak: number;
  /** Weeks in a row on this side of the middle that were judged together. */
  readonly span: number;
  readonly drivers: readonly Driver[];
  /** Of a group's mean, else null. */
  readonly decomposition: Decomposition | null;
  /** The team and the company around it. */
  readonly around: readonly Surrounding[];
  readonly neighbours: readonly Neighbour[];
  /** What to say of it: which patterns, and the facts in them. */
  readonly statements: readonly Statement[];
  /** At most three links into Gong. */
  readonly evidence: readonly FoundLink[];
  /** Data context; absent where there is none. A number with it may say more about the data than about work. */
  readonly context?: readonly ContextFact[];
  /** The window and the judged week, oldest first, for the picture. */
  readonly history: readonly Point[];
  /** Ids of findings with the same cause that are told through this one. */
  readonly folded: readonly string[];
};
