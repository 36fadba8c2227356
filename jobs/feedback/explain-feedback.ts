import { type Mute, mutesIn } from "../../src/feedback.ts";
import type { Verdict } from "../../src/insight/judge.ts";
import { muteOf } from "../../src/insight/muted.ts";
import { isLearning, newLevels } from "../../src/insight/restart.ts";
import type { Level } from "../../src/series.ts";
import type { Week } from "../../src/week.ts";
import type { JudgedWeek } from "../weekly/judged-week.ts";
import { countOpinions, type OpinionCounts, precisionText } from "./text.ts";

/** What people told about one judged value. */
export type ToldAbout = {
  readonly mute: { readonly id: number; readonly until: Week } | null;
  /** What somebody thought of it, when anybody said. */
  readonly opinion: "a true change" | "not a true change" | null;
  /** What was thought of findings of the twelve weeks up to this one. */
  readonly opinions: OpinionCounts;
};

export function toldAbout({ feedback, week }: JudgedWeek, id: string, verdict: Verdict): ToldAbout {
  const mute: Mute | undefined = muteOf(mutesIn(feedback.mutes, week), verdict);
  const opinion = feedback.opinions.findLast(({ finding }) => finding === id);
  return {
    mute: mute === undefined ? null : { id: mute.id, until: mute.lastWeek },
    opinion: opinion === undefined ? null : opinion.isTrue ? "a true change" : "not a true change",
    opinions: countOpinions(
      feedback.opinions.filter((each) => each.week <= week),
      week,
    ),
  };
}

export function toldLines({ mute, opinion, opinions }: ToldAbout): readonly string[] {
  const hasOpinions = opinions.confirmed + opinions.wrong > 0;
  const lines = [
    ...(mute === null ? [] : [`Muted until the end of ${mute.until} (mute ${mute.id}): judged, not told.`]),
    ...(opinion === null ? [] : [`As a person judged it: ${opinion}.`]),
    ...(hasOpinions ? [`Findings as people judged them: ${precisionText(opinions)}.`] : []),
  ];
  return lines.length === 0 ? [] : ["", ...lines];
}

/** Why there is no verdict, for an error. */
export function whyNotJudged({ panel }: JudgedWeek, level: Level, id: string, metric: string): string {
  const learning = [...newLevels(panel)].find(
    ([series, since]) =>
      series.entity.level === level &&
      series.entity.id === id &&
      series.metric === metric &&
      isLearning(panel, series, since),
  );
  return learning === undefined
    ? `no such ${level} or metric that week, fewer than six past weeks, or too few calls behind it`
    : `its level is new since ${learning[1]}, as gong-digest expect list says, and is judged after three weeks of it`;
}
