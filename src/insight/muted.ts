import { covers, type Mute } from "../feedback.ts";
import type { Verdict } from "./judge.ts";

/**
 * The mute that silences a verdict, undefined when none does.
 *
 * Somebody's silence is told through one of their counts and is not about that count: a mute of a metric for
 * everybody does not cover it, a mute of that person does.
 */
export function muteOf(mutes: readonly Mute[], { series, isSilence }: Verdict): Mute | undefined {
  const { entity, metric } = series;
  const { level, id, teamId } = entity;
  return mutes.find(
    ({ subject }) => !(isSilence && subject.id === null) && covers(subject, { level, id, metric, teamId }),
  );
}
