import type { Day } from "./day.ts";
import type { MetricId } from "./metrics.ts";

/** A call behind a number: when, how long, where in Gong. Never its title, and never who else was in it. */
export type ContextCall = {
  readonly id: string;
  /** Into Gong itself; null where Gong gave no link that leads there. */
  readonly url: string | null;
  /** Where Gong said it. */
  readonly day: Day | null;
};

/** The calls that a counter counted in a week. */
export type CountedCalls = {
  /** Different calls; a call counts once a day, so a week's counter may be larger. */
  readonly calls: number;
  /** The first and the last of them. */
  readonly shown: readonly ContextCall[];
};

/** One value for each call of the week that has one: its length in seconds, or what Gong measured in it. */
export type MeasuredCalls = {
  readonly values: readonly number[];
  /** At most three, the farthest in the finding's direction first. */
  readonly shown: readonly (ContextCall & { readonly value: number })[];
};

/** A setting as Gong names it, and what it was set to on a day. */
export type SettingChange = { readonly setting: string; readonly value: boolean; readonly day: Day };

/** What Gong told about one person and week, fetched because a finding named them. */
export type PersonContext = {
  /** Changes of the last weeks, oldest first; null where Gong was not asked or would not say. */
  readonly settings: readonly SettingChange[] | null;
  readonly counted: Readonly<Record<MetricId, CountedCalls>>;
  readonly measured: Readonly<Record<MetricId, MeasuredCalls>>;
};

/** Somebody whom a finding names, in which metric and which way it went. */
export type WantedContext = {
  readonly person: string;
  readonly metric: MetricId;
  readonly direction: "up" | "down";
  /** A number of zero has no calls behind it. */
  readonly hasCalls: boolean;
};
