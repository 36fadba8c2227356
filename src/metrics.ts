/** Stable name of a metric, as in the history and every export: `callsAsHost`, `talkRatio` … */
export type MetricId = string;

/** The four places in Gong's API that values come from. */
export type Source = "activity" | "interaction" | "scorecards" | "calls";

/** How a value is made, which decides how it is judged and written. */
export type MetricKind = "count" | "ratio" | "duration" | "score";

export type Metric = {
  readonly id: MetricId;
  /** What people read, as it stands inside a sentence: "calls hosted". */
  readonly label: string;
  readonly kind: MetricKind;
  /** Unit of the stored value. `ratio` is 0 to 1. */
  readonly unit: string;
  readonly source: Source;
  /** What it is made from in the answers of its source. */
  readonly field: string;
  /** Metrics that move together for one reason; findings of one family are told once. */
  readonly family: "calls" | "coaching" | "listening" | "sharing" | "talk" | "scorecards";
  /** How people add up to a team: by sum, or as a mean weighted by each person's base. */
  readonly across: "sum" | "mean";
  /**
   * The count that stands behind one value of a mean: a week with fewer is not judged, and it weighs
   * the mean over people. Absent where the value is a count itself.
   */
  readonly base?: MetricId;
};

const count = (id: MetricId, label: string, family: Metric["family"], unit = "calls"): Metric => ({
  id,
  label,
  kind: "count",
  unit,
  source: "activity",
  field: id,
  family,
  across: "sum",
});

const talk = (name: string, label: string, kind: MetricKind, unit: string): Metric => ({
  id: metricIdOf(name),
  label,
  kind,
  unit,
  source: "interaction",
  field: name,
  family: "talk",
  across: "mean",
  base: "callsAsHost",
});

/**
 * Every metric that is watched, in the order people read them. Adding one is adding an object here.
 *
 * The fifteen counters keep Gong's own names. Interaction values are means over a person's calls and are
 * never summed; Gong gives no count of calls with them, so hosted calls stand in as the base.
 */
export const metrics: readonly Metric[] = [
  count("callsAsHost", "calls hosted", "calls"),
  count("callsAttended", "calls attended", "calls"),
  {
    id: "callHours",
    label: "call hours",
    kind: "duration",
    unit: "hours",
    source: "calls",
    field: "duration, by primaryUserId",
    family: "calls",
    across: "sum",
  },
  {
    id: "meanCallLength",
    label: "mean call length",
    kind: "duration",
    unit: "seconds",
    source: "calls",
    field: "duration, by primaryUserId",
    family: "talk",
    across: "mean",
    base: "callsAsHost",
  },
  talk("Talk Ratio", "talk ratio", "ratio", "ratio"),
  talk("Longest Monologue", "longest monologue", "duration", "seconds"),
  talk("Longest Customer Story", "longest customer story", "duration", "seconds"),
  talk("Interactivity", "interactivity", "score", "points"),
  talk("Patience", "patience", "duration", "seconds"),
  talk("Question Rate", "question rate", "score", "questions"),
  {
    id: "scorecardAverage",
    label: "scorecard average",
    kind: "score",
    unit: "points",
    source: "scorecards",
    field: "answers[].score, each on its own range, moved to 1 to 5",
    family: "scorecards",
    across: "mean",
    base: "scorecardCount",
  },
  {
    id: "scorecardCount",
    label: "scorecards received",
    kind: "count",
    unit: "scorecards",
    source: "scorecards",
    field: "cards, by reviewedUserId and reviewTime",
    family: "scorecards",
    across: "sum",
  },
  count("callsScorecardsReceived", "calls scored by others", "scorecards"),
  count("callsScorecardsFilled", "scorecards filled", "coaching", "scorecards"),
  count("callsGaveFeedback", "calls with feedback given", "coaching"),
  count("callsRequestedFeedback", "calls with feedback requested", "coaching"),
  count("callsReceivedFeedback", "calls with feedback received", "coaching"),
  count("callsMarkedAsFeedbackGiven", "calls marked as reviewed", "coaching"),
  count("callsMarkedAsFeedbackReceived", "own calls marked as reviewed", "coaching"),
  count("callsCommentsGiven", "calls commented on", "coaching"),
  count("callsCommentsReceived", "own calls commented on", "coaching"),
  count("ownCallsListenedTo", "own calls listened to", "listening"),
  count("othersCallsListenedTo", "others' calls listened to", "listening"),
  count("callsSharedInternally", "calls shared internally", "sharing"),
  count("callsSharedExternally", "calls shared externally", "sharing"),
];

const byId = new Map(metrics.map((metric) => [metric.id, metric]));

/** Gong's fifteen activity counters, by their own names. */
export const activityCounters: readonly MetricId[] = metrics
  .filter((metric) => metric.source === "activity")
  .map((metric) => metric.id);

/**
 * The metric behind an id. Gong's interaction statistics are an open set, so a name that is not in the
 * list is a mean over calls with no unit, labelled by its own words.
 */
export function metricOf(id: MetricId): Metric {
  const known = byId.get(id);
  if (known) return known;
  return {
    ...talk("", id.replace(/([A-Z])/g, " $1").toLowerCase(), "score", "points"),
    id,
    field: id,
  };
}

/**
 * Gong's name of an interaction statistic as an id.
 *
 * @example
 * metricIdOf("Longest Customer Story"); // => "longestCustomerStory"
 */
export function metricIdOf(name: string): MetricId {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return words
    .map((word, place) =>
      place === 0
        ? word.charAt(0).toLowerCase() + word.slice(1)
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join("");
}
