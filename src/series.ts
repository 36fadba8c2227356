import type { MetricId } from "./metrics.ts";
import type { Week } from "./week.ts";

export type Level = "person" | "team" | "company";

/** Whom a value is about. A team is named after the manager whose direct reports it holds. */
export type Entity = {
  readonly level: Level;
  /** Gong user id of the person, or of the team's manager; `company` for the company. */
  readonly id: string;
  /** Cleaned: fit to stand in a line of text. */
  readonly name: string;
  /** Manager's user id for a person in a team; the team's own id for a team; else null. */
  readonly teamId: string | null;
};

/**
 * One weekly value. `value` is null where it is missing (not known, never zero); `base` is how many calls
 * or scorecards stand behind a mean, null for counts.
 */
export type Point = { readonly week: Week; readonly value: number | null; readonly base: number | null };

/** One metric of one entity, a place for each week of the panel; null where the value is missing. */
export type Series = {
  readonly entity: Entity;
  readonly metric: MetricId;
  readonly values: readonly (number | null)[];
  /** Calls or scorecards behind each value of a mean. */
  readonly bases: readonly (number | null)[];
};

/** A series whose level is known to be new: from this week on, what it did before does not count. */
export type Restart = {
  readonly level: Level;
  readonly id: string;
  readonly metric: MetricId;
  readonly week: Week;
};

/**
 * Everything that is needed to judge one week: the weeks of the window, oldest first, and the judged week last.
 */
export type Panel = {
  readonly weeks: readonly Week[];
  readonly series: readonly Series[];
  /** For each person and week of the panel, the team they were in; null without a team, undefined when not there. */
  readonly teamOf: ReadonlyMap<string, readonly (string | null | undefined)[]>;
  /** Changes of level that people have accepted; none when absent. */
  readonly restarts?: readonly Restart[];
};
