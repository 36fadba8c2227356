import { type Day, formatDay, formatDays } from "../day.ts";
import { formatCount, formatList, formatValue } from "../format.ts";
import type { Metric } from "../metrics.ts";
import { cleanText } from "../text.ts";
import { mondayOf, sundayOf, type Week } from "../week.ts";
import type { Turnover } from "./roster-facts.ts";

/** Whom a sentence is about where that is not whom the finding is about. */
type Who = string | null;

/** "Recording was switched off on Wed 11 Nov.", "Recording was enabled on Wed 11 Nov." */
export function switched(who: Who, what: readonly string[], isOn: boolean, day: Day): string {
  const verb = what.length === 1 ? "was" : "were";
  return about(who, `${formatList(what)} ${verb} ${isOn ? "enabled" : "switched off"} on ${formatDay(day)}.`);
}

/** "Was made inactive in Gong on Fri 13 Nov." */
export function activated(who: Who, isOn: boolean, day: Day): string {
  return about(who, `was made ${isOn ? "active" : "inactive"} in Gong on ${formatDay(day)}.`);
}

/** "Joined the team in 2026-W44." */
export function joined(who: Who, hasTeam: boolean, week: Week): string {
  return about(who, `joined ${hasTeam ? "the team" : "Gong"} in ${week}.`);
}

/** "Reports to a new manager since 2026-W45." */
export function newManager(who: Who, week: Week): string {
  return about(who, `reports to a new manager since ${week}.`);
}

/**
 * "Reports to Maria Lee since 2026-W45, before that to Bo Ek."
 *
 * @param managers null where the reader may not read about them
 */
export function movedTeam(
  who: Who,
  week: Week,
  managers: { readonly to: string; readonly from: string } | null,
): string {
  if (managers === null) return about(who, `moved to another team in ${week}.`);
  return about(who, `reports to ${managers.to} since ${week}, before that to ${managers.from}.`);
}

const turnoverVerbs: Readonly<Record<Turnover["kind"], string>> = {
  left: "left",
  "moved out": "moved to another team",
  joined: "joined",
  "moved in": "came from another team",
};

/** "Two of nine people in the team left since 2026-W45." */
export function turnover(who: Who, { kind, people, of, since }: Turnover): string {
  const some = `${formatCount(people, "", "").trim()} of ${formatCount(of, "person", "people")}`;
  return about(who, `${some} in the team ${turnoverVerbs[kind]} since ${since}.`);
}

/** "Two of seven calls carry it, 52 min and 48 min; without them it is inside the usual range." */
export function carried(values: readonly number[], calls: number, metric: Metric): string {
  const one = values.length === 1;
  const some = formatCount(values.length, "", "").trim();
  const shown = formatList(values.map((value) => measured(value, metric)));
  return sentenceCase(
    `${some} of ${formatCount(calls, "call", "calls")} ${one ? "carries" : "carry"} it, ${shown}; ` +
      `without ${one ? "it" : "them"} it is inside the usual range.`,
  );
}

/**
 * "See the first of Dana Lee's 11 calls of 9–15 Nov in Gong"; of other counters, whose calls may be older than what
 * was done about them, "See the first of 4 calls in Gong (Dana Lee, calls commented on, 9–15 Nov)".
 */
export function countedLink(
  name: string,
  metric: Metric,
  { place, calls, day, week }: { place: "first" | "last"; calls: number; day: Day | null; week: Week },
): string {
  const who = shortName(name);
  const isOne = calls === 1;
  const when = isOne && day !== null ? formatDay(day) : formatDays(mondayOf(week), sundayOf(week));
  if (metric.id !== "callsAsHost") {
    return `See ${isOne ? "the call" : `the ${place} of ${calls} calls`} in Gong (${who}, ${metric.label}, ${when})`;
  }
  return `See ${isOne ? `${who}'s call` : `the ${place} of ${who}'s ${calls} calls`} of ${when} in Gong`;
}

/** "See Dana Lee's call of Wed 11 Nov in Gong (52 min)" */
export function measuredLink(name: string, metric: Metric, value: number, day: Day | null): string {
  const what = isLength(metric) ? "" : `${metric.label} `;
  const when = day === null ? "" : ` of ${formatDay(day)}`;
  return `See ${shortName(name)}'s call${when} in Gong (${what}${measured(value, metric)})`;
}

/** A call's length to the minute where it has ten; what was measured in it as the metric is written. */
function measured(value: number, metric: Metric): string {
  if (!isLength(metric)) return formatValue(value, metric);
  const seconds = value < 600 ? value : Math.round(value / 60) * 60;
  return formatValue(seconds, { kind: "duration", unit: "seconds" });
}

const isLength = ({ source }: Metric): boolean => source === "calls";

const shortName = (name: string): string => cleanText(name, 30);

const about = (who: Who, text: string): string => (who === null ? sentenceCase(text) : `${who}: ${text}`);

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
