import type { MetricId } from "./metrics.ts";
import type { Level } from "./series.ts";
import type { Week } from "./week.ts";

/**
 * What a mute or an accepted change is about: every series that has this level, id and metric, null for any. With
 * `withPeople`, the direct reports of the team that `id` names too.
 */
export type Subject = {
  readonly level: Level | null;
  readonly id: string | null;
  readonly metric: MetricId | null;
  readonly withPeople: boolean;
};

/** One series by its name. */
export type SeriesName = { readonly level: Level; readonly id: string; readonly metric: MetricId };

/** Who told the program something, when and why; `endedAt` when it was taken back. */
export type Told = {
  readonly id: number;
  /** As the person wrote it, cleaned: fit to stand in a line of text. Empty when none was given. */
  readonly reason: string;
  readonly by: string;
  /** ISO times. */
  readonly at: string;
  readonly endedAt: string | null;
};

/** Findings about the subject are judged and counted and not told, from the first to the last week. */
export type Mute = Told & {
  readonly subject: Subject;
  readonly firstWeek: Week;
  readonly lastWeek: Week;
};

/** The subject's level is known to have changed in a week: what it did before does not count. */
export type Expectation = Told & {
  readonly subject: Subject;
  /** Series that changed for the same reason: those the finding was told with. */
  readonly also: readonly SeriesName[];
  readonly since: Week;
};

/** What a person thinks of a finding; it changes no judging. */
export type Opinion = Told & { readonly finding: string; readonly week: Week; readonly isTrue: boolean };

/** All that was told and not taken back. */
export type Feedback = {
  readonly mutes: readonly Mute[];
  readonly expectations: readonly Expectation[];
  readonly opinions: readonly Opinion[];
};

export const noFeedback: Feedback = { mutes: [], expectations: [], opinions: [] };

/**
 * Is a series part of a subject?
 *
 * @param teamId the team that a person is in; of a team its own
 * @example
 * // muting team 4001 with its people covers person 17 while 4001 is their manager
 */
export function covers(subject: Subject, series: SeriesName & { readonly teamId: string | null }): boolean {
  const { level, id, metric, withPeople } = subject;
  if (metric !== null && metric !== series.metric) return false;
  if (id === null) return level === null || level === series.level;
  if (level === series.level && id === series.id) return true;
  return withPeople && level === "team" && series.level === "person" && series.teamId === id;
}

/** The mutes that hold in a judged week, those that last longest first. */
export function mutesIn(mutes: readonly Mute[], week: Week): readonly Mute[] {
  return mutes
    .filter(({ firstWeek, lastWeek }) => firstWeek <= week && week <= lastWeek)
    .toSorted((a, b) => b.lastWeek.localeCompare(a.lastWeek));
}
